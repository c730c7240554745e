/**
 * `npm run test:follow [-- COUNT [SECONDS]]`: a day of a busy device, followed through a pipe as fast as it can be read.
 * Every so many seconds (60 unless given) MSI-X goes off for a moment. Each of these windows must be told, also where they
 * are more than a batch keeps (from 8 s down), and memory must not grow. COUNT is how many events the day has, 1,000,000
 * unless given.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/msixray.js', import.meta.url));
const DAY_S = 86_400;
const [count = '1000000', step = '60'] = process.argv.slice(2);
const STEP_S = Number(step);
const BLOCKS = DAY_S / STEP_S;
/** Of the whole process. */
const MEMORY_MB = 500;
/** What the last quarter may have over the one before it, where a batch would keep all windows. */
const GROWTH_MB = 24;
const SAMPLES = 40;
/** Windows: half of the limit of operations. What is over it makes the result incomplete, and is told all the same. */
const KEPT_BY_BATCH = 10_000;

const WINDOW = [
  'function:             vfio_pci_core_ioctl',
  'function:                vfio_pci_set_irqs_ioctl',
  'function:                   vfio_msi_disable',
  'vector_deactivate:    irq=34 is_managed=0 can_reserve=1 reserve=0',
  'vector_deactivate:    irq=35 is_managed=0 can_reserve=1 reserve=0',
  'function:                      pci_free_irq_vectors',
  'vector_teardown:      irq=34 is_managed=0 has_reserved=1',
  'vector_teardown:      irq=35 is_managed=0 has_reserved=1',
  'function:             vfio_pci_core_ioctl',
  'function:                vfio_pci_set_irqs_ioctl',
  'function:                   pci_alloc_irq_vectors_affinity',
  'function:                      __pci_enable_msix_range',
  'vector_setup:         irq=34 is_legacy=0 ret=0',
  'vector_activate:      irq=34 is_managed=0 can_reserve=1 reserve=1',
  'vector_setup:         irq=35 is_legacy=0 ret=0',
  'vector_activate:      irq=35 is_managed=0 can_reserve=1 reserve=1',
  'vector_activate:      irq=34 is_managed=0 can_reserve=1 reserve=0',
  'vector_update:        irq=34 vector=40 cpu=0 prev_vector=0 prev_cpu=0',
  'vector_activate:      irq=35 is_managed=0 can_reserve=1 reserve=0',
  'vector_update:        irq=35 vector=41 cpu=1 prev_vector=0 prev_cpu=0',
] as const;

/** A step of the day; the seconds in its stamps are written anew for each block. */
class Block {
  readonly bytes: Buffer;
  readonly #stamps: { readonly at: number; readonly second: number }[] = [];

  constructor(events: number) {
    const lines: string[] = [];
    if (events < 3 * WINDOW.length) throw new Error('too few events for a window in each step');
    let length = 0;
    for (let i = 0; i < events; i += 1) {
      const us = Math.floor((i * STEP_S * 1e6) / events);
      const ofWindow = WINDOW[i - Math.floor(events / 2)];
      const who =
        ofWindow === undefined ? '          <idle>-0     [000]' : ' qemu-system-x86-144   [001]';
      const what =
        ofWindow ??
        `irq_handler_entry:    irq=${34 + (i % 2)} name=vfio-msix[${i % 2}](0000:01:00.0)`;
      this.#stamps.push({ at: length + who.length + 1, second: Math.floor(us / 1e6) });
      const line = `${who} 000000.${String(us % 1e6).padStart(6, '0')}: ${what}\n`;
      lines.push(line);
      length += line.length;
    }
    this.bytes = Buffer.from(lines.join(''));
  }

  /** A copy: what was written may not have been read yet. */
  at(start: number): Buffer {
    const bytes = Buffer.from(this.bytes);
    for (const { at, second } of this.#stamps)
      bytes.write(String(100_000 + start + second), at, 'latin1');
    return bytes;
  }
}

function rssOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/mu.exec(text)?.[1] ?? 0) / 1024;
}

const block = new Block(Math.ceil(Number(count) / BLOCKS));
const child = spawn(process.execPath, [BIN, '--follow', '-f', 'ndjson', '--fail-on', 'never'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const windows = new Set<string>();
const findings = new Set<string>();
createInterface(child.stdout).on('line', (line) => {
  if (!line.includes('"early":true')) return;
  const early = line.startsWith('{"type":"window"') ? windows : findings;
  early.add(/"id":"(\w+)"/u.exec(line)?.[1] ?? '');
});
const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
const began = performance.now();
const samples: number[] = [];
for (let i = 0; i < BLOCKS; i += 1) {
  if (!child.stdin.write(block.at(i * STEP_S))) await once(child.stdin, 'drain');
  if (Math.floor(((i + 1) * SAMPLES) / BLOCKS) === samples.length) continue;
  const rss = rssOf(child.pid ?? 0);
  samples.push(rss);
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(
    `${Math.round(((i + 1) * 24) / BLOCKS)} h: ${Math.round(rss)} MB, ${windows.size} windows told, ${seconds.toFixed(1)} s\n`,
  );
}
// What closed last is told within a second, and not only at the end.
for (let tries = 0; tries < 100 && windows.size < BLOCKS; tries += 1) await pause(100);
child.stdin.end();
const status = await closed;
const quarter = SAMPLES / 4;
const most = (from: number): number => Math.max(...samples.slice(from, from + quarter));
const grown = most(3 * quarter) - most(2 * quarter);
const isGood =
  status === (BLOCKS > KEPT_BY_BATCH ? 3 : 0) &&
  Math.max(...samples) < MEMORY_MB &&
  (grown < GROWTH_MB || BLOCKS > KEPT_BY_BATCH) &&
  windows.size === BLOCKS &&
  findings.size > 0;
process.stdout.write(
  `${isGood ? 'ok  ' : 'FAIL'} ${count} events in 24 h: ${windows.size} of ${BLOCKS} windows, ` +
    `at most ${Math.round(Math.max(...samples))} MB, ${grown.toFixed(1)} MB more at the end, status ${String(status)}\n`,
);
process.exitCode = isGood ? 0 : 1;
