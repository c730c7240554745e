/** The same recipe as one shell script, which takes away on exit what it added. It is printed, and run by nobody here. */
import { bpftraceBlocks } from './bpftrace.ts';
import { clockFor } from './clock.ts';
import { eventsOn } from './events.ts';
import type { Host, Tool } from './host.ts';
import { toolFor } from './kernel-trace.ts';
import { GROUP, probesOn, tracedNames } from './probes.ts';
import { qemuPatterns } from './qemu.ts';
import { drainedBuffer } from './sizes.ts';
import { quoted } from './step.ts';
import type { Wish } from './wish.ts';

export function captureScript(host: Host, wish: Wish): string {
  const tool = toolFor(host, wish);
  const parts = [
    head(host, wish, tool),
    ...(tool === 'bpftrace' ? [] : [tracing, helpers]),
    ...(wish.domain === null ? [] : [qemu(wish.domain)]),
    clean(tool, wish),
    snapshots,
    ...(tool === 'bpftrace' ? [bpftrace(host, wish)] : [probes(host), recorder(host, wish, tool)]),
    tail,
  ];
  return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`;
}

function head(host: Host, wish: Wish, tool: Tool): readonly string[] {
  const of = host.kernel === null ? 'any Linux' : `Linux ${printable(host.kernel)}`;
  return [
    '#!/bin/bash',
    '# Records what msixray needs to tell when MSI-X was off on passed-through devices, and what that cost.',
    `# Made by msixray capture --script for ${of}, ${tool}. Run it as root; Ctrl-C ends it early.`,
    '# What it adds to the kernel’s tracing it takes away when it ends. Other people’s tracing is left alone.',
    '#',
    '# usage: capture.sh [DIRECTORY [SECONDS]]',
    '#',
    '# shellcheck disable=SC2016 # $retval is for the kernel to read',
    'set -u',
    'export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin',
    '',
    'out=${1:-msixray-$(date +%Y%m%d-%H%M%S)}',
    `seconds=\${2:-${wish.seconds}}`,
    'reader=',
    'began=$(date +%s)',
    '',
    'say() { printf \'capture: %s\\n\' "$*" >&2; }',
    'fail() {',
    '  say "$*"',
    '  exit 2',
    '}',
    '',
    '[ "$(id -u)" = 0 ] || fail \'only root may trace the kernel\'',
    'mkdir -p "$out" || fail "cannot write to $out"',
  ];
}

/** Nothing that a host says may end a comment. */
const printable = (text: string): string => text.replaceAll(/[^\w.+~-]/g, '?').slice(0, 80);

const tracing: readonly string[] = [
  'tracing=/sys/kernel/tracing',
  '[ -e "$tracing/trace_clock" ] || tracing=/sys/kernel/debug/tracing',
  '[ -e "$tracing/trace_clock" ] || fail \'tracefs is not mounted: mount -t tracefs tracefs /sys/kernel/tracing\'',
  `instance=$tracing/instances/${GROUP}`,
  '[ -e "$instance" ] && fail "another capture runs, or was killed: rmdir $instance"',
];

const helpers: readonly string[] = [
  'probes=()',
  'events=()',
  '',
  '# probe NAME LINE...: adds the first line that this kernel takes.',
  'probe() {',
  '  local name=$1 line',
  '  shift',
  '  for line in "$@"; do',
  '    if { echo "$line" >>"$tracing/kprobe_events"; } 2>/dev/null; then',
  '      probes+=("$name")',
  '      return',
  '    fi',
  '  done',
  '  say "not probed: $name (inlined, or not in this kernel)"',
  '}',
  '',
  '# event SYSTEM NAME [FILTER]: asks for an event, if it is there.',
  'event() {',
  '  if [ -e "$tracing/events/$1/$2/enable" ]; then',
  '    events+=("$1" "$2" "${3:-}")',
  '  else',
  '    say "no event $1:$2"',
  '  fi',
  '}',
];

