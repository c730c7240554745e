import { expect, test } from '@jest/globals';
import { renderOptions } from '../../src/cli/appearance.ts';
import { streams } from '../support/streams.ts';

const terminal = { stdoutIsTerminal: true, columns: 132 };

test.each([
  ['a terminal', terminal, { color: true }, false, 132, true],
  ['a pipe', {}, { color: true }, false, 80, false],
  ['a file', terminal, { color: true }, true, 80, false],
  ['--no-color', terminal, { color: false }, false, 132, false],
  ['NO_COLOR', { ...terminal, env: { NO_COLOR: '1' } }, { color: true }, false, 132, false],
  ['an empty NO_COLOR', { ...terminal, env: { NO_COLOR: '' } }, { color: true }, false, 132, true],
  ['FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, { color: true }, false, 80, true],
  ['FORCE_COLOR=0', { ...terminal, env: { FORCE_COLOR: '0' } }, { color: true }, false, 132, false],
  ['--no-color and FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, { color: false }, false, 80, false],
  ['FORCE_COLOR to a file', { env: { FORCE_COLOR: '1' } }, { color: true }, true, 80, false],
  ['a dumb terminal', { ...terminal, env: { TERM: 'dumb' } }, { color: true }, false, 132, false],
  ['a narrow terminal', { ...terminal, columns: 20 }, { color: true }, false, 40, true],
  ['--width', terminal, { color: true, width: 60 }, false, 60, true],
])('%s', (_, world, flags, toFile, width, colour) => {
  expect(renderOptions(flags, streams(world), toFile)).toMatchObject({ width, colour });
});

const unicode = (world: Parameters<typeof streams>[0]): boolean =>
  renderOptions({ color: true }, streams(world), false).unicode;

test('letters outside ASCII only on a terminal that can show them', () => {
  expect(unicode({ ...terminal, env: { LANG: 'de_DE.UTF-8' } })).toBe(true);
  expect(unicode({ ...terminal, env: { LANG: 'de_DE.UTF-8', LC_ALL: 'C' } })).toBe(false);
  expect(unicode({ env: { LANG: 'de_DE.UTF-8' } })).toBe(false);
});
