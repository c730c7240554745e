/** Every option of every `--help`, used once with the package as npm installs it. Run by `npm run test:package`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { folder } from '../support/folder.ts';
import { install, logs, runner, type Said } from '../support/packed.ts';
import { TRACE, uses } from './uses.ts';

const home = folder();
const cwd = folder();
let run: ReturnType<typeof runner>;

beforeAll(() => {
  run = runner(process.execPath, install(home), cwd);
  logs(cwd, run);
  run = once(run);
}, 300_000);

/** Uses that share a command line share its run. */
function once(fresh: typeof run): typeof run {
  const said = new Map<string, Said>();
  return (args, input) => {
    const key = JSON.stringify([args, input]);
    const answer = said.get(key) ?? fresh(args, input);
    said.set(key, answer);
    return answer;
  };
}

/** Long options by the help text itself: what a user is told, not what the source says. */
const optionsIn = (help: string): readonly string[] =>
  [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gmu)].map(([, long = '']) => long);

/** The commands of the queue are used in test/fleet, with a server. */
const QUEUE = 'fleet';

test('every command of the program has uses', () => {
  const { out } = run(['--help']);
  const [, listed = ''] = /^Commands:\n([^]*?)\n\n/mu.exec(out) ?? [];
  const commands = [...listed.matchAll(/^ {2}([a-z-]+)/gmu)].map(([, name = '']) => name);
  expect(commands.filter((name) => name !== QUEUE && name !== 'help').toSorted()).toEqual(
    Object.keys(uses).toSorted(),
  );
});

describe.each(Object.entries(uses))('msixray %s', (command, options) => {
  test('its help tells of these options and no others', () => {
    const { status, out } = run([command, '--help']);
    expect(status).toBe(0);
    expect(optionsIn(out).toSorted()).toEqual(Object.keys(options).toSorted());
  });

  test.each(Object.entries(options))('%s', (option, use) => {
    expect(use.args).toContain(option);
    const { status, out, err } = run(use.args, use.input);
    expect({ status, err }).toEqual({
      status: use.status,
      err: expect.stringMatching(use.err ?? /^/u),
    });
    expect(out).toMatch(use.out ?? /^$/u);
    const [name, holds] = use.file ?? [TRACE, /^/u];
    expect(readFileSync(join(cwd, name), 'utf8')).toMatch(holds);
  });
});
