import type { LineParser, ParserOptions, Sink } from '../../src/model/format.ts';
import { Epoch, type ClockKind, type Nanos } from '../../src/model/time.ts';
import { handlersIn } from './messages/genirq.ts';
import { classify, type Body } from './messages/index.ts';
import { readPrefix } from './prefix.ts';

export class KernelLogParser implements LineParser {
  readonly #sink: Sink;
  readonly #epoch = new Epoch();
  #clock: ClockKind = 'order';
  #listing = false;

  constructor(sink: Sink, _options: ParserOptions) {
    this.#sink = sink;
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  get clock(): ClockKind {
    return this.#clock;
  }

  line(text: string, number: number): void {
    const prefix = readPrefix(text);
    const message = (prefix === null ? text : text.slice(prefix.length)).trim();
    if (this.#listing && this.#handlers(message, prefix?.seconds, prefix?.fraction, text, number))
      return;
    const body = classify(message);
    if (body === null) {
      if (message === 'handlers:') this.#listing = true;
      return;
    }
    this.#listing = false;
    this.#emit(body, this.#stamp(prefix?.seconds, prefix?.fraction), text, number);
  }

  end(): void {
    this.#listing = false;
  }

  #handlers(
    message: string,
    seconds: string | undefined,
    fraction: string | undefined,
    text: string,
    number: number,
  ): boolean {
    const handlers = handlersIn(message);
    if (handlers === null) return false;
    for (const handler of handlers) {
      this.#emit(
        { type: 'irq_handler_listed', handler },
        this.#stamp(seconds, fraction),
        text,
        number,
      );
    }
    return true;
  }

  #stamp(seconds: string | undefined, fraction: string | undefined): Nanos | null {
    if (seconds === undefined || fraction === undefined) return null;
    this.#clock = 'boot';
    return this.#epoch.stamp(seconds, fraction);
  }

  #emit(body: Body, t: Nanos | null, text: string, line: number): void {
    const at = { t, line, text };
    this.#sink.event(
      body.type === 'fact' ? { ...body, ...at } : { ...body, ...at, realtime: null },
    );
  }
}
