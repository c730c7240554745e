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
    let spans = roots.get(base) ?? [];
    for (const [other, lived] of roots) {
      if (other === base || !apart(spans, lived) || !base.join(other)) continue;
      spans = [...spans, ...lived];
    }
  }
}

/** Devices of the threads of each VMM, with the spans in which they were on. */
function rootsByFamily(
  operations: readonly Operation[],
): ReadonlyMap<number, Map<DeviceNode, Span[]>> {
  const families = new Map<number, Map<DeviceNode, Span[]>>();
  const open = new Map<DeviceNode, number>();
  for (const { kind, node, family, failed, start, end } of operations) {
    const { root } = node;
    if (failed || ![...root.tasks.values()].some((comm) => isVmmTask(comm))) continue;
    const roots = families.get(family) ?? new Map<DeviceNode, Span[]>();
    families.set(family, roots);
    if (kind === 'disable') {
      // Nothing before it: it was on when the log began.
      const from = open.get(root) ?? (roots.has(root) ? end.line : -Infinity);
      open.delete(root);
      roots.set(root, [...(roots.get(root) ?? []), [from, end.line]]);
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

const apart = (a: readonly Span[], b: readonly Span[]): boolean =>
  a.every(([from, to]) => b.every(([begin, end]) => to < begin || end < from));
