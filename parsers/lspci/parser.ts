import type { LineParser, Sink } from '../../src/model/format.ts';
import type { ClockKind } from '../../src/model/time.ts';
import { deviceOf, driverOf, msixOf } from './lines.ts';

export class LspciParser implements LineParser {
  readonly #sink: Sink;
  /** The device whose lines these are; null before the first. */
  #device: string | null = null;

  readonly epoch = 0n;
  readonly clock: ClockKind = 'order';

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  line(text: string, number: number): void {
    const begins = deviceOf(text);
    if (begins !== null) {
      this.#device = begins;
      return;
    }
    if (this.#device === null || !/^[ \t]/.test(text)) return;
    const at = { t: null, line: number, text, device: this.#device };
    const msix = msixOf(text);
    if (msix !== null) this.#sink.event({ type: 'lspci_msix', ...msix, ...at });
    const driver = driverOf(text);
    if (driver !== null) this.#sink.event({ type: 'lspci_driver', driver, ...at });
  }

  end(): void {
    this.#device = null;
  }
}
