import { expect, test } from '@jest/globals';
import { detect } from '../../parsers/detect.ts';
import { perfData } from '../../parsers/perf-data/index.ts';

test.each([
  ['PERFILE2', true],
  ['2ELIFREP', true],
  ['PERFFILE', true],
  ['PERFILE', false],
  ['', false],
  ['# ======== PERFILE2', false],
])('%j is the beginning of perf.data: %p', (text, is) => {
  expect(perfData.sniff(Buffer.from(text))).toBe(is);
  expect(detect([text], Buffer.from(text))?.format.id === 'perf-data').toBe(is);
});

test('says what to do instead', () => {
  const said: string[] = [];
  const parser = perfData.open(
    { event: () => undefined, problem: (key, _line, text) => void said.push(`${key}: ${text}`) },
    { zone: 'UTC', year: null },
  );
  parser.push(Buffer.from('PERFILE2'));
  parser.end();
  expect(said).toEqual([expect.stringMatching(/^format-unusable: .*perf script --ns/)]);
});
