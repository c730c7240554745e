/**
 * Lines of kprobes, kretprobes, fprobes and eprobes. Event and field names are the user's, so the symbol in parentheses
 * tells what was probed; where only an address is printed (trace-cmd, perf) the event's name or the shape of its fields does.
 *
 *   vmsvs: (vfio_msi_set_vector_signal+0x0/0x320 [vfio_pci_core]) vec=1 fd=7
 *   pci_alloc_ret: (vfio_pci_set_msi_trigger+0x99/0x240 [vfio_pci_core] <- pci_alloc_irq_vectors_affinity) ret=3
 *   vfio_pci_set_irqs_ret: (ffffffffc0a20144 <- ffffffffc0a1df69) ret=0          trace-cmd: function first, then caller
 *   my_e: (syscalls.sys_enter_ioctl) fd=5 cmd=0x3b6e
 */
import {
  type CallArgs,
  type TracedFunction,
  tracedFunctions,
} from '../../src/model/event/index.ts';
import type { Decoded, Located } from './decoder.ts';
import { callArgs } from './call-args.ts';
import { type Field, fieldsOf, signed32, wholeNumber } from './fields.ts';
import { call, callReturn, symbolAt } from './functions.ts';
import { ioctlEntered, ioctlLeft } from './task-events.ts';
import type { ThreadState } from './thread-state.ts';

/** Parts of event names that people give to probes, for lines that name no symbol. */
export const probeNames: readonly (readonly [part: string, fn: TracedFunction])[] = [
  ['set_irqs', 'vfio_pci_set_irqs_ioctl'],
  ['set_vector_signal', 'vfio_msi_set_vector_signal'],
  ['alloc_irq_at', 'pci_msix_alloc_irq_at'],
  ['pci_alloc', 'pci_alloc_irq_vectors_affinity'],
  ['pci_free', 'pci_free_irq_vectors'],
  ['msi_disable', 'vfio_msi_disable'],
];

/** Sets of fields that only one function's probe has. `needle` is a piece that every such line holds. */
export const probeShapes: readonly {
  readonly keys: readonly string[];
  readonly needle: string;
  readonly fn: TracedFunction;
}[] = [
  { keys: ['flags', 'index', 'start', 'count'], needle: ' start=', fn: 'vfio_pci_set_irqs_ioctl' },
  { keys: ['vec', 'fd'], needle: ' fd=', fn: 'vfio_msi_set_vector_signal' },
  { keys: ['vector', 'fd'], needle: ' fd=', fn: 'vfio_msi_set_vector_signal' },
];

/** Between the two places of a return. */
const RETURN_ARROW = ' <- ';

/** What a probe of request_threaded_irq fetches as the name, when nothing else tells what was probed. */
const HANDLER_NAME = 'vfio-';

/** Pieces that lines of probes hold of which neither the symbol nor the event's name is known. */
export const probeNeedles: readonly string[] = [
  ...probeNames.map(([part]) => part),
  ...probeShapes.map((shape) => shape.needle),
  RETURN_ARROW,
  `"${HANDLER_NAME}`,
  '(syscalls.sys_e',
];

/** A probe further inside a function is no entry. ENDBR, BTI and the ftrace call put it up to 16 bytes in. */
const ENTRY_OFFSET_MAX = 16;

const longestFirst = tracedFunctions.toSorted((a, b) => b.length - a.length);

/** The function that an event's own name speaks of. */
function byEventName(name: string): TracedFunction | null {
  for (const fn of longestFirst) if (name.includes(fn)) return fn;
  for (const [part, fn] of probeNames) if (name.includes(part)) return fn;
  return null;
}

function byShape(fields: readonly Field[]): TracedFunction | null {
  for (const { keys, fn } of probeShapes) {
    if (keys.every((key) => fields.some((field) => field.key === key))) return fn;
  }
  if (
    fields.some((f) => f.quoted && f.value.startsWith(HANDLER_NAME)) &&
    fields.some((f) => f.key === 'irq')
  ) {
    return 'request_threaded_irq';
  }
  return null;
}

const isAddress = (text: string): boolean => /^[0-9a-f]{8,16}$/.test(text);

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
export function probeAt(
  name: string,
  body: string,
  threads: ThreadState,
): ((at: Located) => Decoded) | null {
  const close = body.indexOf(')');
  if (close < 0) return null;
  const where = body.slice(1, close);
  const rest = body.slice(close + 1);
  const arrow = where.indexOf(RETURN_ARROW);
  if (arrow >= 0) {
    return (at) =>
      returned(
        returningFunction(name, where.slice(0, arrow), where.slice(arrow + 4), threads),
        rest,
        at,
      );
  }
  if (where.startsWith('syscalls.')) return (at) => eprobe(where, rest, at, threads);
  const fn = enteredProbe(name, where, rest, threads);
  return fn === null ? null : (at) => call(at, fn, 'kprobe', callArgs(fn, fieldsOf(rest)));
}

/** The function whose entry is probed at `where`, a symbol or an address; null for others and for places further inside. */
export function enteredProbe(
  name: string,
  where: string,
  fields: string,
  threads: ThreadState,
): TracedFunction | null {
  if (!isAddress(where)) {
    const symbol = symbolAt(where, 0);
    return symbol.offset !== null && symbol.offset > ENTRY_OFFSET_MAX ? null : symbol.fn;
  }
  const fn = byEventName(name) ?? byShape(fieldsOf(fields));
  if (fn !== null) threads.learn(where, fn);
  return fn;
}

/**
 * The function that returned. The kernel prints `caller+0x99 <- function`, trace-cmd `function <- caller`: the function
 * is the side with no offset or the smaller one.
 */
export function returningFunction(
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

/** The event of a return of `fn`, whose value is the field `ret`, else the first one. */
export function returned(fn: TracedFunction | null, rest: string, at: Located): Decoded {
  if (fn === null) return 'ignored';
  const fields = fieldsOf(rest);
  const value = (fields.find((field) => field.key === 'ret') ?? fields[0])?.value ?? null;
  if (value === null) return callReturn(at, fn, 'kprobe', null, null);
  if (fn === 'pci_msix_alloc_irq_at') {
    const { ret, args } = msiMap(value);
    return callReturn(at, fn, 'kprobe', ret, null, args);
  }
  return callReturn(at, fn, 'kprobe', signed32(value), null);
}

function eprobe(where: string, rest: string, at: Located, threads: ThreadState): Decoded {
  const fields = fieldsOf(rest);
  const value = (key: string): number | null => {
    const field = fields.find((one) => one.key === key);
    return field === undefined ? null : wholeNumber(field.value);
  };
  if (where === 'syscalls.sys_exit_ioctl') return ioctlLeft(at, value('ret'), threads);
  const cmd = value('cmd');
  if (where !== 'syscalls.sys_enter_ioctl' || cmd === null) return 'ignored';
  return ioctlEntered(at, value('fd'), cmd, threads, 'probe');
}
