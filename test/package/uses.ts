/** One use of each option of each command, with what it must change. Files are those of `logs` in test/support/packed.ts. */

export interface Use {
  /** The whole command line; the option must be among it. */
  readonly args: readonly string[];
  readonly status: number;
  /** What standard output must hold; none: nothing at all. */
  readonly out?: RegExp;
  /** What standard error must hold. */
  readonly err?: RegExp;
  /** A file that must be written, and what it must hold. */
  readonly file?: readonly [name: string, holds: RegExp];
  readonly input?: string;
}

type Uses = Readonly<Record<string, Use>>;

export const TRACE = 'trace-cmd-report.txt';
const RULE = 'rules/many.yaml';
const NIGHT = 'night.ndjson';

const analyze: Uses = {
  '--format': { args: ['--format', 'csv', TRACE], status: 1, out: /^record,/ },
  '--for': { args: ['--for', 'lkml', TRACE], status: 1, out: /MSI-X was taken down 2 times/ },
  '--fail-on': { args: ['--fail-on', 'critical', TRACE], status: 0, out: /taken down 2 times/ },
  '--device': {
    args: ['--device', '0000:02:00.0', TRACE],
    status: 2,
    err: /there is 0000:01:00\.0/,
  },
  '--since': { args: ['-f', 'json', '--since', '40.01', TRACE], status: 1, out: /"windows":2/ },
  '--until': { args: ['-f', 'json', '--until', '40.01', TRACE], status: 1, out: /"windows":2/ },
  '--cpu': {
    args: ['-f', 'json', '--cpu', '1', TRACE],
    status: 1,
    out: /only interrupts of CPUs 1 were counted/,
  },
  '--offset': {
    args: ['-f', 'json', '--offset', 'qemu.log=-1795342812.27', TRACE, 'qemu.log'],
    status: 1,
    out: /"offsetBasis":"declared"/,
  },
  '--rules': { args: ['--rules', RULE, TRACE], status: 1, out: /site\/many-resizes/ },
  '--rule': {
    args: ['--rule', 'live-vectors-disabled=off', '--rule', 'late-vector=off', TRACE],
    status: 0,
    out: /^(?![^]*HIGH)/,
  },
  '--baseline': { args: ['--baseline', 'known.json', TRACE], status: 0, out: /known/i },
  '--update-baseline': {
    args: ['--baseline', 'new.json', '--update-baseline', TRACE],
    status: 0,
    out: /\S/,
    file: ['new.json', /live-vectors-disabled/],
  },
  '--tz': {
    args: ['-f', 'json', '--tz', 'Europe/Berlin', 'dmesg-t.txt'],
    status: 1,
    out: /"first":"1795339252\.000000000"/,
  },
  '--year': {
    args: ['-f', 'json', '--year', '2026', 'syslog.txt'],
    status: 1,
    out: /"first":"1795342852\.000000000"/,
  },
  '--limit': {
    args: ['-f', 'json', '--limit', 'operations=1', TRACE],
    status: 3,
    out: /limit-reached/,
  },
  '--strict': { args: ['--strict', 'torn.txt'], status: 3, out: /malformed/ },
  '--config': { args: ['--config', 'other.yaml', TRACE], status: 0, out: /taken down/ },
  '--no-config': { args: ['--no-config', TRACE], status: 1, out: /taken down/ },
  '--quiet': { args: ['--quiet', 'no-such-file', TRACE], status: 1, out: /taken down/ },
  '--width': { args: ['--width', '60', TRACE], status: 1, out: /^(?!.{90})/ },
  '--max-findings': { args: ['--max-findings', '1', TRACE], status: 1, out: /not shown/ },
  '--no-color': { args: ['--no-color', TRACE], status: 1, out: /^\d{4}:/ },
  '--redact': { args: ['--redact', TRACE], status: 1, out: /^(?![^]*0000:01:00\.0)/ },
  '--redact-map': {
    args: ['--redact-map', 'map.json', '--redact', TRACE],
    status: 1,
    out: /taken down/,
    file: ['map.json', /0000:01:00/],
  },
  '--redact-check': { args: ['--redact', '--redact-check', TRACE], status: 1, out: /taken down/ },
  '--follow': { args: ['--follow', '-'], input: 'nothing\n', status: 3, out: /\S/ },
  '--exec': { args: ['--exec', 'true', TRACE], status: 2, err: /--follow/ },
  '--help': { args: ['--help'], status: 0, out: /Usage/ },
};

