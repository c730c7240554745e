/**
 * `-f perfetto`: Chrome trace JSON for ui.perfetto.dev, which drops irq events when it reads a trace's text itself. A
 * process for each device with a track for its windows and one for each vector; interrupts as counters; findings as
 * instants with a flow from each window that they cite.
 */
import type { Result, ResultDevice, ResultFinding, ResultWindow } from '../model/result.ts';
import { clip } from './document.ts';
import { json, visible } from './escape.ts';
import type { Renderer } from './output.ts';
import { nanosOf } from './words.ts';
import { lastInstant } from './content/window.ts';

const WINDOWS = 1;
const FINDINGS = 2;
const MARKS = 3;
/** Thread ids of vectors begin here. */
const VECTORS = 10;
/** Flows of one finding; a viewer draws each as an arrow. */
const MAX_FLOWS = 200;

const shown = (text: string): string => visible(clip(text, 1_000));

class Tracks {
  readonly #base: bigint;
  readonly #last: bigint;
  readonly #pids = new Map<string, number>();

  constructor(result: Result) {
    // Microseconds of wall time do not fit a double with their fraction; a boot clock's do.
    const first = nanosOf(result.sources.find((source) => source.first !== null)?.first) ?? 0n;
    this.#base = result.clock.kind === 'realtime' ? (first / 1_000_000_000n) * 1_000_000_000n : 0n;
    this.#last = nanosOf(lastInstant(result)) ?? 0n;
    for (const device of result.devices) this.pid(device.name);
  }

  get base(): bigint {
    return this.#base;
  }

  pid(device: string | null): number {
    const name = device ?? 'case';
    const known = this.#pids.get(name);
    if (known !== undefined) return known;
    this.#pids.set(name, this.#pids.size + 1);
    return this.#pids.size;
  }

  names(): Iterable<readonly [string, number]> {
    return this.#pids;
  }

