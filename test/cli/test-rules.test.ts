import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readAnnotatedLog } from '../../src/cli/annotated-log.ts';
import { folder } from '../support/folder.ts';
import { run } from '../support/run.ts';
import { teardownLines, teardowns } from '../support/teardowns.ts';

const dir = folder();
teardowns(dir);

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

const rule = (tests: string): string => `
id: site/resize
title: A resize of a device
severity: low
match: {start: {on: window, when: cause == "resize"}}
message: "{device}: resized"
${tests}`;

test('tests inside a rule are run, by text and by path', async () => {
  const path = file(
    'rules.yaml',
    rule(`tests:
  - {name: the capture, log: trace.txt, expect: 1}
  - {name: nothing, text: "cpus=1\\n  x-1 [000] 1.000000: irq_handler_entry: irq=1 name=x", expect: 0}
`),
  );
  const { status, out } = await run(['test-rules', path]);
  expect(out.split('\n')).toEqual([
    `ok    ${path}:8: site/resize: the capture`,
    expect.stringContaining(`ok    ${path}:9: site/resize: nothing (not applicable: `),
    '2 passed, 0 failed',
    '',
  ]);
  expect(status).toBe(0);
});

test('a test that fails says what was found, and is exit 1', async () => {
  const path = file('wrong.yaml', rule('tests: [{name: two, log: trace.txt, expect: 2}]'));
  expect(await run(['test-rules', path])).toMatchObject({
    status: 1,
    out: `FAIL  ${path}:7: site/resize: two: expected 2 findings, found 1\n0 passed, 1 failed\n`,
  });
});

test.each([
  ['a log that is not there', '{name: x, log: no-such.txt, expect: 0}', 'no such file'],
  ['a log of no known format', '{name: x, text: hello, expect: 0}', 'no known format'],
])('%s proves nothing', async (_, line, why) => {
  const path = file('unread.yaml', rule(`tests: [${line}]`));
  const { status, out } = await run(['test-rules', path]);
  expect(status).toBe(1);
  expect(out).toContain(`the log was not read: ${why}`);
});

test('an annotated log says what it must give', async () => {
  const path = file(
    'annotated.txt',
    `# msixray-test: expect live-vectors-disabled
# msixray-test: expect host-enable-failed 0
# msixray-test: expect site/resize 1
# msixray-test: rules rules.yaml
${teardownLines}
# msixray-test: expect late-vector 3
`,
  );
  const { status, out } = await run(['test-rules', path]);
  expect(status).toBe(1);
  expect(out).toContain(`ok    ${path}:1: live-vectors-disabled\n`);
  expect(out).toContain(`ok    ${path}:3: site/resize\n`);
  expect(out).toContain(`late-vector: expected 3 findings, found 1\n3 passed, 1 failed\n`);
});

test('annotations leave line numbers as they are', () => {
  const { log, expectations } = readAnnotatedLog('a\n# msixray-test: expect x 2\nb', 'log');
  expect(log).toBe('a\n\nb');
  expect(expectations).toEqual([{ rule: 'x', count: 2, line: 2 }]);
});

test.each([
  ['a rule without tests', rule(''), 'no test in these files'],
  ['a rule with a fault', rule('tests: [{name: x}]'), 'a test has either log, a path, or text'],
  ['a wrong annotation', '# msixray-test: expects x', ':1: no annotation'],
  ['a wrong count', '# msixray-test: expect x many', ':1: no annotation'],
  [
    'an unknown rule',
    '# msixray-test: expect live-vector-disabled',
    'did you mean "live-vectors-disabled"?',
  ],
])('%s: exit 2', async (_, text, message) => {
  const { status, err } = await run(['test-rules', file('bad', text)]);
  expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(message) });
});
