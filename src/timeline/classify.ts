/** From a finished call to the operation that it was. */
import { VFIO_IRQ_SET_ACTION_TRIGGER, VFIO_IRQ_SET_DATA_NONE } from '../model/pci.ts';
import type { Call } from './call.ts';
import { errorName } from './errno.ts';
import type { OperationKind, Refusal } from './operation.ts';

/** What kinds of line the source was seen to hold: absence means something only where presence was possible. */
export interface Visible {
  readonly functions: ReadonlySet<string>;
}

/** Which operation a call was; null for one that does not concern MSI-X or INTx set-up (masks, error triggers, no-ops). */
export function kindOf(call: Call, visible: Visible): OperationKind | null {
  const { index } = call.args;
  if (index !== undefined) {
    if (index === 0) return intxKind(call);
    if (index > 2) return null;
  } else if (call.path === 'intx' || (call.path === null && isOfIntx(call))) {
    return intxKind(call);
  } else if (call.path !== null && call.path !== 'msi') {
    return null;
  }
  return msiKind(call, visible);
}

/** The lines of irq_vectors are about the legacy line alone. */
function isOfIntx(call: Call): boolean {
  const touches = [...call.frees, ...call.requests];
  return (
    touches.length > 0 &&
    call.setups.length === 0 &&
    call.teardowns.length === 0 &&
    touches.every(({ slot }) => slot?.kind === 'intx')
  );
}

function intxKind(call: Call): OperationKind | null {
  const { flags, count } = call.args;
  if (flags !== undefined) {
    if ((flags & VFIO_IRQ_SET_ACTION_TRIGGER) === 0) return null;
    return (flags & VFIO_IRQ_SET_DATA_NONE) !== 0 && count === 0 ? 'intx-off' : 'intx-on';
  }
  if (call.requests.length > 0) return 'intx-on';
  const asked = call.bases.has('kernel-function') && call.frees.length === 0;
  return asked ? 'intx-on' : 'intx-off';
}

function msiKind(call: Call, visible: Visible): OperationKind | null {
  if (call.dynamicAdd !== null) return 'grow';
  const built = call.alloc !== null || call.setups.length > 0;
  if (call.msiDisable !== null || (call.teardowns.length > 0 && !built)) return 'disable';
  if (asksForTeardown(call)) {
    return refused(call) || ranWithoutEffect(call, visible) ? null : 'disable';
  }
  if (built) return isGrowth(call, visible) ? 'grow' : 'enable';
  return 'set';
}

/** DATA_NONE|TRIGGER with no vectors: "tear everything down". */
function asksForTeardown(call: Call): boolean {
  const { flags, count } = call.args;
  return (
    flags !== undefined &&
    count === 0 &&
    (flags & VFIO_IRQ_SET_ACTION_TRIGGER) !== 0 &&
    (flags & VFIO_IRQ_SET_DATA_NONE) !== 0
  );
}

/** The kernel answers -EINVAL to a teardown of what is not set up: QEMU asks so before every enable. */
const refused = (call: Call): boolean => call.ret !== null && call.ret < 0;

const ranWithoutEffect = (call: Call, visible: Visible): boolean =>
  visible.functions.has('vfio_msi_disable') && call.msiDisable === null;

/**
 * Was a vector added to a live set? It was, where the allocator of whole sets is traced elsewhere and absent here, and
 * where fewer entries appear than an enable of `start + count` vectors would make.
 */
function isGrowth(call: Call, visible: Visible): boolean {
  if (call.alloc !== null) return false;
  if (ALLOCATORS.some((fn) => visible.functions.has(fn))) return true;
  const { start, count } = call.args;
  return start !== undefined && count !== undefined && call.setups.length < start + count;
}

const ALLOCATORS = ['pci_alloc_irq_vectors_affinity', '__pci_enable_msix_range'] as const;

/** Did the kernel refuse what was asked; with the reason where a line gives one. */
export function failureOf(call: Call): { failed: boolean; error: string | null } {
  if (call.ret !== null && call.ret !== 0) {
    return { failed: true, error: call.ret < 0 ? errorName(call.ret) : shortOf(call.ret) };
  }
  if (call.allocRet !== null && call.allocRet < 0) {
    return { failed: true, error: errorName(call.allocRet) };
  }
  if (call.innerDisable !== null) return { failed: true, error: null };
  return { failed: false, error: null };
}

/** A positive return of SET_IRQS: the kernel had only so many vectors, and left MSI-X off. */
const shortOf = (available: number): string => `only ${available} vectors available`;

const NONE: readonly Refusal[] = [];

/** Refusals of single irqs; where none is shown and the call failed, one for the whole call. */
export function refusalsOf(call: Call, failed: boolean, error: string | null): readonly Refusal[] {
  if (call.refusals.length > 0) return call.refusals;
  if (!failed) return NONE;
  return [{ mark: call.end, slot: null, indexHint: null, error }];
}
