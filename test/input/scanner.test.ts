import { expect, test } from '@jest/globals';
import { formats } from '../../parsers/index.ts';
import { OVERREAD } from '../../src/input/scan-code.ts';
import { planPieces } from '../../src/input/scan-plan.ts';
import { Scanner } from '../../src/input/scanner.ts';
import { chance } from '../support/random.ts';

/** A scanner for the needles, and all lines of a text in which it finds one: the line's number, and the needle. */
function scannerOf(
  needles: readonly string[],
  corpus: string,
  careful: boolean,
): (text: string) => readonly (readonly [number, string])[] {
  const scanner = Scanner.open(needles);
  if (scanner === null) throw new Error('no scanner');
  scanner.aim(Buffer.from(corpus), careful);
  const { memory, start } = scanner;
  return (text) => {
    const to = start + memory.write(text, start, 'latin1');
    memory.fill(0, to, to + OVERREAD);
    const seen: [number, string][] = [];
    let lines = 0;
    for (let at = start; at < to; lines += 1) {
      const isFound = scanner.find(at, to);
      lines += scanner.newlines;
      if (!isFound) break;
      const length = needles[scanner.needle]?.length ?? 0;
      seen.push([lines + 1, memory.toString('latin1', scanner.at, scanner.at + length)]);
      const newline = memory.indexOf(10, scanner.at);
      expect(memory.lastIndexOf(10, newline - 1) + 1).toBe(
        scanner.lineStart === start ? memory.lastIndexOf(10, start) + 1 : scanner.lineStart,
      );
      at = newline + 1;
    }
    return seen;
  };
}

const withNeedles = formats.flatMap((format) =>
  format.reads === 'lines' && format.needles !== null ? [[format.id, format.needles] as const] : [],
);

test.each(withNeedles)('%s: every needle is found at every place', (_id, needles) => {
  const find = scannerOf(needles, needles.join('\n'), false);
  for (let before = 0; before < 34; before += 1) {
    const text = needles.map((needle) => `x\n${'.'.repeat(before)}${needle}\n`).join('');
    expect(find(text).map(([number]) => number)).toEqual(needles.map((_, at) => 2 * at + 2));
  }
});

test.each(withNeedles)(
  '%s: few pieces stand for all needles, whatever they are aimed by',
  (_, needles) => {
    const bytes = needles.map((needle) => Buffer.from(needle));
    const corpora = ['', 'irq vfio pci '.repeat(99), needles.join('\n'), '\0\u00ff'.repeat(99)];
    for (const corpus of corpora) {
      for (const careful of [false, true]) {
        const plan = planPieces(bytes, Buffer.from(corpus, 'latin1'), careful);
        const covered = new Set(plan.flatMap(({ holders }) => holders.map(({ needle }) => needle)));
        expect(covered.size).toBe(needles.length);
        expect(plan.length).toBeLessThan(needles.length / 2 + 8);
        expect(plan.every(({ group }) => group >= 0 && group < 8)).toBe(true);
      }
    }
  },
);

test('what is found is what holds a needle, in any text', () => {
  const random = chance(11);
  const needles = ['abc', 'bcab', 'ccc', 'aabb', 'cabcab'];
  for (let round = 0; round < 300; round += 1) {
    const length = 1 + random.below(120);
    const text = `${Array.from({ length }, () => random.pick(['a', 'b', 'c', '\n'])).join('')}\n`;
    const wanted = text
      .split('\n')
      .flatMap((line, index) => (needles.some((one) => line.includes(one)) ? [index + 1] : []));
    const find = scannerOf(needles, text, random.once(0.5));
    expect(find(text).map(([number]) => number)).toEqual(wanted);
  }
});

test('needles that cannot be searched for give no scanner', () => {
  expect(Scanner.open(['ab', 'vector'])).toBeNull();
  expect(Scanner.open(['two\nlines'])).toBeNull();
});
