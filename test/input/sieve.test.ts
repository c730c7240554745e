import { expect, test } from '@jest/globals';
import { MAX_LINE } from '../../src/input/guard-lines.ts';
import { everyLine, type LineStage } from '../../src/input/line-stage.ts';
import { sieve } from '../../src/input/sieve.ts';
import { inChunks } from '../support/chunks.ts';

type Line = readonly [text: string, number: number, cut: boolean];

async function linesOf(
  stage: LineStage,
  bytes: Uint8Array | string,
  size?: number,
): Promise<{ readonly lines: readonly Line[]; readonly count: number }> {
  const lines: Line[] = [];
  const count = await stage(inChunks(bytes, size), (...line) => void lines.push(line));
  return { lines, count };
}

/** What the reference gives of the lines that the sieve has to keep. */
async function expectedOf(
  needles: readonly string[],
  bytes: Uint8Array | string,
): ReturnType<typeof linesOf> {
  const { lines, count } = await linesOf(everyLine, bytes);
  const isWanted = ([text, , cut]: Line): boolean =>
    cut || needles.some((needle) => text.includes(needle));
  const last = lines.findLast(([text]) => text !== '');
  return { lines: lines.filter((line) => isWanted(line) || line === last), count };
}

const needles = ['irq_handler', 'vector', 'vec', 'ioctl(', ' <- ', 'aab', 'abaa'];

test.each([
  ['nothing', ''],
  ['no line wanted', 'a\nb\n'],
  ['a needle at the beginning, in the middle, at the end', 'vec a\na vec b\na vec\nno\n'],
  ['a last line without newline, wanted', 'x\nioctl('],
  ['a last line without newline, unwanted', 'ioctl(\nx'],
  ['half a needle at the end of a line', 'irq_hand\nler\nirq_handler\n'],
  ['needles that overlap', 'aaab\nabab\nababaa\naabaa\nabaaab\n'],
  ['a needle inside a longer failed one', 'irq_handlivec\nvectvec\nve\nvc\n'],
  ['CRLF and NULs', '\0\0vec\r\nx\r\n'],
  ['empty lines', '\n\nvec\n\n'],
  ['characters of several bytes', 'ä vec 😀\n€\n'],
  ['a last line behind the wanted ones', `${'x\nvec\n'.repeat(6)}${'y\n'.repeat(20)}`],
  ['empty lines behind the last one', `vec\nx\n${'\n\r\n\0\n'.repeat(9)}`],
  ['nothing but empty lines', '\n\r\n\n'],
])('%s', async (_, text) => {
  for (const size of [1, 2, 3, 7, Infinity]) {
    expect(await linesOf(sieve(needles), text, size)).toEqual(await expectedOf(needles, text));
  }
});

/** Compared by their ends: a difference of long lines fills the screen. */
const short = ({ lines, count }: Awaited<ReturnType<typeof linesOf>>): unknown => [
  lines.map(([line, number, cut]) => [line.length, line.slice(-3), number, cut]),
  count,
];

test('a line over the limit is kept whether wanted or not, and cut alike', async () => {
  const long = 'y'.repeat(MAX_LINE - 1);
  const text = `${long}\n${long}y\n${long}yy\n${long}ä\nvec ${long}\n${long}vec\nvec\n${long}${long}`;
  const expected = short(await expectedOf(needles, text));
  for (const size of [1000, MAX_LINE, 100_000, Infinity]) {
    expect(short(await linesOf(sieve(needles), text, size))).toEqual(expected);
  }
});

test('random bytes give the same as the reference', async () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const pieces = ['a', 'b', 'ab', 'aa', '\n', '\r\n', 'vec', 'tor', 'ioctl', '(', '\0', 'ä'];
  for (let round = 0; round < 60; round += 1) {
    const parts = Array.from({ length: 200 }, () => {
      const piece = pieces[random(pieces.length + 1)];
      return piece === undefined ? Buffer.of(random(256)) : Buffer.from(piece);
    });
    const bytes = Buffer.concat(parts);
    const expected = await expectedOf(needles, bytes);
    expect(await linesOf(sieve(needles), bytes, 1 + random(40))).toEqual(expected);
  }
});
