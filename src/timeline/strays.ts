/** Interrupts that arrived where no vector could take them: whose they are, and how that is known. */
import type { Evidence, Stray, Window } from '../model/timeline.ts';
import { matchesShortBdf } from '../model/pci.ts';
import { nanos, type Nanos } from '../model/time.ts';
import { shifted, timeOf, type PlacedSource } from './clock.ts';
import type { BuiltDevice } from './device-timeline.ts';
import { evidenceOf } from './mark.ts';
import type { Message } from './message-fold.ts';
import type { Slot } from './slots.ts';

/** ISA_IRQ and SMP bring-up noise: firmware leaves vector 55 behind, one message for each CPU. */
const FIRMWARE_VECTOR = 55;
/** Secondary CPUs come up within the first seconds; legacy PIC noise (vectors 36 to 47 on CPU 0) is as early. */
const BRING_UP = nanos(10_000_000_000);

interface Place {
  readonly at: Nanos | null;
  /** How far off `at` may be. */
  readonly error: Nanos;
  readonly source: PlacedSource;
}

export function straysOf(
  sources: readonly PlacedSource[],
  devices: readonly BuiltDevice[],
): readonly Stray[] {
  const strays = sources.flatMap((source) => [
    ...messageStrays(source, sources, devices),
    ...pendingBits(source, devices),
  ]);
  return once(strays).toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity));
}

function* messageStrays(
  source: PlacedSource,
  sources: readonly PlacedSource[],
  devices: readonly BuiltDevice[],
): Generator<Stray> {
  for (const message of source.fold.messages.all) {
    const place = { at: timeOf(source, message.mark), error: errorOf(source), source };
    const { event } = message;
    if (event.type === 'no_irq_handler' || event.type === 'spurious_interrupt') {
      const kind = event.type === 'no_irq_handler' ? 'no-irq-handler' : 'spurious';
      yield byCpuVector(kind, event.onCpu, event.vector, message, place, sources, devices);
    } else if (event.type === 'unexpected_irq_trap') {
      yield byIrq(event.irq, message, place, sources, devices);
    } else if (event.type === 'remap_fault') {
      yield byRequester(message, place, devices);
    }
  }
}

/** The last owner of the CPU vector is the suspect; inside one of its windows it is caught. */
function byCpuVector(
  kind: Stray['kind'],
  cpu: number,
  cpuVector: number,
  message: Message,
  place: Place,
  sources: readonly PlacedSource[],
  devices: readonly BuiltDevice[],
): Stray {
  const base = baseOf(kind, message, place, { cpu, cpuVector });
  const owner = ownerOf(cpu, cpuVector, place, sources);
  const device = owner === null ? null : deviceOf(owner, devices);
  if (owner !== null && device !== null) {
    const window = windowAround(device.timeline.windows, place, owner.index);
    return {
      ...base,
      device: device.timeline.name,
      vector: owner.index,
      irq: owner.irq,
      window,
      attribution: window === null ? 'history' : 'window',
    };
  }
  const early = isBringUp(message, place.source);
  const isFirmwares =
    cpuVector === FIRMWARE_VECTOR
      ? early || othersSaySo(message, place.source)
      : early && cpu === 0 && cpuVector >= 36 && cpuVector <= 47;
  return isFirmwares ? { ...base, attribution: 'firmware' } : base;
}

/** CPUs that come up together say the same; so they do after a suspend too, and where no stamp tells the uptime. */
function othersSaySo({ event, mark }: Message, { fold }: PlacedSource): boolean {
  if (event.type !== 'no_irq_handler') return false;
  if (fold.clock !== 'boot') return true;
  return [...fold.messages.of('no_irq_handler')].some(
    (other) =>
      other.event.vector === event.vector &&
      other.event.onCpu !== event.onCpu &&
      other.mark.t !== null &&
      mark.t !== null &&
      Math.abs(other.mark.t - mark.t) < BRING_UP,
  );
}

/** Within the first seconds of the host's own uptime. */
const isBringUp = ({ mark }: Message, { fold }: PlacedSource): boolean =>
  fold.clock === 'boot' && mark.t !== null && Number(fold.epoch) + mark.t < BRING_UP;

/** `unexpected IRQ trap at vector 23` names the Linux irq: the irq's life at that time names the rest. */
function byIrq(
  irq: number,
  message: Message,
  place: Place,
  sources: readonly PlacedSource[],
  devices: readonly BuiltDevice[],
): Stray {
  const base = { ...baseOf('irq-trap', message, place, {}), irq };
  for (const source of sources) {
    const slot = lifeOf(irq, place, source);
    const device = slot === null ? null : deviceOf(slot, devices);
    if (slot === null || device === null) continue;
    const window = windowAround(device.timeline.windows, place, slot.index);
    return {
      ...base,
      device: device.timeline.name,
      vector: slot.index,
      window,
      attribution: window === null ? 'history' : 'window',
    };
  }
  return base;
}

/** The IOMMU names the requester by its BDF without the domain. */
function byRequester(message: Message, place: Place, devices: readonly BuiltDevice[]): Stray {
  const { event } = message;
  const base = baseOf('remap-fault', message, place, {});
  if (event.type !== 'remap_fault') return base;
  const detail = {
    vendor: event.vendor,
    requester: event.bdf,
    irte: event.irte,
    reason: event.reason,
  };
  const device = deviceOfRequester(event.bdf, place, devices);
  if (device === undefined) return { ...base, detail };
  return {
    ...base,
    detail,
    device: device.timeline.name,
    window: windowAround(device.timeline.windows, place, null),
    attribution: 'requester',
  };
}

