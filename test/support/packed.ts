/** The program as a user has it: packed by npm, and installed into an empty folder. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Said {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function npm(cwd: string, ...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stdout}${stderr}`);
}

/** Packs what the build left, and installs it below `folder`. Answers with the folder of the installed package. */
export function install(folder: string): string {
  const app = join(folder, 'app');
  mkdirSync(app);
  // What stands in dist is what `npm pack` takes; it was built before the test.
  npm(process.cwd(), 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
  const packed = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(join(app, 'package.json'), '{"private":true}');
  npm(app, 'install', '--prefer-offline', join(folder, packed));
  return join(app, 'node_modules', 'msixray');
}

/** An executable of another Node, of npm's package `node`. */
export function nodeOf(folder: string, major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const home = join(folder, `node-${major}`);
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  npm(home, 'install', '--prefer-offline', `node@${major}`);
  return resolve(home, 'node_modules', '.bin', 'node');
}

/** Runs it in `cwd`; nothing is on standard input unless given. */
export function runner(
  node: string,
  home: string,
  cwd: string,
): (args: readonly string[], input?: string) => Said {
  const bin = join(home, 'dist', 'bin', 'msixray.js');
  return (args, input = '') => {
    const { status, stdout, stderr } = spawnSync(node, [bin, ...args], {
      cwd,
      input,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TZ: 'UTC', LC_ALL: 'C' },
    });
    return { status, out: stdout, err: stderr };
  };
}

/** Logs for every command in `cwd`: of a host with resizes, of a storm, a fleet of two hosts, and saved results of them. */
export function logs(cwd: string, run: ReturnType<typeof runner>): void {
  const from = join('fixtures', 'nvme-resize');
  for (const name of ['trace-cmd-report.txt', 'qemu.log', 'dmesg.txt'])
    cpSync(join(from, name), join(cwd, name));
  const trace = readFileSync(join(from, 'trace-cmd-report.txt'), 'utf8');
  const write = (name: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  };
  const storm = gunzipSync(readFileSync('fixtures/doorbell-storm/trace-cmd-report.txt.gz'));
  write('storm.txt', storm);
  for (const host of ['alpha', 'beta']) write(`fleet/${host}/trace.txt`, trace);
  for (const [program, suffix] of [
    ['gzip', 'gz'],
    ['xz', 'xz'],
    ['zstd', 'zst'],
    ['bzip2', 'bz2'],
  ] as const)
    write(`trace-cmd-report.txt.${suffix}`, execFileSync(program, ['-c'], { input: trace }));
  write('annotated.txt', `# expect: live-vectors-disabled count=1\n${trace}`);
  write(
    'torn.txt',
    trace.replace(
      'vector_update:        irq=34 vector=40',
      'vector_update:        irq=3x vector=40',
    ),
  );
  write('dmesg-t.txt', '[Sun Nov 22 10:20:52 2026] unexpected IRQ trap at vector 23\n');
  write('syslog.txt', 'Nov 22 10:20:52 host kernel: unexpected IRQ trap at vector 23\n');
  write('other.yaml', 'fail-on: never\n');
  write('configured/msixray.config.yaml', 'fail-on: never\n');
  write('urls.txt', 's3://logs/gamma/trace.txt\n');
  write('fetch.sh', '#!/bin/sh\ncat trace-cmd-report.txt\n');
  chmodSync(join(cwd, 'fetch.sh'), 0o755);
  write('rules/many.yaml', MANY);
  write('saved.json', run(['-f', 'json', 'trace-cmd-report.txt']).out);
  write('storm.json', run(['-f', 'json', 'storm.txt']).out);
  run([
    '--baseline',
    'known.json',
    '--update-baseline',
    '--fail-on',
    'never',
    'trace-cmd-report.txt',
  ]);
  write('night.ndjson', run(['scan', 'fleet']).out);
}

/** Two resizes of one device in a minute are in the trace. */
const MANY = `id: site/many-resizes
title: MSI-X of one device was resized twice in a minute
severity: medium
match:
  start:
    on: window
    when: cause == "resize"
  count: 2
  for: 1m
message: '{device}: {matches} resizes'
`;
