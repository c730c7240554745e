/** The host's kernel trace, by the tool that is there. */
import { bpftraceBlocks } from './bpftrace.ts';
import { clockFor } from './clock.ts';
import { eventsOn, type TraceEvent } from './events.ts';
import type { Host, Tool } from './host.ts';
import { GROUP, type ProbeLine, probesOn, tracedNames } from './probes.ts';
import { drainedBuffer } from './sizes.ts';
import { quoted, type Step, step } from './step.ts';
import type { Wish } from './wish.ts';

export const TRACING = '/sys/kernel/tracing';

/** What the host has, best first: trace-cmd writes binary pages and is read as they are. */
export function toolFor({ programs }: Host, { tool }: Wish): Tool {
  if (tool !== null) return tool;
  return programs === null || programs.has('trace-cmd') ? 'trace-cmd' : 'tracefs';
}

export function kernelSteps(host: Host, wish: Wish): readonly Step[] {
  const tool = toolFor(host, wish);
  if (tool === 'bpftrace') return bpftraceSteps(host);
  const before = host.kprobes === false ? [] : [probeStep(host)];
  const after = host.kprobes === false ? [] : [removal(host)];
  return [...before, recording(host, wish, tool), ...after];
}

function recording(host: Host, wish: Wish, tool: Exclude<Tool, 'bpftrace'>): Step {
  if (tool === 'trace-cmd') return traceCmdStep(host, wish);
  return tool === 'perf' ? perfStep(host, wish) : tracefsStep(host, wish);
}

/** Each probe as the kernel takes it, the exact form where it is known to. */
function probeStep(host: Host): Step {
  const { lines, absent } = probesOn(host);
  const exact = lines.some((line) => line.exact !== null);
  const notes = [
    'Each line is one probe. A function that the compiler put into its caller cannot be probed, and its line fails: leave it out.',
    ...(absent.length > 0 ? [`This kernel has no ${absent.join(', ')} to probe.`] : []),
    ...(exact && host.btf !== true
      ? [
          'Lines that name arguments want Linux 6.6 with BTF (CONFIG_PROBE_EVENTS_BTF_ARGS); where one fails, take the one with registers under it.',
        ]
      : []),
  ];
  return step('Probes of the setup', notes, [
    `cd ${TRACING}`,
    ...lines.flatMap((line) => probeCommands(host, line)),
  ]);
}

/** The line of a probe holds `$retval`, and no quote. */
const add = (line: string): string => `echo '${line}' >> kprobe_events`;

function probeCommands({ btf }: Host, { line, exact }: ProbeLine): readonly string[] {
  if (exact === null) return [add(line)];
  return btf === true ? [add(exact)] : [add(exact), `  # else: ${add(line)}`];
}

function removal(host: Host): Step {
  return step(
    'Take the probes away again',
    [],
    [
      `cd ${TRACING}`,
      ...probesOn(host).lines.map(({ event }) => `echo '-:${GROUP}/${event}' >> kprobe_events`),
    ],
  );
}

/** `-e NAME -f FILTER`. */
const traceCmdEvent = ({ name, filter }: Pick<TraceEvent, 'name' | 'filter'>): readonly string[] =>
  filter === null ? ['-e', quoted(name)] : ['-e', quoted(name), '-f', quoted(filter)];

export const probeEvents = (host: Host): readonly Pick<TraceEvent, 'name' | 'filter'>[] =>
  host.kprobes === false
    ? []
    : probesOn(host).lines.map(({ event, filter }) => ({ name: `${GROUP}:${event}`, filter }));

/** Where there are no probes, the function tracer tells at least the order of the calls. */
export const functionsOn = ({ kprobes, functions }: Host): readonly string[] =>
  kprobes === false ? tracedNames.filter((name) => functions === null || functions.has(name)) : [];

