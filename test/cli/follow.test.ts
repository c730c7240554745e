/** The built program on sources that are still written. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  createWriteStream,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import { folder } from '../support/folder.ts';
import { parsed } from '../support/json.ts';
import { BIN, msixray } from '../support/msixray.ts';
import { teardownLines } from '../support/teardowns.ts';

// Many programs are started.
jest.setTimeout(180_000);

const TRACE = 'fixtures/nvme-resize/trace-cmd-report.txt';
const home = folder();

interface Line {
  readonly type: string;
  readonly early?: true;
  readonly id?: string;
  readonly rule?: string;
  readonly start?: string;
}

const children = new Set<ChildProcessWithoutNullStreams>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

class Program {
  out = '';
  err = '';
  readonly child: ChildProcessWithoutNullStreams;
  readonly #status: Promise<number | null>;

  constructor(...args: readonly string[]) {
    this.child = spawn(process.execPath, [BIN, ...args], {
      env: { ...process.env, NO_COLOR: '1' },
    });
    children.add(this.child);
    this.child.stdin.on('error', () => undefined);
    this.child.stdout.on('data', (chunk: Buffer) => void (this.out += chunk.toString()));
    this.child.stderr.on('data', (chunk: Buffer) => void (this.err += chunk.toString()));
    this.#status = new Promise((resolve) => this.child.on('close', (status) => resolve(status)));
  }

  ended(): Promise<number | null> {
    return this.#status;
  }

  get lines(): readonly Line[] {
    const whole = this.out.slice(0, this.out.lastIndexOf('\n') + 1);
    return whole.split('\n').flatMap((line) => (line === '' ? [] : parsed<Line>(line)));
  }

  get early(): readonly Line[] {
    return this.lines.filter(({ early }) => early === true);
  }

  /** Waits until it holds; fails with what was written. */
  async until(holds: () => boolean): Promise<void> {
    for (let tries = 0; tries < 1500 && !holds(); tries += 1) await pause(10);
    if (!holds()) throw new Error(`waited in vain: ${this.out} ${this.err}`);
  }
}

const windowsOf = (lines: readonly Line[]): readonly (string | undefined)[] =>
  lines.filter(({ type }) => type === 'window').map(({ start }) => start);

test('a trace that comes line by line ends with the bytes of the batch', async () => {
  const program = new Program('--follow', '-f', 'json');
  for (const line of readFileSync(TRACE, 'utf8').split(/(?<=\n)/u)) {
    if (!program.child.stdin.write(line)) await pause(1);
  }
  program.child.stdin.end();
  const status = await program.ended();
  const whole = execFileSync(
    'bash',
    ['-c', `"$0" "${BIN}" -f json --fail-on never < "${TRACE}"`, process.execPath],
    {
      encoding: 'utf8',
      maxBuffer: 1e9,
    },
  );
  expect({ status, err: program.err }).toEqual({ status: 1, err: '' });
  // `< file` and a pipe are both standard input.
  expect(program.out).toBe(whole);
});

const teardownsThere = `${teardownLines}\n`;

/** The trace in parts: each ends right behind the last line of a window's enable. */
function parts(): readonly string[] {
  const lines = readFileSync(TRACE, 'utf8').split(/(?<=\n)/u);
  const ends = [1287, 1328, 1398];
  return ends.map((end, i) => lines.slice(ends[i - 1] ?? 0, end).join(''));
}

test('a window is told within a second, though no line follows', async () => {
  const program = new Program('--follow', '-f', 'ndjson');
  const took: number[] = [];
  for (const [place, part] of parts().entries()) {
    const wrote = performance.now();
    program.child.stdin.write(part);
    await program.until(() => new Set(windowsOf(program.early)).size > place);
    took.push(performance.now() - wrote);
  }
  await program.until(() => program.early.some(({ rule }) => rule === 'live-vectors-disabled'));
  program.child.kill('SIGINT');
  expect(await program.ended()).toBe(1);
  // The first one waits for the program to start, and this machine may be busy with other tests.
  expect(Math.min(...took.slice(1))).toBeLessThan(1000);
});

test('the end is the whole result, without what was told before', async () => {
  const path = join(home, 'grows.txt');
  const half = Math.floor(teardownsThere.length / 2);
  writeFileSync(path, teardownsThere.slice(0, half));
  const program = new Program('--follow', '-f', 'ndjson', path);
  await pause(300);
  appendFileSync(path, teardownsThere.slice(half));
  await program.until(() => program.early.some(({ rule }) => rule === 'live-vectors-disabled'));
  program.child.kill('SIGTERM');
  expect(await program.ended()).toBe(1);
  const { out } = await msixray('-f', 'ndjson', path);
  const rest = program.out.split('\n').filter((line) => !line.includes('"early":true'));
  expect(rest.join('\n')).toBe(out);
  const saved = join(home, 'saved.ndjson');
  writeFileSync(saved, program.out);
  expect((await msixray('report', saved, '-f', 'json')).out).toBe(
    (await msixray('-f', 'json', path)).out,
  );
});

