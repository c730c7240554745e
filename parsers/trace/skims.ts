/**
 * Takes from bytes the lines of which a busy host's trace holds millions. Each must be in exactly the form shown here;
 * anything else takes the way of all lines, which gives the same:
 *
 *   irq_handler_entry:    irq=37 name=vfio-msix[3](0000:01:00.0)
 *   irq_handler_exit:     irq=37 ret=handled
 *   kvm_msi_set_irq:      dst 1 vec 35 (Fixed|physical|edge)
 *   vfio_msihandler <-__handle_irq_event_percpu
 *   function:             vfio_msihandler <-- __handle_irq_event_percpu
 */
import type { Skim, Sink } from '../../src/model/format.ts';
import type { Nanos } from '../../src/model/time.ts';
import { numberAt, RawHead } from './raw-head.ts';
import { COLON, SPACE, isAlnum, isDigit } from './scan.ts';

/** Takes a head into account as if its line had been read; null, and nothing done, if that must be done the long way. */
export type Admit = (head: RawHead) => Nanos | null;

/** Handlers remembered by irq. */
const NAMES_MAX = 4096;
/** Longest name; the kernel's own are shorter. */
const NAME_MAX = 256;

const IRQ = bytesOf('irq=');
const NAME = bytesOf(' name=');
const HANDLED = bytesOf(' ret=handled');
const DST = bytesOf('dst ');
const VEC = bytesOf(' vec ');
const FUNCTION = bytesOf('function:');

/** By needle; none where the sink wants every event as an object. */
export function skimsFor(sink: Sink, admit: Admit): ReadonlyMap<string, Skim> {
  if (!isCounting(sink)) return new Map();
  const head = new RawHead();
  const names = new Names();

  /** An event `name: fields` of which nothing but its instant matters. */
  const tallied =
    (what: 'irq_handler_exit' | 'kvm_msi_set_irq', isPlain: IsPlain): Skim =>
    (bytes, from, at, to, number) => {
      const fields = fieldsAt(bytes, at + what.length);
      if (fields < 0 || !isPlain(bytes, fields, to) || !head.read(bytes, from, at)) return false;
      const t = admit(head);
      if (t === null) return false;
      sink.tally(what, t, head.cpu, number);
      return true;
    };

  /** A call of a handler, told by the function tracer. */
  const called =
    (what: 'vfio_msihandler' | 'vfio_intx_handler'): Skim =>
    (bytes, from, at, _to, number) => {
      const next = bytes[at + what.length] ?? 0;
      if (next === COLON || isNamePart(next)) return false;
      if (!head.read(bytes, from, functionStart(bytes, at))) return false;
      const t = admit(head);
      if (t === null) return false;
      sink.tally(what, t, head.cpu, number);
      return true;
    };

  const entered: Skim = (bytes, from, at, to, number) => {
    const fields = fieldsAt(bytes, at + ENTRY.length);
    if (fields < 0 || !standsAt(bytes, fields, IRQ)) return false;
    const digits = fields + IRQ.length;
    const end = digitsEnd(bytes, digits);
    if (end === digits || end - digits > 9 || !standsAt(bytes, end, NAME)) return false;
    const irq = numberAt(bytes, digits, end);
    const name = names.of(irq, bytes, end + NAME.length, to);
    // Handlers that are polled are no interrupts.
    if (name === null || !head.read(bytes, from, at) || head.softirq) return false;
    const t = admit(head);
    if (t === null) return false;
    sink.interrupt(irq, name, t, head.cpu, number);
    return true;
  };

  return new Map([
    [ENTRY, entered],
    ['irq_handler_exit', tallied('irq_handler_exit', isHandled)],
    ['kvm_msi_set_irq', tallied('kvm_msi_set_irq', isMessage)],
    ['vfio_msihandler', called('vfio_msihandler')],
    ['vfio_intx_handler', called('vfio_intx_handler')],
  ]);
}

const isCounting = (sink: Sink): sink is Required<Sink> =>
  sink.interrupt !== undefined && sink.tally !== undefined;

const ENTRY = 'irq_handler_entry';

type IsPlain = (bytes: Uint8Array, from: number, to: number) => boolean;

/** `irq=37 ret=handled` */
const isHandled: IsPlain = (bytes, from, to) => {
  if (!standsAt(bytes, from, IRQ)) return false;
  const digits = from + IRQ.length;
  const end = digitsEnd(bytes, digits);
  return (
    end > digits &&
    end - digits <= 9 &&
    end + HANDLED.length === to &&
    standsAt(bytes, end, HANDLED)
  );
};

/** `dst 1 vec 35 (Fixed|physical|edge)` */
const isMessage: IsPlain = (bytes, from, to) => {
  if (!standsAt(bytes, from, DST)) return false;
  let at = from + DST.length;
  while (isAlnum(bytes[at] ?? 0)) at += 1;
  if (!standsAt(bytes, at, VEC)) return false;
  const digits = at + VEC.length;
  const end = digitsEnd(bytes, digits);
  return end > digits && end - digits <= 9 && (end === to || bytes[end] === SPACE);
};

/** Where the fields begin behind an event's name that ends at `end`; -1 if no colon follows it. */
function fieldsAt(bytes: Uint8Array, end: number): number {
  if (bytes[end] !== COLON) return -1;
  let at = end + 1;
  while (bytes[at] === SPACE) at += 1;
  return at;
}

/** Where the event begins of which a function's name is: before `function:`, or at the name itself. */
function functionStart(bytes: Uint8Array, name: number): number {
  let at = name;
  while (bytes[at - 1] === SPACE) at -= 1;
  const start = at - FUNCTION.length;
  return at < name && standsAt(bytes, start, FUNCTION) ? start : name;
}

function standsAt(bytes: Uint8Array, at: number, what: Uint8Array): boolean {
  for (let i = 0; i < what.length; i += 1) if (bytes[at + i] !== what[i]) return false;
  return true;
}

function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at] ?? 0)) at += 1;
  return at;
}

const isNamePart = (code: number): boolean => isAlnum(code) || code === 95;

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** One string for all interrupts of a handler. */
class Names {
  readonly #known = new Map<number, { readonly bytes: Uint8Array; readonly name: string }>();

  /** The name between two places; null if it is not plain ASCII. */
  of(irq: number, bytes: Uint8Array, from: number, to: number): string | null {
    const known = this.#known.get(irq);
    if (known?.bytes.length === to - from && standsAt(bytes, from, known.bytes)) return known.name;
    return to - from > NAME_MAX ? null : this.#read(irq, Uint8Array.from(bytes.subarray(from, to)));
  }

  #read(irq: number, bytes: Uint8Array): string | null {
    if (bytes.some((byte) => byte < 0x20 || byte > 0x7e)) return null;
    const name = String.fromCharCode(...bytes);
    if (this.#known.size >= NAMES_MAX) this.#known.clear();
    this.#known.set(irq, { bytes, name });
    return name;
  }
}
