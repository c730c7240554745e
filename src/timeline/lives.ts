/**
 * Joins the lives of a device that its guest set up again and again, where not every life shows its name. Two devices of
 * one machine have MSI-X on at the same time; what is never on together, and of which one name is known at the most, is
 * taken for one device.
 */
import type { DeviceNode } from './identity.ts';
import type { Operation } from './operation.ts';
import { isVmmTask } from './tasks.ts';

/** Lines between which MSI-X was on. */
type Span = readonly [number, number];

/** `operations` in the order of their lines. */
export function joinLives(operations: readonly Operation[]): void {
  for (const [, roots] of rootsByFamily(operations)) {
    if (roots.size < 2) continue;
    const named = [...roots.keys()].filter(({ name, vdevs }) => name !== null || vdevs.size > 0);
    if (named.length > 1) continue;
    const [base] = [...named, ...roots.keys()];
    if (base === undefined) continue;
    const spans = new Spans(roots.get(base) ?? []);
    for (const [other, lived] of roots) {
      if (other === base || !spans.isApartFrom(lived) || !base.join(other)) continue;
      for (const span of lived) spans.add(span);
    }
  }
}

/** Devices of the threads of each VMM, with the spans in which they were on. */
function rootsByFamily(
  operations: readonly Operation[],
): ReadonlyMap<number, Map<DeviceNode, Span[]>> {
  const families = new Map<number, Map<DeviceNode, Span[]>>();
  const open = new Map<DeviceNode, number>();
  const vmms = new Map<DeviceNode, boolean>();
  const ofVmm = (root: DeviceNode): boolean => {
    const known = vmms.get(root) ?? [...root.tasks.values()].some((comm) => isVmmTask(comm));
    vmms.set(root, known);
    return known;
  };
  for (const { kind, node, family, failed, start, end } of operations) {
    const { root } = node;
    if (failed || !ofVmm(root)) continue;
    const roots = families.get(family) ?? new Map<DeviceNode, Span[]>();
    families.set(family, roots);
    if (kind === 'disable') {
      // Nothing before it: it was on when the log began.
      const from = open.get(root) ?? (roots.has(root) ? end.line : -Infinity);
      open.delete(root);
      const spans = roots.get(root) ?? [];
      roots.set(root, spans);
      spans.push([from, end.line]);
    } else if (kind === 'enable' || kind === 'grow' || kind === 'set') {
      if (!open.has(root)) open.set(root, kind === 'enable' ? start.line : -Infinity);
      if (!roots.has(root)) roots.set(root, []);
    }
  }
  for (const roots of families.values()) {
    for (const [root, spans] of roots) {
      const from = open.get(root);
      if (from !== undefined) spans.push([from, Infinity]);
    }
  }
  return families;
}

/** Spans in order, of which no two meet. */
class Spans {
  readonly #all: Span[] = [];

  constructor(spans: readonly Span[]) {
    for (const span of spans) this.add(span);
  }

  add([from, to]: Span): void {
    const first = this.#firstFrom(from);
    let after = first;
    let begin = from;
    let end = to;
    for (let met = this.#all[after]; met !== undefined && met[0] <= end; met = this.#all[after]) {
      begin = Math.min(begin, met[0]);
      end = Math.max(end, met[1]);
      after += 1;
    }
    this.#all.splice(first, after - first, [begin, end]);
  }

  isApartFrom(spans: readonly Span[]): boolean {
    return spans.every(([from, to]) => {
      const next = this.#all[this.#firstFrom(from)];
      return next === undefined || to < next[0];
    });
  }

  /** The place of the first that does not end before a line. */
  #firstFrom(line: number): number {
    let low = 0;
    let high = this.#all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#all[middle]?.[1] ?? line) < line) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
