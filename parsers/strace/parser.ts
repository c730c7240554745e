/** Reads the VFIO ioctls of an strace log. What is inside `struct vfio_irq_set` no version of strace prints. */
import type { LineParser, Sink } from '../../src/model/format.ts';
import { type ClockKind, type Nanos, plus } from '../../src/model/time.ts';
import { withoutReturn } from '../trace/scan.ts';
import { remember } from '../trace/thread-state.ts';
import { ONLY_TASK, UNKNOWN_COMM } from '../trace/unknown-task.ts';
import { straceCall, straceHead } from './line.ts';
import { StraceClock } from './stamps.ts';

const THREADS_MAX = 4096;

export class StraceParser implements LineParser {
  readonly #sink: Sink;
  readonly #clock = new StraceClock();
  /** When the ioctl of a thread began that is not over yet. */
  readonly #open = new Map<number, Nanos | null>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  get epoch(): bigint {
    return this.#clock.epoch;
  }

  get clock(): ClockKind {
    return this.#clock.kind;
  }

  line(raw: string, line: number): void {
    const text = withoutReturn(raw);
    const head = straceHead(text);
    const t = head.stamp === null ? null : this.#clock.at(head.stamp);
    const call = straceCall(text, head.from);
    if (call === null) return;
    if (call === 'malformed') {
      this.#sink.problem('line-malformed', line, text);
      return;
    }
    const tid = head.tid ?? ONLY_TASK;
    const at = { line, text, tid, comm: UNKNOWN_COMM, cpu: null };
    let began = t;
    if (call.kind === 'resumed') {
      if (!this.#open.has(tid)) return;
      began = this.#open.get(tid) ?? null;
      this.#open.delete(tid);
    } else {
      this.#sink.event({ ...at, t, type: 'ioctl_enter', fd: call.fd, cmd: call.cmd });
    }
    if (call.kind === 'unfinished') {
      remember(this.#open, tid, t, THREADS_MAX);
      return;
    }
    const ended = began === null || call.took === null ? null : plus(began, call.took);
    const seen = call.kind === 'resumed' ? t : null;
    this.#sink.event({ ...at, t: ended ?? seen, type: 'ioctl_exit', ret: call.ret });
  }

  end(): void {
    this.#open.clear();
  }
}
