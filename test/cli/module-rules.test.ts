// Rules as JavaScript are loaded by the executable only: jest's modules are not Node's.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { folder } from '../support/folder.ts';

const dir = folder();
const trace = 'fixtures/nvme-resize/trace-cmd-report.txt';

function withRules(
  code: string,
  name = 'own 100%#.mjs',
): { readonly status: number | null; readonly text: string } {
  const path = join(dir, name);
  writeFileSync(path, code);
  const { status, stdout, stderr } = spawnSync(
    'node',
    ['dist/bin/msixray.js', '--fail-on', 'never', '-f', 'json', '--rules', path, trace],
    { encoding: 'utf8' },
  );
  return { status, text: stdout + stderr };
}

test('a module named with --rules is run', () => {
  const code = `export default {
    meta: { id: 'site/windows', since: '', severity: 'low', status: 'test', summary: 'Windows', requires: [],
      messages: { says: '{device} has {n} windows' }, remedy: '' },
    *evaluate(input) {
      for (const { name, windows } of input.devices) {
        yield { message: 'says', data: { n: windows.length }, device: name, vectors: [], windows: [], at: null,
          evidence: [], confidence: 'high' };
      }
    },
  };`;
  const { status, text } = withRules(code);
  expect(text).toContain('"message":"0000:01:00.0 has 4 windows"');
  expect(status).toBe(0);
});

test.each([
  ['export default 3', 'rule 1: the default export must be a rule or a list of rules'],
  ['throw new Error("no")', 'cannot load'],
])('%s: exit 2', (code, message) => {
  const { status, text } = withRules(code);
  expect(text).toContain(message);
  expect(status).toBe(2);
});