  /** Microseconds after the base. */
  at(time: bigint): number {
    return Number(time - this.#base) / 1_000;
  }

  /** Start and length in microseconds; what never ended lasts to the end of the case. */
  span(start: bigint, end: bigint | null): { readonly ts: number; readonly dur: number } {
    const stop = end ?? (this.#last > start ? this.#last : start);
    return { ts: this.at(start), dur: Number(stop - start) / 1_000 };
  }
}

const named = (pid: number, tid: number, name: string): readonly object[] => [
  { ph: 'M', name: 'thread_name', pid, tid, args: { name } },
  { ph: 'M', name: 'thread_sort_index', pid, tid, args: { sort_index: tid } },
];

const vectorName = (vector: number | null, irq: number | null): string =>
  `vector ${vector ?? '?'}${irq === null ? '' : ` irq ${irq}`}`;

const tidOf = (vector: number | null, irq: number | null): number =>
  VECTORS + (vector ?? 10_000 + (irq ?? 0));

function* deviceEvents(device: ResultDevice, tracks: Tracks): Generator<object> {
  const pid = tracks.pid(device.name);
  for (const { vector, irq, activity } of device.vectors) {
    const name = vectorName(vector, irq);
    yield* named(pid, tidOf(vector, irq), name);
    const start = nanosOf(activity?.start);
    const step = nanosOf(activity?.step);
    if (activity === null || start === null || step === null) continue;
    let before = -1;
    for (const [i, count] of [...activity.counts, 0].entries()) {
      if (count === before) continue;
      before = count;
      const ts = tracks.at(start + BigInt(i) * step);
      yield { ph: 'C', name: `interrupts, ${name}`, pid, ts, args: { interrupts: count } };
    }
  }
}

function* windowEvents(window: ResultWindow, tracks: Tracks): Generator<object> {
  const start = nanosOf(window.start ?? window.startBound?.[0]);
  if (start === null) return;
  const pid = tracks.pid(window.device);
  const place = window.evidence[0];
  yield {
    ph: 'X',
    cat: 'window',
    name: window.kind === 'vector-rearm' ? 'rearm' : `MSI-X off: ${window.cause}`,
    pid,
    tid: WINDOWS,
    ...tracks.span(start, nanosOf(window.end ?? window.endBound?.[1])),
    args: {
      window: window.id,
      state: window.state,
      live: window.live,
      confidence: window.confidence,
      evidence: place === undefined ? null : shown(`${place.source}:${place.line}`),
    },
  };
  for (const each of window.vectors) {
    const from = nanosOf(each.start) ?? start;
    yield {
      ph: 'X',
      cat: 'vector',
      name: 'no handler',
      pid,
      tid: tidOf(each.vector, each.irq),
      ...tracks.span(from, nanosOf(each.end ?? window.end)),
      args: { window: window.id, expectedLost: each.expectedLost, resumed: each.resumed },
    };
  }
  const offStart = nanosOf(window.offStart);
  if (offStart === null) return;
  yield {
    ph: 'X',
    cat: 'window',
    name: 'enable bit clear',
    pid,
    tid: WINDOWS,
    ...tracks.span(offStart, nanosOf(window.offEnd)),
    args: { window: window.id },
  };
}

function* findingEvents(
  finding: ResultFinding,
  windows: ReadonlyMap<string, ResultWindow>,
  tracks: Tracks,
): Generator<object> {
  const pid = tracks.pid(finding.device);
  const cited = finding.windows
    .map((id) => windows.get(id))
    .filter((window) => window !== undefined);
  const at = nanosOf(finding.at ?? cited[0]?.start);
  if (at === null) return;
  const place = { pid, tid: FINDINGS, ts: tracks.at(at) };
  yield {
    ph: 'X',
    cat: 'finding',
    name: shown(`${finding.severity}: ${finding.rule}`),
    ...place,
    dur: 1,
    args: {
      finding: shown(finding.id),
      message: shown(finding.message),
      remedy: shown(finding.remedy),
    },
  };
  for (const window of cited.slice(0, MAX_FLOWS)) {
    const start = nanosOf(window.start);
    if (start === null) continue;
    const id = `${finding.id} ${window.id}`;
    // A flow ends at or after its start; the finding comes first in its own first window.
    const flow = { cat: 'finding', name: 'cited by', id: shown(id) };
    yield { ph: 's', ...flow, ...place };
    yield { ph: 'f', bp: 'e', ...flow, pid, tid: WINDOWS, ts: tracks.at(start < at ? at : start) };
  }
}

function* events(result: Result, tracks: Tracks): Generator<object> {
  const windows = new Map(result.windows.map((window) => [window.id, window]));
  for (const device of result.devices) yield* deviceEvents(device, tracks);
  for (const window of result.windows) yield* windowEvents(window, tracks);
  for (const finding of result.findings) yield* findingEvents(finding, windows, tracks);
  for (const mark of result.marks) {
    const at = nanosOf(mark.at);
    if (at === null) continue;
    const name = shown(`${mark.kind}: ${mark.what}`);
    const args = { count: mark.count, window: mark.window };
    const place = { pid: tracks.pid(mark.device), tid: MARKS, ts: tracks.at(at) };
    yield { ph: 'i', s: 'p', cat: 'mark', name, ...place, args };
  }
  for (const [name, pid] of tracks.names()) {
    yield { ph: 'M', name: 'process_name', pid, tid: 0, args: { name: shown(name) } };
    yield* named(pid, WINDOWS, 'windows');
    yield* named(pid, FINDINGS, 'findings');
    yield* named(pid, MARKS, 'arrivals and complaints');
  }
}

function* pieces(result: Result): Generator<string> {
  const tracks = new Tracks(result);
  const metadata = {
    tool: `${result.tool.name} ${result.tool.version}`,
    clock: `${result.clock.name} of ${result.clock.source}`,
    baseNanoseconds: String(tracks.base),
    verdict: result.summary.verdict,
  };
  yield json(`{"displayTimeUnit":"ns","otherData":${JSON.stringify(metadata)},"traceEvents":[`);
  let between = '\n';
  for (const event of events(result, tracks)) {
    yield json(`${between}${JSON.stringify(event)}`);
    between = ',\n';
  }
  yield '\n]}\n';
}

export const renderer: Renderer = { render: pieces };
