/**
 * `npm run test:hard [-- COUNT]`: logs that name more than any host has. Memory stays bounded, time stays linear, and
 * what was not kept is told. COUNT is how many are invented, 2,000,000 unless given.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { analyze, everything } from '../../src/analyze.ts';

/** Of the whole process, with the result in it: what the limits allow, each met alone. */
const MEMORY_MB = 640;
const MINUTES = 10;

const at = (i: number): string =>
  `${100 + Math.floor(i / 1000)}.${String(i % 1000).padStart(3, '0')}000`;
const bdf = (i: number): string => {
  const hex = i.toString(16).padStart(8, '0');
  return `${hex.slice(0, 4)}:${hex.slice(4, 6)}:${(i & 31).toString(16).padStart(2, '0')}.${(i >> 5) & 7}`;
};
const head = (i: number, task = 'qemu-1'): string => ` ${task} [000] ${at(i)}:`;

/** By the limit that each must meet: the lines of number i. */
const floods: Readonly<Record<string, (i: number) => string>> = {
  irqs: (i) => `${head(i, '<idle>-0')} irq_handler_entry: irq=${i + 24} name=vfio-msix[${i % 2048}](0000:01:00.0)\n`,
  devices: (i) => `${head(i, '<idle>-0')} irq_handler_entry: irq=24 name=vfio-msix[0](${bdf(i)})\n`,
  threads: (i) => `${head(i, `qemu-${i + 1}`)} vector_setup: irq=${i + 24} is_legacy=0 ret=0\n`,
  'cpu-vectors': (i) =>
    `${head(i)} vector_update: irq=${i + 24} vector=${(i % 200) + 33} cpu=${i % 100_000} prev_vector=0 prev_cpu=0\n`,
  operations: (i) =>
    ['vector_deactivate: irq=24 is_managed=0 can_reserve=0 reserve=0', 'vector_teardown: irq=24 is_managed=0 can_reserve=0 has_reserved=0',
      'vector_setup: irq=24 is_legacy=0 ret=0', 'vector_activate: irq=24 is_managed=0 can_reserve=0 reserve=0', 'vector_update: irq=24 vector=33 cpu=0 prev_vector=0 prev_cpu=0']
      .map((line) => `${head(i * 10)} ${line}\n`).join(''),
  'qemu-devices': (i) => `1@${1000 + i}.000000:vfio_msix_vector_do_use  (dev${i}) vector 1 used\n`,
  'one-line': (i) => (i === 0 ? ' qemu-1 [000] 1.000000: vector_setup: irq=24 ' : 'x'.repeat(256)),
}; // prettier-ignore

async function* flood(line: (i: number) => string, count: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(' qemu-1 [000] 99.000000: vector_setup: irq=9 is_legacy=0 ret=0\n');
  for (let from = 0; from < count; from += 1000) {
    const lines = Array.from({ length: Math.min(1000, count - from) }, (_, i) => line(from + i));
    yield await Promise.resolve(Buffer.from(lines.join('')));
  }
}

/** One flood in a process of its own, whose memory is nobody else's. */
async function inChild(name: string, count: number): Promise<void> {
  const line = floods[name] ?? String;
  let peak = 0;
  const start = Date.now();
  const result = await analyze([{ name, format: null, open: () => flood(line, count) }], {
    ...everything,
    onProgress: () => (peak = Math.max(peak, process.memoryUsage.rss())),
  });
  peak = Math.max(peak, process.memoryUsage.rss());
  const told = result.sources[0]?.problems.map(({ key }) => key) ?? [];
  const wanted = name === 'one-line' ? 'line-too-long' : 'limit-reached';
  const good = peak < MEMORY_MB * 1e6 && told.includes(wanted);
  const seconds = (Date.now() - start) / 1000;
  const found = `${count}, ${seconds} s, ${Math.round(peak / 1e6)} MB, ${told.join(' ')}`;
  process.stdout.write(`${good ? 'ok  ' : 'FAIL'} ${name}: ${found}\n`);
  process.exitCode = good ? 0 : 1;
}

const [count = '2000000', only = null] = process.argv.slice(2);
if (only !== null) await inChild(only, Number(count));
else {
  for (const name of Object.keys(floods)) {
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), count, name], {
      stdio: 'inherit',
      timeout: MINUTES * 60_000,
    });
    if (status === 0) continue;
    process.stdout.write(`FAIL ${name}: status ${status ?? 'none: over time'}\n`);
    process.exitCode = 1;
  }
}