function qemu(domain: string): readonly string[] {
  return [
    '# QEMU’s own events; they go to the log of the domain, and are switched off on the way out.',
    'qemu=',
    'qemu_trace() {',
    '  local pattern',
    `  for pattern in ${qemuPatterns.map((pattern) => `'${pattern}'`).join(' ')}; do`,
    `    virsh qemu-monitor-command ${quoted(domain)} --hmp "trace-event $pattern $1" >/dev/null || return`,
    '  done',
    '}',
  ];
}

function clean(tool: Tool, { domain }: Wish): readonly string[] {
  return [
    '# shellcheck disable=SC2317,SC2329 # called by the trap',
    'clean() {',
    '  trap - EXIT INT TERM',
    '  [ -n "$reader" ] && kill "$reader" 2>/dev/null && wait "$reader" 2>/dev/null',
    ...(domain === null ? [] : ['  [ -z "$qemu" ] || qemu_trace off']),
    ...(tool === 'bpftrace'
      ? []
      : [
          '  if [ -d "$instance" ]; then',
          '    echo 0 >"$instance/events/enable"',
          '    rmdir "$instance"',
          '  fi',
          '  local name',
          '  for name in "${probes[@]}"; do',
          `    echo "-:${GROUP}/$name" >>"$tracing/kprobe_events"`,
          '  done',
        ]),
    '}',
    'trap clean EXIT',
    "trap 'exit 143' TERM",
  ];
}

const snapshots: readonly string[] = [
  '# snapshot WHEN',
  'snapshot() {',
  '  local device',
  '  cat /proc/interrupts >"$out/proc-interrupts.$1.txt"',
  '  command -v lspci >/dev/null || return 0',
  '  for device in /sys/bus/pci/drivers/vfio-pci/*:*; do',
  '    [ -e "$device" ] && lspci -D -vv -s "${device##*/}" >"$out/lspci.${device##*/}.$1.txt"',
  '  done',
  '}',
];

function probes(host: Host): readonly string[] {
  if (host.kprobes === false) return ['# This kernel has no kprobes: the function tracer is used.'];
  return [
    '# Every step of an MSI-X setup.',
    ...probesOn(host).lines.map(({ event, line, exact }) => {
      const lines = exact === null ? [line] : [exact, line];
      return `probe ${event} \\\n${lines.map((one) => `  '${one}'`).join(' \\\n')}`;
    }),
  ];
}

function recorder(host: Host, wish: Wish, tool: Exclude<Tool, 'bpftrace'>): readonly string[] {
  const clock = clockFor(host, wish).name;
  const named = probesOn(host).lines.filter(({ filter }) => filter !== null);
  return [
    ...eventsOn(host, wish).map(({ name, filter }) => eventLine(name, filter)),
    'for name in "${probes[@]}"; do',
    '  case $name in',
    ...named.map(
      ({ event, filter }) => `    ${event}) event ${GROUP} "$name" ${quoted(filter ?? '')} ;;`,
    ),
    `    *) event ${GROUP} "$name" ;;`,
    '  esac',
    'done',
    '',
    ...functionFallback,
    '',
    'snapshot before',
    ...qemuOn(wish.domain),
    'say "recording into $out for $seconds s; Ctrl-C ends it"',
    'trap : INT',
    ...{ 'trace-cmd': traceCmd, perf, tracefs }[tool](clock, drainedBuffer(wish)),
    'snapshot after',
  ];
}

function eventLine(name: string, filter: string | null): string {
  const [system = '', event = ''] = name.split(':');
  const tail = filter === null ? '' : ` ${quoted(filter)}`;
  if (!event.endsWith('*')) return `event ${system} ${event}${tail}`;
  return [
    `for path in "$tracing/events/${system}"/${event}; do`,
    `  [ -e "$path" ] && event ${system} "\${path##*/}"${tail}`,
    'done',
  ].join('\n');
}

/** Without probes at least the order of the calls. */
const functionFallback: readonly string[] = [
  'functions=()',
  'if [ ${#probes[@]} = 0 ]; then',
  `  for name in ${tracedNames.join(' ')}; do`,
  '    grep -qE "^$name( |$)" "$tracing/available_filter_functions" 2>/dev/null && functions+=("$name")',
  '  done',
  '  say "no probes: the function tracer tells of ${#functions[@]} functions, without arguments"',
  'fi',
];

