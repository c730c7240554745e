import { cpus, machine } from 'node:os';
import { type Host, type Tool, unknownHost } from '../../capture/host.ts';
import { planFor } from '../../capture/plan.ts';
import { captureScript } from '../../capture/script.ts';
import { planText } from '../../capture/text.ts';
import { standardWish, type Wish } from '../../capture/wish.ts';
import { writeTo } from '../deliver.ts';
import { CLEAN } from '../exit-status.ts';
import { lookAtHost } from '../host-look.ts';
import type { Context } from '../program.ts';

export interface CaptureFlags {
  readonly kernel?: string;
  readonly qemu?: string;
  readonly arch?: string;
  readonly tool?: Tool;
  readonly clock?: string;
  readonly rate?: number;
  readonly seconds?: number;
  readonly allInterrupts?: true;
  readonly domain?: string;
  readonly script?: true;
  readonly width?: number;
}

/** `msixray capture`: prints the commands that record what the analysis needs; runs none of them. */
export async function runCapture(context: Context, flags: CaptureFlags): Promise<void> {
  const { stdout, env } = context.streams;
  const host = hostOf(flags, env['PATH'] ?? '');
  const wish = wishOf(flags);
  context.status = CLEAN;
  const width = flags.width ?? stdout.columns ?? 80;
  await writeTo(stdout, [
    flags.script === true ? captureScript(host, wish) : planText(planFor(host, wish), width),
  ]);
}

/** A kernel or an architecture that the user names is another host's: this one is not looked at then. */
function hostOf({ kernel, arch, qemu }: CaptureFlags, path: string): Host {
  const named = kernel !== undefined || arch !== undefined;
  const host = named
    ? { ...unknownHost, kernel: kernel ?? null, arch: arch ?? null }
    : lookAtHost({ root: '/', arch: machine(), cpus: cpus().length, path: foldersIn(path) });
  if (qemu === undefined) return host;
  return { ...host, qemu, unseen: host.unseen.filter((one) => !one.includes('--qemu')) };
}

/** Tools of root are seldom in the path of a user. */
const foldersIn = (path: string): readonly string[] => [
  ...path.split(':').filter((folder) => folder.startsWith('/')),
  '/usr/sbin',
  '/sbin',
];

const wishOf = (flags: CaptureFlags): Wish => ({
  tool: flags.tool ?? null,
  clock: flags.clock ?? null,
  rate: flags.rate ?? standardWish.rate,
  seconds: flags.seconds ?? standardWish.seconds,
  allInterrupts: flags.allInterrupts === true,
  domain: flags.domain ?? null,
});
