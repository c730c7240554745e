import type { Event } from '../../src/model/event/index.ts';
import type { LineParser, ParserOptions, Sink } from '../../src/model/format.ts';
import { type ClockKind, Epoch, type Nanos } from '../../src/model/time.ts';
import { withoutEscapes } from '../containers/ansi.ts';
import { WallClock } from '../kernel-log/time/wall.ts';
import { decodeQemuReport, isQemuEvent, readQemuTrace } from '../qemu/decode.ts';
import { factsOf } from './facts.ts';
import { fromStampInside, type Instant, instantOf, type Prefix, prefixOf } from './prefix.ts';
import { reportIn } from './report-line.ts';

/** The line as QEMU wrote it: SeaBIOS and the guest's console leave terminal escapes before it, and CR after it. */
export const cleaned = (line: string): string => {
  const text = line.includes('\u001B') ? withoutEscapes(line) : line;
  return text.endsWith('\r') ? text.slice(0, -1) : text;
};

export class QemuLogParser implements LineParser {
  readonly #sink: Sink;
  readonly #epoch = new Epoch();
  readonly #wall: WallClock;
  #clock: ClockKind = 'order';
  #guest: string | null = null;

  constructor(sink: Sink, { zone, year }: ParserOptions) {
    this.#sink = sink;
    this.#wall = new WallClock(zone, year);
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  /** `order` until a wanted line has a stamp; without `-msg timestamp=on` QEMU prints none. */
  get clock(): ClockKind {
    return this.#clock;
  }

  line(line: string, number: number): void {
    const text = cleaned(line);
    const prefix = prefixOf(text);
    if (this.#read(text, prefix, line, number) || prefix !== null) return;
    const torn = fromStampInside(text);
    if (torn !== null && this.#read(torn, prefixOf(torn), line, number)) {
      this.#sink.problem('line-torn', number, line);
    }
  }

  end(): void {
    // Nothing is kept from line to line.
  }

  /** Whether the text said something. */
  #read(text: string, prefix: Prefix | null, line: string, number: number): boolean {
    const rest = prefix === null ? text : prefix.rest;
    if (prefix?.style !== 'libvirt' && isQemuEvent(rest)) {
      return this.#trace(rest, prefix, line, number);
    }
    return prefix?.style !== 'epoch' && this.#other(rest, prefix, line, number);
  }

  #trace(rest: string, prefix: Prefix | null, text: string, line: number): boolean {
    const event = readQemuTrace(rest, { t: null, line, text, tid: prefix?.tid ?? null });
    if (event === null) return false;
    const instant = prefix === null ? null : instantOf(prefix, this.#wall);
    if (event === 'malformed' || (prefix !== null && instant === null)) {
      this.#sink.problem('line-malformed', line, text);
    } else {
      this.#push(event, instant);
    }
    return true;
  }

  #other(rest: string, prefix: Prefix | null, text: string, line: number): boolean {
    const at = { t: null, line, text };
    const found: Event[] = [...factsOf(rest, prefix, at)];
    const report = reportIn(rest, prefix);
    const event = report === null ? null : decodeQemuReport(report.text, { ...at, tid: null });
    if (report !== null && event !== null) {
      if (report.guest !== null && report.guest !== this.#guest) {
        this.#guest = report.guest;
        found.push({ ...at, type: 'fact', fact: 'vm', value: report.guest });
      }
      found.push(event);
    }
    const instant = prefix === null || found.length === 0 ? null : instantOf(prefix, this.#wall);
    for (const each of found) this.#push(each, instant);
    return found.length > 0;
  }

  #push(event: Event, instant: Instant | null): void {
    this.#sink.event(instant === null ? event : { ...event, t: this.#stamp(instant) });
  }

  #stamp({ seconds, ns }: Instant): Nanos {
    this.#clock = 'realtime';
    return this.#epoch.at(seconds, ns);
  }
}
