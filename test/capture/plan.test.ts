import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { clockFor } from '../../src/capture/clock.ts';
import { type Host, unknownHost } from '../../src/capture/host.ts';
import { toolFor } from '../../src/capture/kernel-trace.ts';
import { planFor } from '../../src/capture/plan.ts';
import { qemuPatterns } from '../../src/capture/qemu.ts';
import { captureScript } from '../../src/capture/script.ts';
import { bytesText, drainedBuffer, recordingSize } from '../../src/capture/sizes.ts';
import { quoted } from '../../src/capture/step.ts';
import { planText } from '../../src/capture/text.ts';
import { standardWish, type Wish } from '../../src/capture/wish.ts';
import { qemuEventNames } from '../../parsers/qemu/decode.ts';

const on = (over: Partial<Host>): Host => ({ ...unknownHost, ...over });
const wish = (over: Partial<Wish> = {}): Wish => ({ ...standardWish, ...over });

const textOf = (host: Host, asked: Partial<Wish> = {}): string =>
  planText(planFor(host, wish(asked)), 80);

const commandsOf = (host: Host, asked: Partial<Wish> = {}): string =>
  planFor(host, wish(asked))
    .flatMap(({ commands }) => commands)
    .join('\n');

test('on x86 the kernel trace has interrupts of VFIO, CPU vectors, and probes', () => {
  const commands = commandsOf(on({ arch: 'x86_64', kernel: '6.1' }));
  expect(commands).toContain(`-e irq:irq_handler_entry -f 'name ~ "vfio*"'`);
  expect(commands).toContain("-e 'irq_vectors:vector_*'");
  expect(commands).toContain('-e msixray:vfio_msi_disable');
  expect(commands).toContain('-C global');
});

test('on arm64 there are no CPU vectors, and functions of the ITS', () => {
  const host = on({ arch: 'aarch64' });
  expect(commandsOf(host)).not.toContain('irq_vectors:');
  expect(commandsOf(host)).toContain('its_irq_domain_deactivate');
  expect(textOf(host)).toContain('On arm64');
});

test('without kprobes the function tracer stands in', () => {
  const commands = commandsOf(on({ kprobes: false, functions: new Set(['vfio_msi_disable']) }));
  expect(commands).not.toContain('kprobe_events');
  expect(commands).toContain('-p function -l vfio_msi_disable');
});

test('events that the host has not are left out', () => {
  const commands = commandsOf(on({ events: new Set(['irq:irq_handler_entry']) }));
  expect(commands).not.toContain('kvm_pi_irte_update');
  expect(commands).not.toContain('irq_vectors:');
});

test('all interrupts have no filter, and exits too', () => {
  const commands = commandsOf(unknownHost, { allInterrupts: true });
  expect(commands).toContain(
    '-e irq:irq_handler_entry -e irq:irq_handler_exit'.replace(' -e', ' \\\n  -e'),
  );
});

test.each<[tool: Wish['tool'], command: string]>([
  ['trace-cmd', 'trace-cmd record'],
  ['tracefs', 'cat trace_pipe'],
  ['perf', 'perf record'],
  ['bpftrace', 'bpftrace msixray.bt'],
])('%s records with %s', (tool, command) => {
  expect(commandsOf(unknownHost, { tool })).toContain(command);
});

test.each<[host: Partial<Host>, tool: string]>([
  [{}, 'trace-cmd'],
  [{ programs: new Set(['perf']) }, 'tracefs'],
  [{ programs: new Set(['trace-cmd', 'perf']) }, 'trace-cmd'],
])('%j: %s', (host, tool) => {
  expect(toolFor(on(host), wish())).toBe(tool);
});

test.each<[host: Partial<Host>, clock: string | null, name: string, why: string]>([
  [{}, null, 'global', 'kernel log'],
  [{ clocks: new Set(['local', 'mono']) }, null, 'local', 'kernel log'],
  [{}, 'mono', 'mono', 'simple trace'],
  [{}, 'boot', 'boot', 'sleeps'],
  [{}, 'ppc-tb', 'ppc-tb', 'you asked'],
])('%j with clock %p: %s', (host, clock, name, why) => {
  const choice = clockFor(on(host), wish({ clock }));
  expect(choice.name).toBe(name);
  expect(choice.why).toContain(why);
});

