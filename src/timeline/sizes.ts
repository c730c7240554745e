/** How many vectors a call allocates or frees. */
import type { Call } from './call.ts';
import type { VectorSet } from './identity.ts';
import type { OperationKind } from './operation.ts';

/** `set` is what the device had before. Null where the log does not count. */
export function sizeOf(call: Call, kind: OperationKind, set: VectorSet | null): number | null {
  if (kind === 'enable') {
    if (call.allocRet !== null && call.allocRet > 0) return call.allocRet;
    if (call.setups.length > 0) return call.setups.length;
    const { start, count } = call.args;
    if (start !== undefined && count !== undefined) return start + count;
    // The clean-up of a failure walks over the same vectors again.
    return call.signals.length > 0 && call.innerDisable === null ? call.signals.length : null;
  }
  if (kind !== 'disable') return null;
  if (call.teardowns.length > 0) return call.teardowns.length;
  return set === null || set.size === null ? null : set.size + set.added;
}
