/** With MSI-X off, a device with a pending cause raises its legacy line, and somebody else's handler is called. */
import type { Evidence, IntxRedirect, Window } from '../model/timeline.ts';
import { parseIrqName } from '../model/pci.ts';
import { nanos, type Nanos } from '../model/time.ts';
import { timeOf, type PlacedSource } from './clock.ts';
import type { BuiltDevice } from './device-timeline.ts';
import { evidenceOf } from './mark.ts';
import { windowAt } from './failures.ts';

/** Fewer unhandled hits are an honest shared line: each handler says "not mine" now and then. */
const STORM = 100;

/** The kernel says "nobody cared" when of the last 100,000 interrupts of a line more than 99,900 were unhandled. */
const NOBODY_CARED = 99_901;

interface Line {
  readonly irq: number;
  at: Nanos | null;
  hits: number;
  disabled: boolean;
  readonly victims: Set<string>;
  readonly evidence: Evidence[];
}

export function redirectsOf(
  sources: readonly PlacedSource[],
  devices: readonly BuiltDevice[],
): readonly IntxRedirect[] {
  const lines = new Map<number, Line>();
  for (const source of sources) fromMessages(source, lines);
  for (const source of sources) fromTrace(source, lines);
  return [...lines.values()]
    .filter((line) => line.disabled || line.hits >= STORM || isOnVfioLine(line))
    .map((line) => withSource(line, devices))
    .filter((redirect) => redirect.source !== null || redirect.victims.length > 0)
    .toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || a.irq - b.irq);
}

/** "nobody cared" on a line that vfio listens to. */
const isOnVfioLine = (line: Line): boolean =>
  [...line.victims].some((victim) => victim.startsWith('vfio'));

function lineOf(lines: Map<number, Line>, irq: number, at: Nanos | null): Line {
  let line = lines.get(irq);
  if (line === undefined) {
    line = { irq, at, hits: 0, disabled: false, victims: new Set(), evidence: [] };
    lines.set(irq, line);
  }
  if (at !== null && (line.at === null || at < line.at)) line.at = at;
  return line;
}

/** irq_handler_exit with ret=unhandled, and the names that irq_handler_entry gave on that line. */
function fromTrace(source: PlacedSource, lines: Map<number, Line>): void {
  const { kernel } = source.fold;
  for (const [irq, { count, first, names }] of kernel.unhandled.all) {
    const slot = kernel.slots.peek(irq);
    if (slot !== undefined && slot.kind !== 'intx') continue;
    if (count < STORM && !lines.has(irq)) continue;
    const line = lineOf(lines, irq, timeOf(source, first));
    line.hits = Math.max(line.hits, count);
    if (names.size > 0 && !hasName(line)) line.victims.clear(); // a name says more than a symbol
    for (const name of names) line.victims.add(name);
    line.evidence.push(evidenceOf(source.index, first, 'arrives'));
  }
}

/** "irq 21: nobody cared", the handlers listed under it, "Disabling IRQ #21". */
function fromMessages(source: PlacedSource, lines: Map<number, Line>): void {
  let current: Line | null = null;
  for (const { event, mark } of source.fold.messages.all) {
    const at = timeOf(source, mark);
    if (event.type === 'nobody_cared') {
      current = lineOf(lines, event.irq, at);
      current.hits = Math.max(current.hits, NOBODY_CARED);
      current.evidence.push(evidenceOf(source.index, mark, 'arrives'));
    } else if (event.type === 'irq_handler_listed') {
      if (current !== null && !hasName(current)) current.victims.add(event.handler);
    } else if (event.type === 'irq_disabled') {
      current = lineOf(lines, event.irq, at);
      current.disabled = true;
      current.evidence.push(evidenceOf(source.index, mark, 'arrives'));
    }
  }
}

/** A handler's name says more than its symbol: `vfio-intx(0000:00:09.0)` than `vfio_intx_handler`. */
const hasName = (line: Line): boolean => [...line.victims].some((victim) => victim.includes('('));

/** The device that had its MSI-X off when the line began to be hit; never one that the line belongs to. */
function withSource(line: Line, devices: readonly BuiltDevice[]): IntxRedirect {
  const owners = new Set([...line.victims].map((victim) => parseIrqName(victim).device));
  const suspects = devices.flatMap(({ timeline }) => {
    if (owners.has(timeline.name)) return [];
    const id = windowAt(timeline.windows, line.at);
    const window = timeline.windows.find((one) => one.id === id);
    return window === undefined ? [] : [{ name: timeline.name, window }];
  });
  const [suspect] = suspects.toSorted((a, b) => startOf(b.window) - startOf(a.window));
  return {
    irq: line.irq,
    at: line.at,
    source: suspect?.name ?? null,
    victims: [...line.victims].toSorted(),
    hits: line.hits,
    lineDisabled: line.disabled,
    window: suspect?.window.id ?? null,
    evidence: [...(suspect?.window.evidence.slice(0, 1) ?? []), ...line.evidence],
  };
}

const startOf = (window: Window): Nanos => window.start ?? nanos(0);
