/** Reads the VFIO ioctls of `perf trace`. */
import type { LineParser, Sink } from '../../src/model/format.ts';
import { type ClockKind, Epoch, plus } from '../../src/model/time.ts';
import { withoutReturn } from '../trace/scan.ts';
import { perfTraceCall, perfTraceHead } from './line.ts';

export class PerfTraceParser implements LineParser {
  readonly #sink: Sink;
  readonly #epoch = new Epoch();
  /** Threads inside a VFIO ioctl. */
  readonly #open = new Set<number>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  /** Milliseconds since the first event of the trace. */
  get clock(): ClockKind {
    return 'relative';
  }

  line(raw: string, line: number): void {
    const text = withoutReturn(raw);
    if (!text.includes('ioctl(')) return;
    const head = perfTraceHead(text);
    const call = head === null ? null : perfTraceCall(head.rest);
    if (head === null || call === null) return;
    const t = this.#epoch.at(Math.floor(head.ns / 1e9), head.ns % 1e9);
    const { tid, comm, entered, ret } = call;
    const at = { line, text, tid, comm, cpu: null };
    if (entered !== null) {
      this.#open.add(tid);
      this.#sink.event({ ...at, t, type: 'ioctl_enter', ...entered });
    }
    if (ret === undefined || !this.#open.delete(tid)) return;
    const ended = head.took === null ? null : plus(t, head.took);
    this.#sink.event({ ...at, t: ended, type: 'ioctl_exit', ret });
  }

  end(): void {
    this.#open.clear();
  }
}
