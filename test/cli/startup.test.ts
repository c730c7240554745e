/** What the built program loads at its start: time depends on the machine, the modules do not. */
import { spawnSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { folder } from '../support/folder.ts';
import { BIN } from '../support/msixray.ts';
import { traceText } from '../support/small-logs.ts';
import { tree } from '../support/tree.ts';

const dir = folder();

/** Told of every module before it is loaded; asks the thread that loads to print. */
const HOOK = `
import { writeSync } from 'node:fs';
export const load = (url, context, next) => { writeSync(2, 'loads ' + url + '\\n'); return next(url, context); };`;

const asUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
const REGISTER = asUrl(
  `import { register } from 'node:module'; register(${JSON.stringify(asUrl(HOOK))});`,
);

/** The program's own modules as paths under dist, packages as their names. */
function loadedBy(...args: readonly string[]): { own: string[]; packages: string[] } {
  const { status, stderr } = spawnSync(process.execPath, ['--import', REGISTER, BIN, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  expect(status).toBe(0);
  const urls = Array.from(stderr.matchAll(/^loads file:\S*?\/((?:node_modules|dist)\/\S+)$/gmu));
  const paths = urls.map(([, path = '']) => path);
  const packages = paths.flatMap(
    (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  return {
    own: paths.filter((path) => path.startsWith('dist/')),
    packages: [...new Set(packages)].toSorted((a, b) => a.localeCompare(b)),
  };
}

const LOG = 'fixtures/nvme-resize/trace-cmd-report.txt';

test('--version loads the commands and nothing of what they do', () => {
  const { own, packages } = loadedBy('--version');
  expect(packages).toEqual(['commander']);
  // Of the input floor only what standard input is opened by.
  const heavy =
    /^dist\/(?:parsers|src\/(?:analyze|input\/(?!open-)|timeline|rules|redact|fleet)\b)/;
  expect(own).toContain('dist/src/cli/program.js');
  expect(own.filter((path) => heavy.test(path))).toEqual([]);
});

test('a plain log loads no decompressor, no YAML, and no calendar', () => {
  const { own, packages } = loadedBy('--fail-on', 'never', '-q', '-f', 'json', LOG);
  expect(own).toContain('dist/parsers/trace/line-parser.js');
  expect(packages).toEqual(['commander', 'split2']);
  expect(own.filter((path) => path.startsWith('dist/src/rules/yaml/'))).toEqual([]);
});

test('what an option needs comes with it', () => {
  const { packages } = loadedBy('--fail-on', 'never', '-q', '-f', 'json', '--since', '+1s', LOG);
  expect(packages).toEqual(['commander', 'luxon', 'split2']);
});

test('a night on which nothing has changed loads no format and starts no thread', () => {
  const root = tree(join(dir, 'fleet'), { 'web1/trace.txt': traceText });
  const old = new Date(Date.now() - 60_000);
  utimesSync(join(root, 'web1/trace.txt'), old, old);
  const night = ['scan', '-q', '--fail-on', 'never', '--state', join(dir, 'state'), root];
  const heavy =
    /^dist\/(?:parsers|src\/(?:analyze|timeline|input\/recognise|rules\/index|scan\/worker)\b)/;
  expect(loadedBy(...night, '--jobs', '0').own.some((path) => heavy.test(path))).toBe(true);
  const { own, packages } = loadedBy(...night, '--jobs', '2');
  expect(own.filter((path) => heavy.test(path))).toEqual([]);
  expect(packages).not.toContain('piscina');
});
