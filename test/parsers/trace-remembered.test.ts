import { expect, test } from '@jest/globals';
import { Remembered } from '../../parsers/trace/remembered.ts';

/** What a part of some bytes says, and what was read for it. */
function reader(): {
  readonly of: (text: string, before?: string) => string;
  readonly read: string[];
} {
  const read: string[] = [];
  const remembered = new Remembered((text) => {
    read.push(text);
    return `<${text}>`;
  }, 'none');
  return {
    read,
    of(text, before = '') {
      const bytes = Buffer.from(`${before}${text}!`, 'latin1');
      return remembered.of(bytes, before.length, before.length + text.length);
    },
  };
}

test('a part is read once, wherever it stands', () => {
  const { of, read } = reader();
  for (const before of ['', 'x', 'xy', 'xyz', 'wxyz']) {
    expect(of('irq=1', before)).toBe('<irq=1>');
    expect(of('irq=23', before)).toBe('<irq=23>');
  }
  expect(read).toEqual(['irq=1', 'irq=23']);
});

test('parts that differ in any one byte are told apart', () => {
  const { of } = reader();
  for (const length of [4, 5, 6, 7, 8, 9, 15, 16, 17]) {
    const part = 'abcdefghijklmnopq'.slice(0, length);
    expect(of(part)).toBe(`<${part}>`);
    for (let at = 0; at < length; at += 1) {
      const other = `${part.slice(0, at)}X${part.slice(at + 1)}`;
      expect(of(other)).toBe(`<${other}>`);
    }
    expect(of(part.slice(1))).toBe(length === 4 ? 'none' : `<${part.slice(1)}>`);
  }
});

test('more parts than there is room for are still read', () => {
  const { of } = reader();
  const wrong: number[] = [];
  for (let round = 0; round < 2; round += 1) {
    for (let n = 0; n < 20_000; n += 1) if (of(`part ${n}`) !== `<part ${n}>`) wrong.push(n);
  }
  expect(wrong).toEqual([]);
});

test('short parts and those with more than plain text are not read', () => {
  const { of, read } = reader();
  for (const part of ['', 'abc', 'ab\0cd', 'ab\tcd', 'ab\u00e4cd', 'abcd\u007f']) {
    expect(of(part)).toBe('none');
  }
  expect(read).toEqual([]);
});