function traceCmdStep(host: Host, wish: Wish): Step {
  const clock = clockFor(host, wish);
  const functions = functionsOn(host);
  const words = [
    'trace-cmd record -o trace.dat',
    `-C ${clock.name} -b ${drainedBuffer(wish)}`,
    ...eventsOn(host, wish).map((event) => traceCmdEvent(event).join(' ')),
    ...probeEvents(host).map((event) => traceCmdEvent(event).join(' ')),
    ...(functions.length === 0
      ? []
      : [`-p function ${functions.map((fn) => `-l ${fn}`).join(' ')}`]),
    `sleep ${wish.seconds}`,
  ];
  return step(
    'The kernel trace (trace-cmd)',
    [
      `-C ${clock.name}: ${clock.why}.`,
      `-b ${drainedBuffer(wish)} KiB for each CPU hold four seconds of ${wish.rate} interrupts a second on one CPU. If \`trace-cmd report --stat -i trace.dat\` shows an overrun, take more.`,
      'Ctrl-C ends it early and keeps what there is. Give msixray trace.dat itself: it needs no report, and knows kernel, clock and flags.',
    ],
    [words.join(' \\\n  ')],
  );
}

function tracefsStep(host: Host, wish: Wish): Step {
  const clock = clockFor(host, wish);
  const functions = functionsOn(host);
  const on = [...eventsOn(host, wish), ...probeEvents(host)].flatMap(({ name, filter }) => [
    ...(filter === null ? [] : [`echo ${quoted(filter)} > events/${pathOf(name)}/filter`]),
    `echo 1 | tee events/${pathOf(name)}/enable`,
  ]);
  return step(
    'The kernel trace (files of tracefs)',
    [
      `${clock.name}: ${clock.why}.`,
      'An instance is a buffer of its own: other people’s tracing is not disturbed. trace_pipe is read all the time, so that the buffer need not hold the whole run.',
    ],
    [
      `mkdir ${TRACING}/instances/${GROUP} && cd ${TRACING}/instances/${GROUP}`,
      `echo ${clock.name} > trace_clock`,
      `echo ${drainedBuffer(wish)} > buffer_size_kb`,
      ...on,
      ...(functions.length === 0
        ? []
        : [
            `echo ${quoted(functions.join(' '))} > set_ftrace_filter`,
            'echo function > current_tracer',
          ]),
      `timeout ${wish.seconds} cat trace_pipe > /tmp/trace.txt`,
      `cd / && rmdir ${TRACING}/instances/${GROUP}`,
    ],
  );
}

/** `irq_vectors:vector_*` as a path under events. */
const pathOf = (name: string): string => name.replace(':', '/');

function perfStep(host: Host, wish: Wish): Step {
  const events = [...eventsOn(host, wish), ...probeEvents(host)].map(({ name, filter }) =>
    filter === null ? `-e ${quoted(name)}` : `-e ${quoted(name)} --filter ${quoted(filter)}`,
  );
  return step(
    'The kernel trace (perf)',
    [
      'perf’s clock is that of the kernel log. Its buffer (-m, in pages for each CPU) is small by default, and what does not fit is lost.',
      'Give msixray the text of perf script: perf.data is read by perf alone.',
    ],
    [
      ['perf record -a -m 4096 -o perf.data', ...events, `sleep ${wish.seconds}`].join(' \\\n  '),
      'perf script --ns --show-lost-events -i perf.data > perf-script.txt',
    ],
  );
}

function bpftraceSteps(host: Host): readonly Step[] {
  return [
    step(
      'The kernel trace (bpftrace)',
      [
        'Its lines read like those of tracefs. Stamps are CLOCK_MONOTONIC: give the journal as json beside it, which ties that clock to the kernel log.',
        'A function that cannot be probed stops the whole script: take its block out.',
      ],
      [
        "cat > msixray.bt <<'END'",
        ...bpftraceBlocks(host).flatMap(({ lines }) => lines),
        'END',
        'bpftrace msixray.bt > trace.txt',
      ],
    ),
  ];
}
