/** The whole recipe for a host. */
import { type Host, programs } from './host.ts';
import { kernelSteps, toolFor } from './kernel-trace.ts';
import { limitSteps, logSteps } from './logs.ts';
import { qemuSteps } from './qemu.ts';
import { bytesText, drainedBuffer, recordingSize } from './sizes.ts';
import { type Step, step } from './step.ts';
import type { Wish } from './wish.ts';

export function planFor(host: Host, wish: Wish): readonly Step[] {
  return [
    whatIsKnown(host),
    ...kernelSteps(host, wish),
    ...qemuSteps(host, wish),
    ...logSteps(host),
    ...limitSteps(host),
    whatItCosts(host, wish),
    step(
      'Then',
      ['All files are one case, in any order.'],
      [`msixray ${traceFile(host, wish)} qemu.log kernel.json proc-interrupts.*.txt`],
    ),
  ];
}

const traceFile = (host: Host, wish: Wish): string =>
  ({
    'trace-cmd': 'trace.dat',
    tracefs: '/tmp/trace.txt',
    perf: 'perf-script.txt',
    bpftrace: 'trace.txt',
  })[toolFor(host, wish)];

function whatIsKnown(host: Host): Step {
  const known = [
    host.kernel === null ? null : `Linux ${host.kernel}`,
    host.arch,
    host.cpus === null ? null : `${host.cpus} CPUs`,
    host.qemu === null ? null : `QEMU ${host.qemu}`,
    host.devices.length === 0 ? null : `vfio-pci has ${host.devices.join(', ')}`,
    host.programs === null
      ? null
      : `has ${programs.filter((one) => host.programs?.has(one) === true).join(', ') || 'none of the tools'}`,
  ].filter((one) => one !== null);
  return step('This recipe is for', [
    known.length === 0 ? 'any x86-64 host: nothing is known of it.' : `${known.join(', ')}.`,
    ...host.unseen.map((one) => `Not known: ${one}.`),
    'Nothing was run, and nothing was changed: the commands are for you, as root.',
  ]);
}

function whatItCosts(host: Host, wish: Wish): Step {
  const { binary, text } = recordingSize(wish);
  const buffers = drainedBuffer(wish) * 1024 * (host.cpus ?? 1);
  const load = (wish.rate * 0.3e-6 * 100).toFixed(1);
  return step('What it costs', [
    `At ${wish.rate} interrupts a second for ${wish.seconds} s (--rate, --seconds): some ${bytesText(binary)} of trace.dat, or ${bytesText(text)} of text, before packing.`,
    `The buffers take ${bytesText(buffers)} of memory${host.cpus === null ? ' for each CPU' : ''}.`,
    `A trace event costs a few tenths of a microsecond: about ${load} % of one CPU. The probes are on the path of setup, which is seldom walked, and cost nothing between.`,
  ]);
}
