/**
 * Lines of kprobes, kretprobes, fprobes and eprobes. Event and field names are the user's, so the symbol in parentheses
 * tells what was probed; where only an address is printed (trace-cmd, perf) the event's name or the shape of its fields does.
 *
 *   vmsvs: (vfio_msi_set_vector_signal+0x0/0x320 [vfio_pci_core]) vec=1 fd=7
 *   pci_alloc_ret: (vfio_pci_set_msi_trigger+0x99/0x240 [vfio_pci_core] <- pci_alloc_irq_vectors_affinity) ret=3
 *   vfio_pci_set_irqs_ret: (ffffffffc0a20144 <- ffffffffc0a1df69) ret=0          trace-cmd: function first, then caller
 *   my_e: (syscalls.sys_enter_ioctl) fd=5 cmd=0x3b6e
 */
import type { CallArgs, TracedFunction } from '../../src/model/event/index.ts';
import type { Decoded, Located } from './decoder.ts';
import { callArgs } from './call-args.ts';
import { type Field, fieldsOf, signed32, wholeNumber } from './fields.ts';
import { call, callReturn, symbolAt, calledBy } from './functions.ts';
import { RAW_RETURN, RETURN_ARROW, byEventName, byShape, isAddress } from './probe-names.ts';
import { ioctlEntered, ioctlLeft } from './task-events.ts';
import type { ThreadState } from './thread-state.ts';

/** Decodes a line whose head was read. */
type Decode = (at: Located) => Decoded;

/** A probe further inside a function is no entry. ENDBR, BTI and the ftrace call put it up to 16 bytes in. */
const ENTRY_OFFSET_MAX = 16;

/** Two symbols with offsets and modules; more text before the parenthesis closes is no probe. */
const WHERE_MAX = 600;

/** The `struct msi_map` that pci_msix_alloc_irq_at returns in one register: index below, irq above. */
function msiMap(value: string): { readonly ret: number | null; readonly args: CallArgs } {
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,20})$/.test(value)) return { ret: null, args: {} };
  const bits = BigInt(value);
  const index = Number(BigInt.asIntN(32, bits));
  const irq = Number(BigInt.asUintN(32, bits >> 32n));
  return index < 0 ? { ret: index, args: {} } : { ret: index, args: { vector: index, irq } };
}

/**
 * A line `name: (where) fields`, of which `body` begins with the parenthesis: how to decode it, or null if what it
 * probes is none of the traced functions. All that gives non-null here must hold one of the needles.
 */
export function probeAt(name: string, body: string, threads: ThreadState): Decode | null {
  const close = body.slice(0, WHERE_MAX).indexOf(')');
  if (close < 0) return null;
  const where = body.slice(1, close);
  const rest = body.slice(close + 1);
  const arrow = where.indexOf(RETURN_ARROW);
  if (arrow >= 0) {
    const left = where.slice(0, arrow);
    const right = where.slice(arrow + RETURN_ARROW.length);
    return (at) =>
      returned(
        returningFunction(name, left, right, threads),
        callerIn(left, right),
        fieldsOf(rest),
        at,
      );
  }
  if (where.startsWith('syscalls.sys_e')) return (at) => eprobe(where, fieldsOf(rest), at, threads);
  return entered(name, where, rest, threads);
}

/**
 * The same from `trace-cmd report -R`:
 *
 *   vfio_pci_set_irqs_ioctl:  __probe_ip=ffffffffc0a20144 flags=0x24 index=2 start=0 count=1
 *   vfio_pci_set_irqs_ret:  __probe_func=ffffffffc0a20144 __probe_ret_ip=ffffffffc0a1df69 ret=0
 */
export function rawProbe(name: string, body: string, threads: ThreadState): Decode | null {
  const [first, second, ...rest] = fieldsOf(body);
  if (first?.key === '__probe_ip')
    return entered(name, first.value, body.slice(body.indexOf(' ') + 1), threads);
  if (first?.key !== RAW_RETURN || second === undefined) return null;
  return (at) =>
    returned(returningFunction(name, first.value, second.value, threads), '', rest, at);
}

/** The entry of a traced function at `where`, a symbol or an address; null for others and for places further inside. */
function entered(name: string, where: string, rest: string, threads: ThreadState): Decode | null {
  let fn: TracedFunction | null;
  if (isAddress(where)) {
    fn = byEventName(name) ?? byShape(fieldsOf(rest));
    if (fn !== null) threads.learn(where, fn);
  } else {
    const symbol = symbolAt(where, 0);
    fn = (symbol.offset ?? 0) > ENTRY_OFFSET_MAX ? null : symbol.fn;
  }
  if (fn === null) return null;
  const entry = fn;
  return (at) => call(at, entry, 'kprobe', callArgs(entry, fieldsOf(rest)));
}

/**
 * The function that returned. The kernel prints `caller+0x99 <- function`, trace-cmd `function <- caller`: the function
 * is the side with no offset or the smaller one.
 */
function returningFunction(
  name: string,
  left: string,
  right: string,
  threads: ThreadState,
): TracedFunction | null {
  if (isAddress(left)) return threads.functionAt(left) ?? byEventName(name);
  const a = symbolAt(left, 0);
  const b = symbolAt(right, 0);
  return (a.offset ?? 0) < (b.offset ?? 0) ? a.fn : b.fn;
}

/** Where it returned to: the side that is no beginning of a function. Empty where only addresses are printed. */
function callerIn(left: string, right: string): string {
  if (isAddress(left)) return '';
  return (symbolAt(left, 0).offset ?? 0) < (symbolAt(right, 0).offset ?? 0) ? right : left;
}

/** The event of a return of `fn`, whose value is the field `ret`, else the first one. */
function returned(
  fn: TracedFunction | null,
  caller: string,
  fields: readonly Field[],
  at: Located,
): Decoded {
  if (fn === null) return 'ignored';
  const value = (fields.find((field) => field.key === 'ret') ?? fields[0])?.value ?? null;
  const by = calledBy(fn, caller);
  if (value === null) return callReturn(at, fn, 'kprobe', null, null, by);
  if (fn === 'pci_msix_alloc_irq_at') {
    const { ret, args } = msiMap(value);
    return callReturn(at, fn, 'kprobe', ret, null, args);
  }
  return callReturn(at, fn, 'kprobe', signed32(value), null, by);
}

function eprobe(
  where: string,
  fields: readonly Field[],
  at: Located,
  threads: ThreadState,
): Decoded {
  const value = (key: string): number | null => {
    const field = fields.find((one) => one.key === key);
    return field === undefined ? null : wholeNumber(field.value);
  };
  if (where === 'syscalls.sys_exit_ioctl') return ioctlLeft(at, value('ret'), threads);
  const cmd = value('cmd');
  if (where !== 'syscalls.sys_enter_ioctl' || cmd === null) return 'ignored';
  return ioctlEntered(at, value('fd'), cmd, threads, 'probe');
}
