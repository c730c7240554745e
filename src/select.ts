/** `--device`, `--since`, `--until`, `--cpu`: the part of a case that is looked at. */
import type { Event, TracedFunction } from './model/event/index.ts';
import type { Sink } from './model/format.ts';
import { formatSeconds, nanos, type Nanos } from './model/time.ts';
import type { TimePoint } from './model/time-point.ts';
import type { Case, DeviceTimeline, Loss, VectorTimeline, Window } from './model/timeline.ts';

export interface Selection {
  readonly device: string | null;
  readonly since: TimePoint | null;
  readonly until: TimePoint | null;
  readonly cpus: ReadonlySet<number> | null;
}

/** The selection asks for what the sources do not have; the message says what they have. */
export class SelectionError extends Error {}

/** Both ends included. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Lets only interrupts of these CPUs through. What sets vectors up is read on all: a thread moves between CPUs inside a
 * SET_IRQS, and half of its lines would tell of another operation.
 */
export function onlyCpus(sink: Required<Sink>, cpus: ReadonlySet<number> | null): Sink {
  if (cpus === null) return sink;
  return {
    event(event) {
      if (!isInterrupt(event) || event.cpu === null || cpus.has(event.cpu)) sink.event(event);
    },
    problem: (...problem) => sink.problem(...problem),
    interrupt(irq, name, t, cpu, line) {
      if (cpus.has(cpu)) sink.interrupt(irq, name, t, cpu, line);
    },
    tally: (...tallied) => sink.tally(...tallied),
  };
}

const HANDLERS: ReadonlySet<string> = new Set<TracedFunction>([
  'vfio_msihandler',
  'vfio_intx_handler',
]);

function isInterrupt(event: Event): event is Extract<Event, { readonly cpu: number | null }> {
  if (event.type === 'call' || event.type === 'call_return') return HANDLERS.has(event.fn);
  return event.type === 'irq_handler_entry' || event.type === 'irq_handler_exit';
}

/**
 * The devices and the time asked for. Counts and rates of vectors stay those of the whole log. What has no time is kept:
 * it may lie inside. Throws {@link SelectionError}.
 */
export function select(input: Case, selection: Selection): Case {
  const limits = [...input.limits, ...cpuLimit(selection.cpus)];
  let devices = input.devices;
  let { strays, redirects, symptoms, exhaustions } = input;
  if (selection.device !== null) {
    const wanted = deviceCalled(input, selection.device);
    const isOf = (device: string | null): boolean => device === null || device === wanted.name;
    devices = [wanted];
    strays = strays.filter(({ device }) => isOf(device));
    redirects = redirects.filter(({ source }) => isOf(source));
    symptoms = symptoms.filter(({ device }) => isOf(device));
    exhaustions = exhaustions.filter(({ device }) => isOf(device));
    limits.push(`only ${wanted.name} was looked at`);
  }
  const span = spanOf(input, selection);
  if (span === null) return { ...input, devices, strays, redirects, symptoms, exhaustions, limits };
  const inside = ({ at }: { readonly at: Nanos | null }): boolean => isInside(at, at, span);
  return {
    ...input,
    devices: devices.map((device) => deviceIn(device, span)),
    strays: strays.filter(inside),
    redirects: redirects.filter(inside),
    symptoms: symptoms.filter(inside),
    exhaustions: exhaustions.filter(inside),
    losses: input.losses.filter(({ from, to }: Loss) => isInside(from ?? to, to ?? from, span)),
    limits: [...limits, timeLimit(input, span)],
  };
}

/** By name or alias; a PCI address may lack its domain. */
function deviceCalled(input: Case, wanted: string): DeviceTimeline {
  const found = input.devices.find(({ name, aliases }) =>
    [name, ...aliases].some((each) => each === wanted || each === `0000:${wanted}`),
  );
  if (found !== undefined) return found;
  const known = input.devices.map(({ name }) => name).join(', ');
  throw new SelectionError(
    `no device is called ${wanted}; ${known === '' ? 'no source shows one' : `there is ${known}`}`,
  );
}

function spanOf(input: Case, { since, until }: Selection): Span | null {
  if (since === null && until === null) return null;
  const from = since === null ? -Infinity : resolve(input, since);
  const to = until === null ? Infinity : resolve(input, until);
  if (from > to) throw new SelectionError('--since is later than --until');
  return { from, to };
}

/** On the case's time. */
function resolve(input: Case, point: TimePoint): number {
  const firsts = input.sources.flatMap(({ first }) => first ?? []);
  const lasts = input.sources.flatMap(({ last }) => last ?? []);
  if (firsts.length === 0 || input.clock.kind === 'order') {
    throw new SelectionError('the sources have no clock: --since and --until cannot be used');
  }
  if (point.is === 'after-start') return Math.min(...firsts) + Number(point.ns);
  if (point.is === 'before-end') return Math.max(...lasts) - Number(point.ns);
  if (point.is === 'clock') return Number(point.ns - input.clock.epoch);
  const { realtimeOffset } = input.clock;
  if (realtimeOffset === null) {
    throw new SelectionError(
      'the wall time is not known: give --since and --until on the clock of the result, or as +5s, -5s',
    );
  }
  return Number(point.ns - realtimeOffset - input.clock.epoch);
}

const isInside = (start: Nanos | null, end: Nanos | null, { from, to }: Span): boolean =>
  (start === null || start <= to) && (end === null || end >= from);

/** A window without an end lasts. */
const windowIn = ({ start, end, startBound, endBound }: Window, span: Span): boolean =>
  isInside(start ?? startBound?.[0] ?? null, end ?? endBound?.[1] ?? null, span);

function deviceIn(device: DeviceTimeline, span: Span): DeviceTimeline {
  const failures = device.failures.filter(({ at }) => isInside(at, at, span));
  const lateVectors = device.lateVectors.filter(({ at }) => isInside(at, at, span));
  const cited = new Set([...failures, ...lateVectors].map(({ window }) => window));
  return {
    ...device,
    failures,
    lateVectors,
    // What is kept may speak of a window that began before.
    windows: device.windows.filter((window) => cited.has(window.id) || windowIn(window, span)),
    vectors: device.vectors.map((vector) => vectorIn(vector, span)),
  };
}

const vectorIn = (vector: VectorTimeline, span: Span): VectorTimeline =>
  vector.worstRearm === null || windowIn(vector.worstRearm.window, span)
    ? vector
    : { ...vector, worstRearm: null };

const cpuLimit = (cpus: ReadonlySet<number> | null): readonly string[] =>
  cpus === null
    ? []
    : [`only interrupts of CPUs ${[...cpus].toSorted((a, b) => a - b).join(', ')} were counted`];

function timeLimit(input: Case, { from, to }: Span): string {
  const at = (ns: number, open: string): string =>
    Number.isFinite(ns) ? formatSeconds(input.clock.epoch + BigInt(nanos(ns))) : open;
  return `only ${at(from, 'the start')} to ${at(to, 'the end')} was looked at; counts and rates of vectors are those of the whole log`;
}
