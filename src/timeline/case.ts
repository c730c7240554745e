/** The case: all sources on one clock, every device's timeline, everything that arrived astray. */
import type { Case, Exhaustion, Loss, SourceSummary } from '../model/timeline.ts';
import { nanos, type Nanos } from '../model/time.ts';
import { placeSources, timeOf, type PlacedSource } from './clock.ts';
import { buildDevice, draftsOf, type BuiltDevice } from './device-timeline.ts';
import { devicesOf } from './device-view.ts';
import { byTime } from './device-windows.ts';
import { evidenceOf } from './mark.ts';
import { redirectsOf } from './redirects.ts';
import { compare, type SourceFold } from './source-fold.ts';
import type { SourceMeta } from './source-meta.ts';
import { straysOf } from './strays.ts';
import { symptomsOf } from './symptoms.ts';
import { limitsOf, unobservedOf } from './coverage.ts';

export interface ReadSource {
  readonly fold: SourceFold;
  readonly meta: SourceMeta;
}

export interface CaseOptions {
  /** Offsets given by the user, ns, by source name. */
  readonly offsets: ReadonlyMap<string, bigint>;
}

/** Never throws on what sources hold. The order of `read` does not matter. */
export function buildCase(read: readonly ReadSource[], options: CaseOptions): Case {
  const ordered = read.toSorted((a, b) => byPrecedence(a.meta, b.meta));
  const { clock, sources } = placeSources(ordered, options.offsets);
  const views = devicesOf(sources);
  const drafts = draftsOf(views);
  const ids = new Map(
    [...drafts.values()]
      .flat()
      .toSorted((a, b) => byTime(a, b) || compare(a.device, b.device))
      .map((draft, place) => [draft, `W${place + 1}`] as const),
  );
  let next = ids.size;
  const losses = lossesOf(sources);
  const context = {
    losses,
    kernelVersion: factOf(sources, 'kernel'),
    qemuVersion: factOf(sources, 'qemu'),
    drivers: driversOf(sources),
    nextId: (): string => `W${(next += 1)}`,
  };
  const built = views.map((view) => buildDevice(view, drafts.get(view) ?? [], ids, context));
  const shown = built.filter(({ timeline }) => hasSomething(timeline));
  const devices = shown.map(({ timeline }) => timeline);
  const owner = sources[0];
  return {
    clock: {
      name: clock.name,
      source: owner?.meta.name ?? '',
      kind: clock.kind,
      epoch: clock.epoch,
      realtimeOffset: clock.realtimeOffset,
    },
    sources: sources.map(summaryOf),
    devices,
    strays: straysOf(sources, shown),
    redirects: redirectsOf(sources, shown),
    symptoms: symptomsOf(sources, shown),
    exhaustions: exhaustionsOf(sources, shown),
    losses,
    blindTeardowns: sources.reduce((sum, { fold }) => sum + fold.kernel.log.blindTeardowns, 0),
    seen: new Set(sources.flatMap(({ fold }) => [...fold.seen])),
    unobserved: unobservedOf(sources, devices),
    limits: limitsOf(sources),
  };
}

const ROLES = ['trace', 'kernel-log', 'qemu', 'guest', 'other'] as const;

/** The clock's owner first; among equals by format, then by content, never by the order of arguments. */
function byPrecedence(a: SourceMeta, b: SourceMeta): number {
  return (
    ROLES.indexOf(a.role) - ROLES.indexOf(b.role) ||
    compare(a.format, b.format) ||
    compare(a.digest ?? '', b.digest ?? '') ||
    compare(a.name, b.name)
  );
}

const hasSomething = (device: BuiltDevice['timeline']): boolean =>
  device.windows.length > 0 ||
  device.vectors.length > 0 ||
  device.failures.length > 0 ||
  device.tableSize !== null ||
  device.notMsix.length > 0;

/** What the host's sources say, where they agree. */
function factOf(sources: readonly PlacedSource[], fact: 'kernel' | 'qemu'): string | null {
  const told = sources.flatMap(({ fold, meta }) =>
    meta.guest ? [] : (fold.facts.get(fact) ?? []),
  );
  const [only = null] = told;
  return new Set(told).size === 1 ? only : null;
}

const driversOf = (sources: readonly PlacedSource[]): ReadonlyMap<string, string> =>
  new Map(
    sources.flatMap(({ fold }) =>
      [...fold.snapshots.lspci].flatMap(([device, { driver }]) =>
        driver === null ? [] : [[device, driver] as const],
      ),
    ),
  );

function lossesOf(sources: readonly PlacedSource[]): readonly Loss[] {
  return sources.flatMap((source) =>
    source.fold.losses.map((loss): Loss => {
      const at = timeOf(source, loss.mark);
      const until =
        loss.until === null || source.shift === null ? null : nanos(loss.until + source.shift);
      // A CPU whose buffer begins late lost what it recorded before, from the start of the trace on.
      const from: Nanos | null = loss.kind === 'started' ? null : at;
      return {
        source: source.index,
        cpu: loss.cpu,
        count: loss.count,
        from,
        to: loss.kind === 'started' ? at : until,
        line: loss.mark.line,
        text: loss.mark.text,
      };
    }),
  );
}

function exhaustionsOf(
  sources: readonly PlacedSource[],
  devices: readonly BuiltDevice[],
): readonly Exhaustion[] {
  return sources.flatMap((source) =>
    [...source.fold.messages.of('vectors_exhausted')].map(({ event, mark }): Exhaustion => {
      const owner = devices.find(({ timeline }) =>
        timeline.vectors.some(({ irq }) => irq !== null && irq === event.irq),
      );
      return {
        at: timeOf(source, mark),
        irq: event.irq,
        device: owner?.timeline.name ?? null,
        evidence: [evidenceOf(source.index, mark, 'arrives')],
      };
    }),
  );
}

function summaryOf(source: PlacedSource): SourceSummary {
  const { fold, meta, placement } = source;
  const stamp = (t: Nanos | null): Nanos | null => timeOf(source, { t, line: 0, text: '' });
  // A kernel log that has nothing to report was still read: its silence is an observation.
  const known = fold.events > 0 || (meta.format === 'kernel-log' && meta.lines > 0);
  const why = known ? limitText(fold) : 'no event that the analysis knows';
  return {
    name: meta.name,
    format: meta.format,
    peels: meta.peels,
    lines: meta.lines,
    events: fold.events,
    bytes: meta.bytes,
    digest: meta.digest,
    first: stamp(fold.first),
    last: stamp(fold.last),
    clock: fold.clock,
    offset: placement.offset,
    offsetError: placement.error,
    offsetBasis: placement.basis,
    anchors: placement.anchors,
    contradictions: placement.contradictions,
    problems: fold.problems,
    complete: meta.complete && why === null,
    incompleteWhy: meta.incompleteWhy ?? why,
  };
}

/** What had no room was not judged: a window may be among it. */
function limitText({ budget }: SourceFold): string | null {
  const names = [...budget.refused.keys()];
  return names.length === 0
    ? null
    : `over the limit of ${names.join(', ')}: not all of it was judged`;
}