test('a file is followed through its rotation', async () => {
  const path = join(home, 'rotated.txt');
  const cut = teardownsThere.indexOf('\n', teardownsThere.length / 2) + 1;
  const program = new Program('--follow', '-f', 'json', path);
  await program.until(() => program.err.includes('waiting for it'));
  writeFileSync(path, teardownsThere.slice(0, cut));
  await pause(300);
  renameSync(path, `${path}.1`);
  writeFileSync(path, teardownsThere.slice(cut));
  await program.until(() => program.err.includes('was replaced'));
  await pause(300);
  program.child.kill('SIGINT');
  expect(await program.ended()).toBe(1);
  const all = join(home, 'all', 'rotated.txt');
  execFileSync('mkdir', ['-p', join(home, 'all')]);
  writeFileSync(all, teardownsThere);
  expect(program.out).toBe((await msixray('-f', 'json', all)).out);
});

test('a named pipe ends with its writer; several sources are one case', async () => {
  const pipe = join(home, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const program = new Program('--follow', '-f', 'json', pipe, '-');
  const writer = createWriteStream(pipe);
  writer.write(readFileSync(TRACE));
  writer.end();
  program.child.stdin.end(readFileSync('fixtures/nvme-resize/qemu.log'));
  expect(await program.ended()).toBe(1);
  const result = parsed<{ windows: object[]; sources: { format: string }[] }>(program.out);
  expect(result.sources.map(({ format }) => format)).toEqual(['trace-cmd', 'qemu-log']);
  expect(result.windows).toHaveLength(4);
});

test('SIGINT ends it where nothing came', async () => {
  const program = new Program('--follow', join(home, 'none.txt'));
  await program.until(() => program.err.includes('waiting for it'));
  program.child.kill('SIGINT');
  expect(await program.ended()).toBe(3);
  expect(program.err).toContain('empty');
});

test('a reader that leaves ends it', async () => {
  const program = new Program('--follow', '-f', 'ndjson');
  program.child.stdin.write(teardownsThere);
  await program.until(() => program.early.length > 0);
  program.child.stdout.destroy();
  await pause(100);
  program.child.stdin.write(readFileSync(TRACE)); // something more to tell
  expect(await program.ended()).toBe(1);
  expect(program.err).toBe('');
});

test('text tells each window in a few lines, then the report', async () => {
  const program = new Program('--follow', '-');
  program.child.stdin.write(teardownsThere);
  await program.until(() => program.out.includes('live-vectors-disabled'));
  const early = program.out;
  program.child.stdin.end();
  await program.ended();
  expect(early).toMatch(/^window closed on 0000:01:00\.0\nwindow {6}W1, /u);
  expect(early).not.toContain('Findings:');
  expect(program.out.slice(early.length)).toContain('Findings: 1 high');
});

test('--exec runs a program for each new finding, with the finding and no shell', async () => {
  const log = join(home, 'hook.log');
  const hook = join(home, 'a hook');
  writeFileSync(
    hook,
    `#!/bin/bash\n{ printf '%s|' "$@" "$MSIXRAY_RULE" "$MSIXRAY_SEVERITY" "$MSIXRAY_DEVICE" "$MSIXRAY_CHANGE"; cat; } >> '${log}'\necho said\nexit 3\n`,
  );
  chmodSync(hook, 0o755);
  const program = new Program('--follow', '-f', 'json', '--exec', `'${hook}' $HOME "; touch x"`);
  program.child.stdin.write(teardownsThere);
  const told = (): readonly string[] => {
    try {
      return readFileSync(log, 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };
  await program.until(() => told().length >= 3);
  program.child.stdin.end();
  expect(await program.ended()).toBe(1);
  const [first = ''] = told();
  expect(first).toMatch(/^\$HOME\|; touch x\|live-vectors-disabled\|high\|0000:01:00\.0\|new\|\{/u);
  expect(parsed<Line>(first.slice(first.indexOf('|{') + 1))).toMatchObject({
    type: 'finding',
    early: true,
    rule: 'live-vectors-disabled',
  });
  expect(program.err).toContain('said');
  expect(program.err).toContain('exit status 3');
  expect(() => parsed(program.out)).not.toThrow();
});

test('a hook that is not there does not stop it', async () => {
  const program = new Program('--follow', '-f', 'json', '--exec', '/no/such/hook');
  program.child.stdin.end(teardownsThere);
  expect(await program.ended()).toBe(1);
  expect(program.err).toContain('msixray: --exec: /no/such/hook: ');
});
