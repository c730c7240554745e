// The right part of a function graph line, from the duration on. The kernel and trace-cmd print it alike:
//
//                  |          vfio_msi_disable [vfio_pci_core]() {
//   + 79.950 us   |            vfio_virqfd_disable [vfio]();
//   # 6291.107 us |          }
//   ! 984.101 us  |          } /* pci_alloc_irq_vectors_affinity ret=-28 */
import { fractionNanos, nanos, type Nanos } from '../../src/model/time.ts';
import { DOT, digitsEnd, digitsValue, skipSpaces } from './scan.ts';

/** Marks of a duration over 10 µs, 100 µs, 1 ms, 10 ms, 100 ms, 1 s. */
const OVERHEAD = '+!#*@$';

/**
 * Reads a duration column, `! 521.800 us` or blank, between `from` and the bar at `bar`: undefined if it is neither,
 * null if it is blank.
 */
export function durationAt(text: string, from: number, bar: number): Nanos | null | undefined {
  let at = skipSpaces(text, from);
  if (at >= bar) return null;
  if (OVERHEAD.includes(text.charAt(at))) at = skipSpaces(text, at + 1);
  const point = digitsEnd(text, at);
  if (point === at || point - at > 12) return undefined;
  // The column has seven characters: `521.800`, `39161.55`, and no point at all from 1000000 on.
  const end = text.charCodeAt(point) === DOT ? digitsEnd(text, point + 1) : point;
  if (end - point > 4 || !text.startsWith(' us', end)) return undefined;
  if (skipSpaces(text, end + 3) < bar) return undefined;
  // Three decimals of a microsecond: 800 of `521.800` are 800 ms as a fraction of a second, 800 ns here.
  const fraction = fractionNanos(text.slice(point + 1, end)) / 1e6;
  return nanos(digitsValue(text, at, point) * 1000 + fraction);
}

export interface GraphText {
  readonly kind: 'entry' | 'leaf' | 'exit' | 'comment';
  /** Spaces before the text: calls nest by two. Entry and exit of one call have the same. */
  readonly indent: number;
  /** Null on entries, and where the column is switched off. */
  readonly took: Nanos | null;
  /** The function's text (`name [mod](args)`) on entry and leaf; of an exit the name in its comment, else empty; of a comment what it says. */
  readonly text: string;
  /** The returned value as printed; null where none is. */
  readonly ret: string | null;
}

/**
 * Reads a line from its duration column at `from` on; null if it is no such text. `barred` false: the duration column is
 * switched off, and with it its bar.
 */
export function graphText(line: string, from: number, barred = true): GraphText | null {
  let took: Nanos | null = null;
  let start = from;
  if (barred) {
    const bar = line.indexOf('|', from);
    if (bar < 0) return null;
    const duration = durationAt(line, from, bar);
    if (duration === undefined) return null;
    took = duration;
    start = bar + 1;
  }
  const at = skipSpaces(line, start);
  const indent = at - start;
  const end = line.trimEnd().length;
  if (at >= end) return null;
  if (line.startsWith('/*', at)) return comment(line, at, end, indent);
  if (line.charAt(at) === '}') return exit(line.slice(at + 1, end), indent, took);
  return call(line.slice(at, end), indent, took);
}

function comment(line: string, at: number, end: number, indent: number): GraphText | null {
  if (!line.endsWith('*/', end)) return null;
  return {
    kind: 'comment',
    indent,
    took: null,
    text: line.slice(at + 2, end - 2).trim(),
    ret: null,
  };
}

/** `}` and what follows it. */
function exit(rest: string, indent: number, took: Nanos | null): GraphText | null {
  const tail = rest.trim();
  if (tail === '') return { kind: 'exit', indent, took, text: '', ret: null };
  if (!tail.startsWith('/*') && !tail.startsWith('(')) return null;
  const said = tail.startsWith('/*') ? tail.slice(2).trimStart() : tail;
  const named = /^[\w.]/.test(said) && !said.startsWith('ret=');
  return { kind: 'exit', indent, took, text: named ? said : '', ret: returnedIn(tail) };
}

// `name [mod]() {`, `name();`, `name(a=1, b=2); /* ret=0x0 */`, `name() { /* <-caller */`.
function call(text: string, indent: number, took: Nanos | null): GraphText | null {
  const note = text.indexOf('/*');
  const said = (note < 0 ? text : text.slice(0, note)).trimEnd();
  const leaf = said.indexOf(');');
  if (leaf > 0) {
    const ret = returnedIn(text.slice(leaf + 2));
    return { kind: 'leaf', indent, took, text: said.slice(0, leaf + 1), ret };
  }
  if (!said.endsWith(') {')) return null;
  return { kind: 'entry', indent, took: null, text: said.slice(0, -2), ret: null };
}

// The value in `/* = -22 */`, `/* func = 0x0 */` (Linux 6.5), `/* ret=0x0 */`, `/* func ret=-22 */`, `/* <-caller ret=1 */`
// (6.13) and ` (ret=-22)` (trace-cmd 3.3).
function returnedIn(text: string): string | null {
  let at = text.lastIndexOf('ret=');
  at = at < 0 ? text.lastIndexOf('= ') + 2 : at + 4;
  if (at < 2) return null;
  let end = at;
  while (end < text.length && !' )*'.includes(text.charAt(end))) end++;
  return end > at ? text.slice(at, end) : null;
}