const report: Uses = {
  '--width': { args: ['report', '--width', '60', 'saved.json'], status: 0, out: /taken down/ },
  '--max-findings': {
    args: ['report', '--max-findings', '1', 'saved.json'],
    status: 0,
    out: /not shown/,
  },
  '--no-color': { args: ['report', '--no-color', 'saved.json'], status: 0, out: /^\d{4}:/ },
  '--redact': {
    args: ['report', '--redact', 'saved.json'],
    status: 0,
    out: /^(?![^]*0000:01:00\.0)/,
  },
  '--redact-map': {
    args: ['report', '--redact', '--redact-map', 'map2.json', 'saved.json'],
    status: 0,
    out: /taken down/,
    file: ['map2.json', /0000:01:00/],
  },
  '--redact-check': {
    args: ['report', '--redact', '--redact-check', 'saved.json'],
    status: 0,
    out: /taken/,
  },
  '--format': {
    args: ['report', '--format', 'html=page.html', 'saved.json'],
    status: 0,
    file: ['page.html', /^<!doctype html>/],
  },
  '--for': { args: ['report', '--for', 'github', 'saved.json'], status: 0, out: /<details>/ },
  '--fail-on': {
    args: ['report', '--fail-on', 'high', 'saved.json'],
    status: 1,
    out: /taken down/,
  },
  '--help': { args: ['report', '--help'], status: 0, out: /Usage/ },
};

/** Options whose effect shows in tests of their own: one run takes them all. */
const together = (args: readonly string[], options: readonly string[], out: RegExp): Uses =>
  Object.fromEntries(
    options
      .filter((option) => option.startsWith('--'))
      .map((option) => [option, { args, status: 1, out }]),
  );

const LOOKS = ['--strict', '--quiet', '--width', '60', '--max-findings', '1', '--no-color'];

