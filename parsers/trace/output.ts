/** Where decoded lines go: events to the sink, malformed lines to its problems. */
import type { Sink } from '../../src/model/format.ts';
import type { Decoded } from './decoder.ts';

export class Output {
  readonly sink: Sink;
  /** Events given so far. */
  events = 0;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  put(decoded: readonly Decoded[], line: number, text: string): void {
    for (const one of decoded) {
      if (one === 'ignored') continue;
      if (one === 'malformed') {
        this.sink.problem('line-malformed', line, text);
      } else {
        this.events++;
        this.sink.event(one);
      }
    }
  }
}