/** Domains may differ where the rest does not: then only a window can tell. */
function deviceOfRequester(
  bdf: string | null,
  place: Place,
  devices: readonly BuiltDevice[],
): BuiltDevice | undefined {
  if (bdf === null) return undefined;
  const named = devices.filter(({ timeline }) => matchesShortBdf(timeline.name, bdf));
  if (named.length <= 1) return named[0];
  const caught = named.filter(
    ({ timeline }) => windowAround(timeline.windows, place, null) !== null,
  );
  return caught.length === 1 ? caught[0] : undefined;
}

/** QEMU took an interrupt for a vector that its guest has masked, and set the pending bit that it emulates. */
function* pendingBits(source: PlacedSource, devices: readonly BuiltDevice[]): Generator<Stray> {
  for (const device of source.fold.qemu.devices.values()) {
    const built = devices.find(({ timeline }) => timeline.name === device.name);
    for (const { mark, vector } of device.pending) {
      const at = timeOf(source, mark);
      const place = { at, error: errorOf(source), source };
      const window = windowAround(built?.timeline.windows ?? [], place, vector);
      if (window === null) continue; // a masked vector that fires is what the pending bit is for
      yield {
        kind: 'pending-bit',
        at,
        device: device.name,
        vector,
        irq: null,
        cpu: null,
        cpuVector: null,
        window,
        attribution: 'window',
        count: 1,
        evidence: [evidenceOf(source.index, mark, 'arrives')],
        detail: {},
      };
    }
  }
}

const errorOf = (source: PlacedSource): Nanos => source.placement.error ?? nanos(0);

function baseOf(
  kind: Stray['kind'],
  message: Message,
  place: Place,
  where: { readonly cpu?: number; readonly cpuVector?: number },
): Stray {
  return {
    kind,
    at: place.at,
    device: null,
    vector: null,
    irq: null,
    cpu: where.cpu ?? null,
    cpuVector: where.cpuVector ?? null,
    window: null,
    attribution: 'none',
    count: message.repeats,
    evidence: [evidenceOf(place.source.index, message.mark, 'arrives')],
    detail: {},
  };
}

/** Who held the CPU vector last at that time, as far as the error of the clocks lets one say. */
function ownerOf(
  cpu: number,
  vector: number,
  place: Place,
  sources: readonly PlacedSource[],
): Slot | null {
  const { at } = place;
  if (at === null) return null;
  let last: { readonly slot: Slot; readonly from: Nanos } | null = null;
  for (const source of sources) {
    for (const owner of source.fold.kernel.cpuVectors.ownersOf(cpu, vector)) {
      const from = shifted(source, owner.from);
      if (from === null || from > at + place.error) continue;
      if (last === null || (from >= last.from && from <= at)) last = { slot: owner.slot, from };
    }
  }
  return last?.slot ?? null;
}

/** The life of an irq that contains an instant, else the last one that ended before it. */
function lifeOf(irq: number, place: Place, source: PlacedSource): Slot | null {
  const { at } = place;
  if (at === null || source.shift === null) return null;
  let best: Slot | null = null;
  for (const slot of source.fold.kernel.slots.livesOf(irq)) {
    if (!slot.maybeMsix) continue;
    const armed = shifted(source, slot.armedAt);
    if (armed !== null && armed > at + place.error) break;
    best = slot;
  }
  return best;
}

const deviceOf = (slot: Slot, devices: readonly BuiltDevice[]): BuiltDevice | null =>
  devices.find(({ view }) => view.kernel.some(({ node }) => node.root === slot.root)) ?? null;

/** The window that an instant lies in, widened by the error of its clock; of this vector where one is known. */
function windowAround(
  windows: readonly Window[],
  place: Place,
  vector: number | null,
): string | null {
  const { at, error } = place;
  if (at === null) return null;
  const hit = windows.find(
    ({ start, end, vectors }) =>
      start !== null &&
      start - error <= at &&
      (end === null || at <= end + error) &&
      (vector === null || vectors.length === 0 || vectors.some((one) => one.vector === vector)),
  );
  return hit?.id ?? null;
}

/** The same message in two logs of one host is one stray. */
function once(strays: readonly Stray[]): Stray[] {
  const kept: Stray[] = [];
  for (const stray of strays) {
    const same = kept.findIndex((known) => isSame(known, stray));
    const known = kept[same];
    if (known === undefined) kept.push(stray);
    else kept[same] = { ...known, evidence: [...known.evidence, ...asContext(stray.evidence)] };
  }
  return kept;
}

const asContext = (evidence: readonly Evidence[]): Evidence[] =>
  evidence.map((line) => ({ ...line, role: 'context' }));

const isSame = (a: Stray, b: Stray): boolean =>
  a.kind === b.kind &&
  a.cpu === b.cpu &&
  a.cpuVector === b.cpuVector &&
  a.irq === b.irq &&
  a.evidence[0]?.source !== b.evidence[0]?.source &&
  a.at !== null &&
  b.at !== null &&
  Math.abs(a.at - b.at) < 1_000_000;
