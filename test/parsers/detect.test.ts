import { describe, expect, test } from '@jest/globals';
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
    ['colours', `\u001b[32m[   20.436687] \u001b[0munexpected IRQ trap at vector 23`, ['ansi']],
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
      ['ansi', 'jenkins', 'mail-quote'],
    ],
  ])('%s', (_title, line, layers) => {
    expect(detect([line], NO_BYTES)?.peels.map((peel) => peel.id)).toEqual(layers);
    expect(events([line])).toEqual([
      expect.objectContaining({ type: 'unexpected_irq_trap', irq: 35, line: 1, text: line }),
    ]);
  });
});