test('buffers grow with the rate, and have bounds', () => {
  const sizes = [1, 10_000, 100_000, 1_000_000, 100_000_000].map((rate) =>
    drainedBuffer(wish({ rate })),
  );
  expect(sizes).toEqual([4096, 4096, 32_768, 262_144, 1_048_576]);
  expect(drainedBuffer(wish({ rate: 100_000, allInterrupts: true }))).toBe(131_072);
});

test('the size of a recording', () => {
  expect(recordingSize(wish({ rate: 1000, seconds: 60 }))).toEqual({
    binary: 3_360_000,
    text: 6_600_000,
  });
  expect([999, 34_000_000, 2_500_000_000].map(bytesText)).toEqual(['1 kB', '34 MB', '2.5 GB']);
});

/** As QEMU matches: `*` is anything. */
const matches = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);

test.each([...qemuEventNames].filter((name) => name !== 'memory_region_ops_write'))(
  'the patterns for QEMU hold %s, which the analysis reads',
  (name) => {
    expect(qemuPatterns.some((pattern) => matches(pattern, name))).toBe(true);
  },
);

test.each([
  'vfio_region_write',
  'vfio_region_read',
  'vfio_dma_map',
  'memory_region_ops_write',
  'kvm_run_exit',
])('they do not hold %s, of which there are many', (name) => {
  expect(qemuPatterns.some((pattern) => matches(pattern, name))).toBe(false);
});

test.each<[qemu: string | null, says: string]>([
  ['7.2', 'Without -msg timestamp=on'],
  ['10.1.0', 'no thread'],
  ['5.2', 'stamps each event by itself'],
  [null, 'Without -msg timestamp=on'],
])('QEMU %s: %s', (qemu, says) => {
  expect(textOf(on({ qemu }))).toContain(says);
});

test('the commands for a running VM name the domain as one word', () => {
  const commands = commandsOf(unknownHost, { domain: "it's mine" });
  expect(commands).toContain(
    String.raw`virsh qemu-monitor-command 'it'\''s mine' --hmp 'trace-event vfio_msi* on'`,
  );
});

test.each([
  ['plain', 'plain'],
  ['a b', "'a b'"],
  ["a'b", String.raw`'a'\''b'`],
  ['$(x)', "'$(x)'"],
  ['', "''"],
])('%j is the word %s of a shell', (text, word) => {
  expect(quoted(text)).toBe(word);
});

test('prose is wrapped, commands are not', () => {
  for (const step of planFor(unknownHost, wish())) {
    const text = planText([step], 60);
    const prose = text.split('\n').filter((line) => !line.startsWith('    '));
    expect(prose.every((line) => line.length <= 60 || !line.trim().includes(' '))).toBe(true);
    for (const command of step.commands) expect(text).toContain(`    ${command.split('\n')[0]}`);
  }
});

test('what is not known of the host is said', () => {
  const text = textOf(on({ unseen: ['which functions can be traced (for root only)'] }));
  expect(text).toContain('Not known: which functions can be traced (for root only).');
  expect(text).toContain('Nothing was run');
});

const scripts = (['trace-cmd', 'tracefs', 'perf', 'bpftrace'] as const).flatMap((tool) =>
  [unknownHost, on({ kernel: '6.1', arch: 'aarch64' }), on({ kprobes: false, btf: true })].flatMap(
    (host) =>
      [null, "a 'strange' domain"].map(
        (domain) =>
          [
            `${tool}, ${host.kernel ?? 'any kernel'}, ${domain ?? 'no domain'}`,
            captureScript(host, wish({ tool, domain })),
          ] as const,
      ),
  ),
);

test.each(scripts)('the script (%s) is one that bash can read', (_what, script) => {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test.each(scripts)('the script (%s) cleans up on every way out', (_what, script) => {
  expect(script).toContain('trap clean EXIT');
  expect(script).toContain("trap 'exit 143' TERM");
});

const hasShellcheck = spawnSync('shellcheck', ['--version']).error === undefined;

test(`shellcheck finds nothing in ${hasShellcheck ? scripts.length : 0} scripts`, () => {
  for (const [what, script] of hasShellcheck ? scripts : []) {
    const { stdout } = spawnSync('shellcheck', ['-'], { input: script, encoding: 'utf8' });
    expect({ what, stdout }).toEqual({ what, stdout: '' });
  }
});