const fleetOutput = (command: string, source: string): Uses => ({
  '--format': { args: [command, '--format', 'text', source], status: 1, out: /2 hosts/ },
  '--fail-on': { args: [command, '--fail-on', 'never', source], status: 0, out: /"host":"alpha"/ },
  '--baseline': {
    args: [command, '-f', 'text', '--baseline', NIGHT, source],
    status: 1,
    out: /known/,
  },
  '--new-only': {
    args: [command, '--new-only', '--baseline', NIGHT, source],
    status: 0,
    out: /alpha/,
  },
  '--update-baseline': {
    args: [command, '--baseline', `of-${command}.ndjson`, '--update-baseline', source],
    status: 0,
    out: /alpha/,
    file: [`of-${command}.ndjson`, /live-vectors-disabled/],
  },
  '--metrics': {
    args: [command, '--metrics', `${command}.prom`, source],
    status: 1,
    out: /alpha/,
    file: [`${command}.prom`, /msixray_findings[^]*# EOF\n$/],
  },
  '--out-dir': {
    args: [command, '--out-dir', `out-${command}`, '--date', '2026-01-02', source],
    status: 1,
    out: /alpha/,
    file: [`out-${command}/date=2026-01-02/part.ndjson`, /alpha/],
  },
  '--date': {
    args: [command, '--date', '2026-01-03', '--out-dir', `out-${command}`, source],
    status: 1,
    out: /alpha/,
    file: [`out-${command}/date=2026-01-03/part.ndjson`, /alpha/],
  },
  ...together([command, '-f', 'text', ...LOOKS, source], LOOKS, /2 hosts/),
  '--help': { args: [command, '--help'], status: 0, out: /Usage/ },
});

const BOUNDS = (
  '--jobs 1 --shard 1/1 --shard-by size --time-limit 60 ' +
  '--size-limit 1M --memory-limit 256 --tz Europe/Berlin --year 2026'
).split(' ');

const scan: Uses = {
  ...fleetOutput('scan', 'fleet'),
  ...together(['scan', ...BOUNDS, 'fleet'], BOUNDS, /alpha/),
  '--host-by': {
    args: ['scan', '--host-by', '^(?<host>..)', 'fleet'],
    status: 1,
    out: /"host":"al"/,
  },
  '--files-from': {
    args: ['scan', '--files-from', '-', 'fleet'],
    input: 'fleet/beta/trace.txt\n',
    status: 1,
    out: /^\{[^\n]*"host":"beta"[^\n]*\n$/,
  },
  '--fetch': {
    args: ['scan', '--fetch', './fetch.sh', '--files-from', 'urls.txt', 's3://logs'],
    status: 1,
    out: /"host":"gamma"/,
  },
  '--state': {
    args: ['scan', '--state', 'state', 'fleet'],
    status: 1,
    out: /alpha/,
    file: ['state', /alpha/],
  },
  '--shard': { args: ['scan', '--shard', '3/3', 'fleet'], status: 0 },
  '--rules': { args: ['scan', '--rules', RULE, 'fleet'], status: 1, out: /site\/many-resizes/ },
  '--rule': {
    args: ['scan', '--rule', 'live-vectors-disabled=off', '--rule', 'late-vector=off', 'fleet'],
    status: 0,
    out: /alpha/,
  },
};

const capture: Uses = {
  '--kernel': { args: ['capture', '--kernel', '6.1'], status: 0, out: /Linux 6\.1/ },
  '--arch': { args: ['capture', '--arch', 'aarch64'], status: 0, out: /aarch64/ },
  '--qemu': { args: ['capture', '--qemu', '7.2'], status: 0, out: /QEMU 7\.2/ },
  '--tool': { args: ['capture', '--tool', 'bpftrace'], status: 0, out: /bpftrace/ },
  '--clock': { args: ['capture', '--clock', 'mono'], status: 0, out: /-C mono|mono/ },
  '--rate': {
    args: ['capture', '--tool', 'trace-cmd', '--rate', '1000000'],
    status: 0,
    out: /1000000 interrupts/,
  },
  '--seconds': { args: ['capture', '--seconds', '77'], status: 0, out: /\b77\b/ },
  '--all-interrupts': { args: ['capture', '--all-interrupts'], status: 0, out: /irq_handler_exit/ },
  '--domain': { args: ['capture', '--domain', 'vm1'], status: 0, out: /vm1/ },
  '--script': { args: ['capture', '--script'], status: 0, out: /^#!/ },
  '--width': { args: ['capture', '--width', '60'], status: 0, out: /\S/ },
  '--help': { args: ['capture', '--help'], status: 0, out: /Usage/ },
};

const help = (command: string): Uses => ({
  '--help': { args: [command, '--help'], status: 0, out: /Usage/ },
});

const asJson = (...args: readonly string[]): Uses => ({
  '--json': { args: [...args, '--json'], status: 0, out: /^[[{]/ },
});

/** By command, each option by its long name. The commands of the queue need a server: test/fleet. */
export const uses: Readonly<Record<string, Uses>> = {
  analyze,
  report,
  scan,
  merge: fleetOutput('merge', NIGHT),
  capture,
  rules: { ...help('rules'), ...asJson('rules') },
  formats: { ...help('formats'), ...asJson('formats') },
  detect: { ...help('detect'), ...asJson('detect', TRACE) },
  diff: {
    ...help('diff'),
    ...asJson('diff', 'saved.json', 'saved.json'),
    '--fail-on': {
      args: ['diff', '--fail-on', 'never', 'saved.json', 'storm.json'],
      status: 0,
      out: /\S/,
    },
  },
  explain: {
    ...help('explain'),
    '--result': {
      args: ['explain', 'F1', '--result', 'saved.json'],
      status: 0,
      out: /live-vectors-disabled/,
    },
    '--rules': {
      args: ['explain', 'site/many-resizes', '--rules', RULE],
      status: 0,
      out: /many-resizes/,
    },
  },
  'test-rules': {
    ...help('test-rules'),
    '--rules': { args: ['test-rules', '--rules', RULE, 'annotated.txt'], status: 0, out: /\S/ },
  },
};
