/** Pairs the entries and exits of function graph lines, of which an exit seldom names its function. */
import type { KernelEvent, TracedFunction } from '../../src/model/event/index.ts';
import { nanos, plus } from '../../src/model/time.ts';
import { callArgs } from './call-args.ts';
import type { Decoded, Located } from './decoder.ts';
import { fieldsOf, numberAfter, signed32, wordAfter } from './fields.ts';
import { NO_ARGS, call, callReturn, identifierEnd, symbolAt, tracedFunction } from './functions.ts';
import type { GraphText } from './graph-text.ts';
import { remember } from './thread-state.ts';

const THREADS_MAX = 4096;
const DEPTH_MAX = 64;

interface OpenCall {
  readonly fn: TracedFunction;
  readonly indent: number;
}

export class GraphCalls {
  /** Traced calls that are open, outermost first, by {@link taskKey}. */
  readonly #open = new Map<number, OpenCall[]>();

  /** Does a line speak of a call that could be one of the traced ones? Cheap: most entries and leafs are not. */
  wants(text: GraphText): boolean {
    if (text.kind === 'comment') return false;
    return text.kind === 'exit' || graphFunction(text.text) !== null;
  }

  /** The events of an entry, a leaf or an exit: none, one, or a leaf's call and return. */
  events(text: GraphText, at: Located): readonly Decoded[] {
    if (text.kind === 'exit') return this.#exit(text, at);
    const fn = graphFunction(text.text);
    if (fn === null) return [];
    const entered = call(at, fn, 'function_graph', graphArgs(fn, text.text));
    if (text.kind === 'entry') {
      this.#enter(taskKey(at), fn, text.indent);
      return [entered];
    }
    // A leaf's stamp is that of its entry, and nothing of this task happened before its return.
    const t = at.t === null || text.took === null ? at.t : plus(at.t, text.took);
    return [entered, returned({ ...at, t }, fn, text)];
  }

  #enter(task: number, fn: TracedFunction, indent: number): void {
    const open = this.#inside(task, indent);
    if (open.length < DEPTH_MAX) open.push({ fn, indent });
    remember(this.#open, task, open, THREADS_MAX);
  }

  /** A task that had a number of the parser's own has a name now. Idle tasks keep theirs by CPU. */
  rename(number: number, tid: number): void {
    const open = this.#open.get(number);
    if (open === undefined || tid === 0) return;
    this.#open.delete(number);
    remember(this.#open, tid, open, THREADS_MAX);
  }

  /** Events were lost: an exit may no longer be that of the entry with its indent. */
  forgetOpen(): void {
    this.#open.clear();
  }

  #exit(text: GraphText, at: Located): readonly KernelEvent[] {
    const open = this.#inside(taskKey(at), text.indent + 1);
    const last = open.at(-1);
    const opened = last !== undefined && last.indent === text.indent ? open.pop() : undefined;
    const fn = text.text === '' ? (opened?.fn ?? null) : symbolAt(text.text, 0).fn;
    return fn === null ? [] : [returned(at, fn, text)];
  }

  /** The task's open calls without those that begin at `indent` or deeper: they have ended unseen. */
  #inside(task: number, indent: number): OpenCall[] {
    const open = this.#open.get(task) ?? [];
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    return open;
  }
}

/** The idle tasks of all CPUs share the tid 0; each has its own calls. */
const taskKey = ({ tid, cpu }: Located): number => (tid === 0 ? -1_000_000 - (cpu ?? 0) : tid);

const graphFunction = (text: string): TracedFunction | null =>
  tracedFunction(text.slice(0, identifierEnd(text, 0)));

/** `vfio_pci_set_irqs_ioctl [vfio_pci_core](vdev=0xff…, flags=0x24, …)`, since Linux 6.15. */
function graphArgs(fn: TracedFunction, text: string): ReturnType<typeof callArgs> {
  const open = text.indexOf('(');
  return open < 0 || text.length - open <= 2
    ? NO_ARGS
    : callArgs(fn, fieldsOf(text.slice(open + 1, -1)));
}

const returned = (at: Located, fn: TracedFunction, { ret, took }: GraphText): KernelEvent =>
  callReturn(at, fn, 'function_graph', ret === null ? null : signed32(ret), took);

/**
 * `trace-cmd report -R` names the function on both ends:
 *
 *   funcgraph_entry:       func=vfio_msi_disable depth=4
 *   funcgraph_exit:        func=vfio_msi_disable depth=4 overrun=0 calltime=191f0aee80 rettime=191f2a766a
 */
export function rawGraph(entry: boolean, body: string): ((at: Located) => Decoded) | null {
  const name = wordAfter(body, 'func=', 0);
  const fn = name === null ? null : symbolAt(name, 0).fn;
  if (fn === null) return null;
  if (entry) return (at) => call(at, fn, 'function_graph', NO_ARGS);
  const from = hexNanos(wordAfter(body, 'calltime=', 0));
  const to = hexNanos(wordAfter(body, 'rettime=', 0));
  const took = from === null || to === null || to < from ? null : nanos(Number(to - from));
  const ret = numberAfter(body, 'retval=', 0);
  return (at) => callReturn(at, fn, 'function_graph', ret, took);
}

const hexNanos = (text: string | null): bigint | null =>
  text !== null && /^[0-9a-f]{1,16}$/.test(text) ? BigInt(`0x${text}`) : null;
