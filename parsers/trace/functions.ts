/** Names of traced functions in the forms that tracers print, and the events of their calls. */
import {
  type CallArgs,
  type CallVia,
  type KernelEvent,
  type TracedFunction,
  tracedFunctions,
} from '../../src/model/event/index.ts';
import type { Nanos } from '../../src/model/time.ts';
import type { Located } from './decoder.ts';
import { isAlnum } from './scan.ts';

const byName: ReadonlyMap<string, TracedFunction> = new Map(tracedFunctions.map((fn) => [fn, fn]));

/** The traced function of a plain name. */
export const tracedFunction = (name: string): TracedFunction | null => byName.get(name) ?? null;

/** Where the C identifier that begins at `from` ends. */
export function identifierEnd(text: string, from: number): number {
  let at = from;
  while (isAlnum(text.charCodeAt(at)) || text.charCodeAt(at) === 95) at++;
  return at;
}

/** A symbol as printed, taken apart. */
export interface Symbol {
  /** Null if the function is none of the traced ones. */
  readonly fn: TracedFunction | null;
  /** `+0x4` of `vfio_msi_disable+0x4/0xd0 [vfio_pci_core]`; null where none is printed. */
  readonly offset: number | null;
}

/**
 * Reads `pci_disable_msix.part.0`, `vfio_pci_set_irqs_ioctl+0x4/0xd0 [vfio_pci_core]`: what the compiler and the
 * printer put behind the name is no part of it.
 */
export function symbolAt(text: string, from: number): Symbol {
  const end = identifierEnd(text, from);
  const fn = tracedFunction(text.slice(from, end));
  let at = end;
  while (text.charAt(at) === '.' || isAlnum(text.charCodeAt(at))) at++;
  if (text.charAt(at) !== '+') return { fn, offset: null };
  const stop = identifierEnd(text, at + 1);
  const offset = Number(text.slice(at + 1, stop));
  return { fn, offset: Number.isSafeInteger(offset) ? offset : null };
}

/** What the caller of vfio_pci_set_irqs_ioctl tells: `vfio_pci_core_disable+0xb7/0x3c0 [vfio_pci_core]`. */
export function calledBy(fn: TracedFunction, caller: string): Pick<CallArgs, 'byDisable'> {
  if (fn !== 'vfio_pci_set_irqs_ioctl') return NO_ARGS;
  const name = caller.slice(0, identifierEnd(caller, 0));
  if (name === 'vfio_pci_core_disable') return { byDisable: true };
  return name.endsWith('_ioctl') || name === 'vfio_pci_ioctl_set_irqs'
    ? { byDisable: false }
    : NO_ARGS;
}

/** What is known of a call's arguments where the line shows none. */
export const NO_ARGS: CallArgs = {};

// Field by field: spreading `at` costs more than all the rest of a hot line.
export const call = (
  at: Located,
  fn: TracedFunction,
  via: CallVia,
  args: CallArgs,
): KernelEvent => ({
  type: 'call',
  t: at.t,
  line: at.line,
  text: at.text,
  tid: at.tid,
  comm: at.comm,
  cpu: at.cpu,
  fn,
  via,
  args,
});

export const callReturn = (
  at: Located,
  fn: TracedFunction,
  via: CallVia,
  ret: number | null,
  took: Nanos | null,
  args: CallArgs = NO_ARGS,
): KernelEvent => ({
  type: 'call_return',
  t: at.t,
  line: at.line,
  text: at.text,
  tid: at.tid,
  comm: at.comm,
  cpu: at.cpu,
  fn,
  via,
  ret,
  took,
  args,
});
