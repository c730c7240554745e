// The printed script is run, as it stands but for the place of tracefs: a folder stands in, and small programs for the tools.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { type Host, type Tool, unknownHost } from '../../src/capture/host.ts';
import { captureScript } from '../../src/capture/script.ts';
import { standardWish } from '../../src/capture/wish.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const HOST: Host = { ...unknownHost, kernel: '6.12', arch: 'x86_64' };

const EVENTS = [
  'irq/irq_handler_entry',
  'irq_vectors/vector_setup',
  'irq_vectors/vector_teardown',
  'sched/sched_process_exit',
];

/** Programs that say how they were called, in `calls`. */
const programs = (root: string): Readonly<Record<string, string>> => ({
  id: 'echo 0',
  lspci: 'echo lspci',
  dmesg: 'echo dmesg',
  journalctl: 'echo "{}"',
  'trace-cmd': `echo "trace-cmd $*" >>${root}/calls`,
  perf: `echo "perf $*" >>${root}/calls`,
  virsh: `echo "virsh $*" >>${root}/calls`,
  // The kernel fills an instance with files of its own, and empties it.
  mkdir: `/bin/mkdir "$@" && case $* in *instances/msixray) cp -r ${root}/tracing/events "${root}/tracing/instances/msixray/"; echo traced >${root}/tracing/instances/msixray/trace_pipe ;; esac`,
  rmdir: `echo "rmdir $*" >>${root}/calls; rm -r "$@"`,
});

interface Ran {
  readonly status: number | null;
  readonly said: string;
  readonly calls: string;
  /** What was written to kprobe_events, in order. */
  readonly probes: readonly string[];
  readonly made: readonly string[];
  readonly instances: readonly string[];
  readonly read: (name: string) => string;
}

function run(tool: Tool, { domain = null }: { readonly domain?: string | null } = {}): Ran {
  const root = mkdtempSync(join(tmpdir(), 'capture-'));
  folders.push(root);
  const tracing = join(root, 'tracing');
  for (const event of EVENTS) {
    mkdirSync(join(tracing, 'events', event), { recursive: true });
    for (const file of ['enable', 'filter'])
      writeFileSync(join(tracing, 'events', event, file), '');
  }
  // Every probe makes an event of its own.
  const names = [...captureScript(HOST, standardWish).matchAll(/^probe (\w+)/gm)].map(
    ([, name = '']) => name,
  );
  for (const name of names) {
    mkdirSync(join(tracing, 'events/msixray', name), { recursive: true });
    writeFileSync(join(tracing, 'events/msixray', name, 'enable'), '');
    writeFileSync(join(tracing, 'events/msixray', name, 'filter'), '');
  }
  mkdirSync(join(tracing, 'instances'));
  for (const file of ['trace_clock', 'kprobe_events', 'events/enable'])
    writeFileSync(join(tracing, file), '');
  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const [name, text] of Object.entries(programs(root))) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const script = captureScript(HOST, { ...standardWish, tool, domain }).replaceAll(
    '/sys/kernel/tracing',
    tracing,
  );
  const out = join(root, 'out');
  const { status, stderr } = spawnSync('bash', ['-s', out, '0'], {
    input: script,
    encoding: 'utf8',
    env: { PATH: `${bin}:/usr/bin:/bin` },
  });
  return {
    status,
    said: stderr,
    calls: existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8') : '',
    probes: readFileSync(join(tracing, 'kprobe_events'), 'utf8').trim().split('\n'),
    made: readdirSync(out).toSorted(),
    instances: readdirSync(join(tracing, 'instances')),
    read: (name) => readFileSync(join(out, name), 'utf8'),
  };
}

test('with trace-cmd it records what there is, and says what there is not', () => {
  const { status, said, calls, made } = run('trace-cmd');
  expect({ status, made }).toEqual({
    status: 0,
    made: ['kernel.json', 'proc-interrupts.after.txt', 'proc-interrupts.before.txt'],
  });
  expect(calls).toContain('-B msixray -C global -b 8192');
  expect(calls).toContain('-e irq:irq_handler_entry -f name ~ "vfio*"');
  expect(calls).toContain('-e irq_vectors:vector_setup -e irq_vectors:vector_teardown');
  expect(calls).toContain('-e msixray:vfio_msi_disable');
  expect(calls).toMatch(/sleep 0\n/);
  expect(said).toContain('no event kvm:kvm_pi_irte_update');
});

test.each<[tool: Tool]>([['trace-cmd'], ['tracefs'], ['perf']])(
  'with %s every probe that was added is removed, and no instance stays',
  (tool) => {
    const { probes, instances } = run(tool);
    const added = probes.flatMap((line) => /^[pr]:(msixray\/\w+)/.exec(line)?.[1] ?? []);
    const removed = probes.flatMap((line) => /^-:(msixray\/\w+)/.exec(line)?.[1] ?? []);
    expect(added.length).toBeGreaterThan(8);
    expect(removed).toEqual(added);
    expect(instances).toEqual([]);
  },
);

test('with the files of tracefs it keeps what the reader got', () => {
  const { made, read } = run('tracefs');
  expect(made).toContain('trace.txt');
  expect(read('trace.txt')).toBe('traced\n');
});

test("QEMU's trace is switched on, and off again", () => {
  const { calls } = run('trace-cmd', { domain: 'web' });
  const states = [...calls.matchAll(/trace-event vfio_msi\* (on|off)/g)].map(([, state]) => state);
  expect(states).toEqual(['on', 'off']);
});
