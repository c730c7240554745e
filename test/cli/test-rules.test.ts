import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
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
    `ok    ${path}:9: site/resize: nothing`,
    '2 passed, 0 failed',
    '',
  ]);
  expect(status).toBe(0);
});

test('a test that fails says what was found, and is exit 1', async () => {
  const path = file('wrong.yaml', rule('tests: [{name: two, log: trace.txt, expect: 2}]'));
  expect(await run(['test-rules', path])).toMatchObject({
    status: 1,
    out: `FAIL  ${path}:7: site/resize: two: 2 expected, 1 found\n0 passed, 1 failed\n`,
  });
});

test.each([
  [
    'a log that is not there',
    '{name: x, log: no-such.txt, expect: 0}',
    'the log no-such.txt cannot be read',
  ],
  [
    'a log of no known format',
    '{name: x, text: hello, expect: 0}',
    'the log was not read: no known format',
  ],
])('%s proves nothing', async (_, line, why) => {
  const path = file('unread.yaml', rule(`tests: [${line}]`));
  const { status, out } = await run(['test-rules', path]);
  expect(status).toBe(1);
  expect(out).toContain(why);
});

test('an annotated log says what it must give', async () => {
  const rules = file('own.yaml', rule(''));
  const path = file(
    'annotated.txt',
    `# expect: live-vectors-disabled device=0000:01:00.0
# ok: host-enable-failed
# expect: site/resize count=1
${teardownLines}
# expect: late-vector count=3
# todo: vector-silent-after-window
`,
  );
  const { status, out } = await run(['test-rules', '--rules', rules, path]);
  expect(out.split('\n')).toEqual([
    `ok    ${path}:1: expect live-vectors-disabled on 0000:01:00.0`,
    `ok    ${path}:2: ok host-enable-failed`,
    `ok    ${path}:3: expect site/resize`,
    expect.stringContaining('FAIL  '),
    expect.stringContaining('todo  '),
    '3 passed, 1 failed, 1 todo',
    '',
  ]);
  expect(status).toBe(1);
});

test('an annotation that cannot be read, and one of an unknown rule, fail', async () => {
  const path = file('odd.txt', `# expect: Late\n# ok: no-such-rule\n${teardownLines}\n`);
  const { status, out } = await run(['test-rules', path]);
  expect(status).toBe(1);
  expect(out).toContain(`FAIL  ${path}:1: "Late" is no id of a rule\n`);
  expect(out).toContain('no-such-rule: there is no such rule');
});

test.each([
  ['a rule without tests', rule(''), 'no test in these files'],
  ['a rule with a fault', rule('tests: [{name: x}]'), 'a test has either log, a path, or text'],
])('%s: exit 2', async (_, text, message) => {
  const { status, err } = await run(['test-rules', file('bad', text)]);
  expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(message) });
});
