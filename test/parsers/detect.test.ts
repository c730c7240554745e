import { describe, expect, test } from '@jest/globals';
import { withoutEscapes } from '../../parsers/containers/ansi.ts';
import { detect, openDetected } from '../../parsers/detect.ts';
import type { Event } from '../../src/model/event/index.ts';

const NO_BYTES = new Uint8Array();

function events(head: readonly string[]): readonly Event[] {
  const detected = detect(head, NO_BYTES);
  if (detected?.format.reads !== 'lines') throw new Error('no format of lines');
  const found: Event[] = [];
  const parser = openDetected(
    { format: detected.format, peels: detected.peels },
    { event: (event) => found.push(event), problem: () => {} },
    { zone: 'UTC', year: null },
  );
  head.forEach((line, index) => {
    parser.line(line, index + 1);
  });
  parser.end();
  return found;
}

const PLAIN = '[   20.436687] unexpected IRQ trap at vector 23';

describe('layers around a kernel log', () => {
  test.each([
    ['none', PLAIN, []],
    ['a serial console', `${PLAIN}\r`, []],
    ['colours', `\u001b[32m[   20.436687] \u001b[0munexpected IRQ trap at vector 23`, []],
    ['a patch', `+${PLAIN}`, ['patch']],
    ['no-break spaces', PLAIN.replaceAll(' ', '\u00a0'), []],
    ['grep -n', `441:${PLAIN}`, ['grep-number']],
    ['grep -Hn', `logs/dmesg.txt:441:${PLAIN}`, ['grep-file']],
    ['a mail', `> > ${PLAIN}`, ['mail-quote']],
    ['GitHub Actions', `2024-06-10T12:00:00.1234567Z ${PLAIN}`, ['github-actions']],
    ['Jenkins', `[12:34:56] ${PLAIN}`, ['jenkins']],
    ['LAVA', `2024-06-10T12:00:00 ${PLAIN}`, ['lava']],
    ['a wiki page', `    ${PLAIN}`, ['indent']],
    [
      'colours in Jenkins in a mail',
      `> [12:34:56] \u001b[1m${PLAIN}\u001b[0m\r`,
      ['jenkins', 'mail-quote'],
    ],
  ])('%s', (_title, line, layers) => {
    expect(detect([line], NO_BYTES)?.peels.map((peel) => peel.id)).toEqual(layers);
    expect(events([line])).toEqual([
      expect.objectContaining({ type: 'unexpected_irq_trap', irq: 35, line: 1, text: line }),
    ]);
  });
});

const ROW = ' 24:          0         12   PCI-MSI 16384-edge      nvme0q0';

test('a console on which /proc/interrupts was printed is a kernel log', () => {
  const console = ['           CPU0       CPU1', ROW, ROW, ROW, PLAIN];
  expect(detect(console, NO_BYTES)?.format.id).toBe('kernel-log');
  expect(events(console).map(({ type, line }) => [type, line])).toEqual([
    ['proc_interrupts_row', 2],
    ['proc_interrupts_row', 3],
    ['proc_interrupts_row', 4],
    ['unexpected_irq_trap', 5],
  ]);
});

test('a row of three digits keeps its number although it looks like one of grep', () => {
  const rows = [`7:${ROW}`, '100:          0         12   PCI-MSI 16400-edge      nvme0q16'];
  expect(detect(rows, NO_BYTES)?.peels.map((peel) => peel.id)).toEqual(['grep-number']);
  expect(events(rows)).toMatchObject([
    { irq: 24, text: rows[0] },
    { irq: 100, text: rows[1] },
  ]);
});

test('a trace of which grep took a part keeps the lines as they stand', () => {
  const lines = [
    '          <idle>-0       [001] d.h1.     5.477264: irq_handler_entry: irq=27 name=virtio0-requests',
    '441:          <idle>-0       [000] d.h1.     5.818115: irq_handler_exit: irq=21 ret=unhandled',
    '100107',
  ];
  expect(detect(lines, NO_BYTES)).toMatchObject({
    format: { id: 'tracefs' },
    peels: [{ id: 'grep-number' }],
  });
  expect(events(lines)).toMatchObject([
    { type: 'irq_handler_entry', line: 1, text: lines[0] },
    { type: 'irq_handler_exit', line: 2, text: lines[1] },
  ]);
});

test('prose has no format', () => {
  expect(detect(['It hangs.', '', '> Does it?', '[1] https://example.org'], NO_BYTES)).toBeNull();
});

const escape = '\u001b';

test.each([
  [`${escape}c${escape}[?7l${escape}[2Jtext`, 'text'],
  [`a${escape}[38;5;1mb${escape}[0m`, 'ab'],
  [`a${escape}]0;a window\u0007b`, 'ab'],
  [`a${escape}[31`, 'a'],
  [`a${escape}`, 'a'],
  [`a${escape}(Bb`, 'ab'],
])('%j without escapes is %j', (line, text) => {
  expect(withoutEscapes(line)).toBe(text);
});

test('escapes that never end take linear time', () => {
  const start = performance.now();
  withoutEscapes(`${escape}]`.repeat(100_000));
  withoutEscapes(`${escape}[`.repeat(100_000));
  // Linear work is far below, quadratic work takes a minute
  expect(performance.now() - start).toBeLessThan(2000);
});

test('a line made to have many layers is not looked into forever', () => {
  const quotes = '> '.repeat(30_000);
  const prefixes = '1:'.repeat(4000);
  const start = performance.now();
  expect(detect([quotes, `${prefixes}x`, `${quotes.slice(0, 8000)}1:1:x`], NO_BYTES)).toBeNull();
  // Unbounded, this would take hours
  expect(performance.now() - start).toBeLessThan(2000);
});
