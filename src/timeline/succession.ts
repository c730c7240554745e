/**
 * A log that is followed for weeks: a fold that is nearly full has a successor, which reads beside it and takes over what
 * is alive, and not what is over.
 */
import type { Limits } from '../model/limits.ts';
import { CALL_TIMES_KEPT } from './call-times.ts';
import { IOCTLS_KEPT } from './ioctl-pairs.ts';
import { KEPT_OF_A_TYPE } from './message-fold.ts';
import { FAILURES_KEPT } from './qemu-fold.ts';
import type { Slots } from './slots.ts';
import { LOSSES_KEPT, SourceFold } from './source-fold.ts';

/** How much of the room that is scarcest is used: 1 and more where something was or would be left out. */
export function fillOf({ budget, kernel, qemu, messages, losses }: SourceFold): number {
  return Math.max(
    budget.fill,
    losses.length / LOSSES_KEPT,
    messages.most / KEPT_OF_A_TYPE,
    kernel.log.callTimes.all.length / CALL_TIMES_KEPT,
    kernel.ioctls.all.length / IOCTLS_KEPT,
    Math.max(qemu.failures.length, qemu.errors.length) / FAILURES_KEPT,
    qemu.fill,
  );
}

/** A fold of the same source that knows what the log said of itself, and which irqs are whose just now. */
export function successorOf(old: SourceFold, limits: Limits): SourceFold {
  const next = new SourceFold(old.name, limits);
  for (const what of old.seen) next.seen.add(what);
  for (const [fact, value] of old.facts) next.facts.set(fact, value);
  for (const fn of old.kernel.log.visible.functions) next.kernel.log.visible.functions.add(fn);
  next.realtimeOffset = old.realtimeOffset;
  next.anchors.push(...old.anchors);
  next.snapshots.rows.push(...old.snapshots.rows);
  for (const [device, known] of old.snapshots.lspci) next.snapshots.lspci.set(device, known);
  next.qemu.qemuVersion = old.qemu.qemuVersion;
  for (const device of old.qemu.devices.values()) next.qemu.inherit(device);
  nameAgain(next.kernel.slots, old.kernel.slots);
  return next;
}

/** A vector that does not fire for a while would have no name. */
function nameAgain(next: Slots, old: Slots): void {
  for (const { irq, lastName, hasHandler } of old.current) {
    if (lastName === '') continue;
    const slot = next.name(next.of(irq), lastName);
    slot.hasHandler = hasHandler;
  }
}
