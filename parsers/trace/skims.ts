/**
 * Takes from bytes the lines of which a busy host's trace holds millions:
 *
 *            <idle>-0     [004] d..2.    17.000003: irq_handler_entry:    irq=37 name=vfio-msix[3](0000:01:00.0)
 *
 * Such a line is a stamp between two parts that come again and again. What the parts say is read once, by those who read
 * all lines, and remembered by the parts' bytes. Whatever is not as usual takes the way of all lines.
 */
import type { Sink, Skim, Tallied } from '../../src/model/format.ts';
import type { Nanos } from '../../src/model/time.ts';
import { GraphCalls } from './graph-calls.ts';
import { Head } from './head.ts';
import { Remembered } from './remembered.ts';
import { COLON, DOT, SPACE, isDigit } from './scan.ts';
import type { Lane } from './sections.ts';
import { nextStampColon } from './stamp.ts';
import { ThreadState } from './thread-state.ts';
import { decodeWant, wantAt } from './want.ts';

/** What stands before the stamp. */
export interface Before {
  readonly cpu: number;
  /** Where the lines of that CPU have come to; null until it is known. */
  lane: Lane | null;
}

/** What stands behind it. */
type Behind =
  | { readonly what: 'irq_handler_entry'; readonly irq: number; readonly name: string }
  | { readonly what: Tallied };

/** The instant of a line, which is then taken for read; null, and nothing done, if anything about it is not as usual. */
type Admit = (seconds: number, ns: number, before: Before) => Nanos | null;

const NEEDLES = [
  'irq_handler_entry',
  'irq_handler_exit',
  'kvm_msi_set_irq',
  'vfio_msihandler',
  'vfio_intx_handler',
] as const;

/** A part longer than this does not come again. */
const PART_MAX = 256;

const POWERS = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1] as const;

/** By needle; none where the sink wants every event as an object. */
export function skimsFor(sink: Sink, admit: Admit): ReadonlyMap<string, Skim> {
  if (!isCounting(sink)) return new Map();
  const before = new Remembered(beforeOf, null);
  const behind = new Remembered(behindOf, null);
  const skim: Skim = (bytes, from, at, to, number) => {
    // Backwards from the needle: spaces, a colon, decimals, a point, seconds, a space.
    let event = at;
    let place = spacesStart(bytes, at) - 1;
    if (isFunction(bytes, place)) {
      event = place - FUNCTION.length;
      place = spacesStart(bytes, event) - 1;
    }
    if (bytes[place] !== COLON || place + 1 === event) return false;
    let ns = 0;
    let scale = 1;
    const colon = place;
    for (place -= 1; isDigit(bytes[place] ?? 0); place -= 1) {
      ns += ((bytes[place] ?? 0) - ZERO) * scale;
      scale *= 10;
    }
    const decimals = colon - place - 1;
    if (decimals === 0 || decimals > 9 || bytes[place] !== DOT) return false;
    const point = place;
    let seconds = 0;
    scale = 1;
    for (place -= 1; isDigit(bytes[place] ?? 0); place -= 1) {
      seconds += ((bytes[place] ?? 0) - ZERO) * scale;
      scale *= 10;
    }
    const digits = point - place - 1;
    if (digits === 0 || digits > 15 || bytes[place] !== SPACE) return false;
    const second = place + 1;
    if (place < from || second - from > PART_MAX || to - event > PART_MAX) return false;

    const head = before.of(bytes, from, second);
    const said = behind.of(bytes, event, to);
    if (head === null || said === null) return false;
    const t = admit(seconds, ns * (POWERS[decimals] ?? 1), head);
    if (t === null) return false;
    if (said.what === 'irq_handler_entry') sink.interrupt(said.irq, said.name, t, head.cpu, number);
    else sink.tally(said.what, t, head.cpu, number);
    return true;
  };
  return new Map(NEEDLES.map((needle) => [needle, skim]));
}

const isCounting = (sink: Sink): sink is Required<Sink> =>
  sink.interrupt !== undefined && sink.tally !== undefined;

/** Reads what stands before a stamp as part of a line; null if there is more to it than a CPU. */
function beforeOf(text: string): Before | null {
  const line = `${text}1.0: `;
  const colon = line.length - 2;
  const head = new Head();
  if (nextStampColon(line, 0) !== colon || !head.read(line, colon)) return null;
  // In softirq context handlers may be polled, which is no interrupt; a prefix tells of several recordings.
  return head.inSoftirq || head.prefix !== '' ? null : { cpu: head.cpu, lane: null };
}

/** Reads what stands behind a stamp; null if there is more to it than that it was. */
function behindOf(text: string): Behind | null {
  const memory = { threads: new ThreadState(), graph: new GraphCalls() };
  const want = wantAt(text, 0, memory);
  if (want === null) return null;
  const at = { t: null, line: 0, text, tid: 0, comm: '', cpu: null };
  const [event] = decodeWant(want, at, false, memory);
  if (typeof event !== 'object') return null;
  if (event.type === 'irq_handler_entry') {
    return { what: event.type, irq: event.irq, name: event.name };
  }
  if (event.type === 'kvm_msi_set_irq') return { what: event.type };
  if (event.type === 'irq_handler_exit') return event.handled ? { what: event.type } : null;
  return event.type === 'call' && event.via === 'function' ? handlerCalled(event.fn) : null;
}

const handlerCalled = (fn: string): Behind | null =>
  fn === 'vfio_msihandler' || fn === 'vfio_intx_handler' ? { what: fn } : null;

const ZERO = 48;
const FUNCTION_TEXT = 'function';
const FUNCTION = Array.from(FUNCTION_TEXT, (letter) => letter.charCodeAt(0));

/** Does `function:` end with this colon? trace-cmd puts it before the functions of the function tracer. */
function isFunction(bytes: Uint8Array, colon: number): boolean {
  const start = colon - FUNCTION.length;
  if (bytes[start] !== FUNCTION[0]) return false;
  return FUNCTION.every((code, i) => bytes[start + i] === code);
}

function spacesStart(bytes: Uint8Array, end: number): number {
  let at = end;
  while (bytes[at - 1] === SPACE) at -= 1;
  return at;
}