const traceCmd = (clock: string, kb: number): readonly string[] => [
  'args=()',
  'for name in "${functions[@]}"; do args+=(-l "$name"); done',
  '[ ${#functions[@]} = 0 ] || args+=(-p function)',
  'for ((i = 0; i < ${#events[@]}; i += 3)); do',
  '  args+=(-e "${events[i]}:${events[i + 1]}")',
  '  [ -z "${events[i + 2]}" ] || args+=(-f "${events[i + 2]}")',
  'done',
  `trace-cmd record -q -o "$out/trace.dat" -B ${GROUP} -C ${clock} -b ${kb} "\${args[@]}" sleep "$seconds" ||`,
  "  say 'trace-cmd failed'",
];

const tracefs = (clock: string, kb: number): readonly string[] => [
  'mkdir "$instance" || fail "cannot make $instance"',
  `echo ${clock} >"$instance/trace_clock"`,
  `echo ${kb} >"$instance/buffer_size_kb"`,
  'if [ ${#functions[@]} != 0 ]; then',
  '  printf \'%s\\n\' "${functions[@]}" >"$instance/set_ftrace_filter"',
  '  echo function >"$instance/current_tracer"',
  'fi',
  'cat "$instance/trace_pipe" >"$out/trace.txt" &',
  'reader=$!',
  'for ((i = 0; i < ${#events[@]}; i += 3)); do',
  '  dir=$instance/events/${events[i]}/${events[i + 1]}',
  '  [ -z "${events[i + 2]}" ] || echo "${events[i + 2]}" >"$dir/filter"',
  '  echo 1 >"$dir/enable"',
  'done',
  'sleep "$seconds"',
  'echo 0 >"$instance/events/enable"',
  'sleep 1',
  'kill "$reader"',
  'wait "$reader" 2>/dev/null',
  'reader=',
];

const perf = (_clock: string, _kb: number): readonly string[] => [
  'args=()',
  'for ((i = 0; i < ${#events[@]}; i += 3)); do',
  '  args+=(-e "${events[i]}:${events[i + 1]}")',
  '  [ -z "${events[i + 2]}" ] || args+=(--filter "${events[i + 2]}")',
  'done',
  'perf record -q -a -m 4096 -o "$out/perf.data" "${args[@]}" sleep "$seconds" || say \'perf failed\'',
  'perf script --ns --show-lost-events -i "$out/perf.data" >"$out/perf-script.txt"',
];

function bpftrace(host: Host, { domain }: Wish): readonly string[] {
  return [
    '# block FUNCTION: adds what comes in to the program, if this kernel has the function.',
    'block() {',
    '  if [ -z "$1" ] || [ -n "$(bpftrace -l "kprobe:$1")" ]; then',
    '    cat >>"$out/msixray.bt"',
    '  else',
    '    say "not probed: $1 (inlined, or not in this kernel)"',
    '  fi',
    '}',
    '',
    ': >"$out/msixray.bt"',
    ...bpftraceBlocks(host).flatMap(({ fn, lines }) => [
      `block '${fn ?? ''}' <<'END'`,
      ...lines,
      'END',
    ]),
    '',
    'snapshot before',
    ...qemuOn(domain),
    'say "recording into $out for $seconds s; Ctrl-C ends it"',
    'trap : INT',
    'timeout -s INT "$seconds" bpftrace "$out/msixray.bt" >"$out/trace.txt"',
    'snapshot after',
  ];
}

const qemuOn = (domain: string | null): readonly string[] =>
  domain === null ? [] : ['qemu=on', `qemu_trace on || say 'QEMU takes no trace events'`];

const tail: readonly string[] = [
  'if command -v journalctl >/dev/null; then',
  '  journalctl -k -o json --since "@$((began - 60))" >"$out/kernel.json"',
  'else',
  '  dmesg >"$out/dmesg.txt"',
  'fi',
  'say "done: msixray $out/*"',
];
