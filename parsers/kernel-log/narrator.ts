import type { ParserOptions, Sink } from '../../src/model/format.ts';
import type { ClockKind, Nanos } from '../../src/model/time.ts';
import { readRow } from '../proc-interrupts/row.ts';
import type { Entry } from './entry.ts';
import { FtraceDump } from './ftrace-dump.ts';
import { HandlerList } from './handler-list.ts';
import { LogClock, uptimeNanos } from './log-clock.ts';
import { classify, type Body } from './messages/index.ts';
import { remapReason } from './messages/remap.ts';
import { NOTHING } from './prefix/header.ts';
import { readHeader } from './prefix/index.ts';
import { isQemu, qemuEvent } from './qemu-lines.ts';
import { Repeats } from './repeats.ts';
import { Tuned } from './tuned.ts';

/** A step of the wall clock: the journal's two clocks moved against each other by more. */
const STEP = 1_000_000n;

interface HeldFault {
  readonly entry: Entry;
  readonly body: Body & { readonly type: 'remap_fault' };
  /** How many more records may still bring the reason. */
  patience: number;
}

/** Says what records mean: classifies their messages and gives the events their time. */
export class Narrator {
  readonly #sink: Sink;
  readonly #clock: LogClock;
  readonly #dump: FtraceDump;
  readonly #handlers = new HandlerList();
  readonly #repeats = new Repeats();
  readonly #tuned = new Tuned();
  #host: string | null = null;
  #commandLine: string | null = null;
  #firstBootId: string | null = null;
  /** CLOCK_REALTIME less uptime where it was last told. */
  #anchor: bigint | null = null;
  /** A fault whose reason may be on the next line. */
  #held: HeldFault | null = null;

  constructor(sink: Sink, options: ParserOptions) {
    this.#sink = sink;
    this.#clock = new LogClock(options.zone, options.year);
    this.#dump = new FtraceDump(sink, options);
  }

  get epoch(): bigint {
    return this.#clock.epoch;
  }

  get clock(): ClockKind {
    return this.#clock.kind;
  }

  end(): void {
    this.#dump.end();
    this.#release();
  }

  /** One record. True where it said something (or may with its next line). */
  tell(entry: Entry): boolean {
    const { header } = entry;
    if (this.#clock.note(header)) this.#restarted(entry);
    if (header.host !== null && this.#host === null) {
      this.#host = header.host;
      this.#emit({ type: 'fact', fact: 'host', value: header.host }, entry);
    }
    this.#anchorTo(entry);
    const { program } = header;
    if (program === null || program === 'kernel') return this.tellMore(entry);
    if (!isQemu(program)) return false;
    this.#release();
    const event = qemuEvent(entry, () => this.#place(entry, true));
    if (event === null) return false;
    this.#sink.event(event);
    return true;
  }

  /** A record again, with another line joined to its message. */
  tellMore(entry: Entry): boolean {
    if (this.#resolve(entry.message) || this.#dump.take(entry)) return true;
    for (const handler of this.#handlers.take(entry.message)) {
      this.#emit({ type: 'irq_handler_listed', handler }, entry);
    }
    const body = classify(entry.message) ?? classify(repeatedIn(entry.message));
    if (body === null) return false;
    if (this.#isCopy(entry)) return true;
    if (body.type === 'remap_fault' && body.vendor === 'intel' && body.reason === null) {
      this.#release();
      this.#held = { entry, body, patience: 3 };
      return true;
    }
    this.#say(body, entry);
    return true;
  }

  /** A line without any prefix. */
  bare(message: string, line: number, text: string): boolean {
    if (message.startsWith('-- ')) {
      if (/^-- (?:Boot [0-9a-f]{32}|Reboot) --$/.test(message) && this.#clock.beginBoot()) {
        this.#restarted({ line, text });
      }
      return true;
    }
    return this.tellMore({ header: NOTHING, realtime: null, message, line, text });
  }

  /** A row of /proc/interrupts that someone printed on the console. */
  snapshot(line: string, number: number, text: string): boolean {
    const row = readRow(line);
    if (row === null) return false;
    this.#release();
    this.#sink.event({ type: 'proc_interrupts_row', ...row, t: null, line: number, text });
    return true;
  }

  /** The journal says which boot its records are of. */
  inBoot(bootId: string): void {
    this.#firstBootId ??= bootId;
    this.#clock.inFirstBoot(bootId === this.#firstBootId);
  }

  #restarted({ line, text }: { readonly line: number; readonly text: string }): void {
    this.#anchor = null;
    this.#sink.problem('clock-restarted', line, text);
  }

  #isCopy(entry: Entry): boolean {
    const answer = this.#repeats.check(entry.message, entry.header, this.#clock.boot);
    if (answer === 'replayed') this.#clock.sameBoot();
    return answer !== 'new';
  }

  #say(body: Body, entry: Entry): void {
    this.#release();
    if (body.type === 'nobody_cared') this.#handlers.begin();
    if (body.type === 'irq_disabled') this.#handlers.end();
    if (body.type === 'fact') {
      if (body.fact === 'kernel' && this.#clock.beginBoot()) this.#restarted(entry);
      if (body.fact === 'command-line') {
        // x86 prints it twice
        if (body.value === this.#commandLine) return;
        this.#commandLine = body.value;
        this.#tuned.read(body.value);
      }
      this.#emit(body, entry);
    } else {
      this.#emit(this.#tuned.apply(body), entry);
    }
  }

  /** The second half of a fault: its reason, on a line of its own or wrapped. */
  #resolve(message: string): boolean {
    if (this.#held === null) return false;
    const { entry, body } = this.#held;
    const again = classify(`${entry.message} ${message}`);
    const reason = remapReason(message) ?? (again?.type === 'remap_fault' ? again.reason : null);
    if (reason === null) {
      this.#held.patience -= 1;
      if (this.#held.patience === 0) this.#release();
      return false;
    }
    this.#held = null;
    this.#emit({ ...body, reason }, entry);
    return true;
  }

  #release(): void {
    if (this.#held === null) return;
    const { entry, body } = this.#held;
    this.#held = null;
    this.#emit(body, entry);
  }

  /** The journal's two clocks in one record tie this log to wall time; told once, and again when they move apart. */
  #anchorTo(entry: Entry): void {
    const { uptime } = entry.header;
    if (entry.realtime === null || uptime?.clock !== this.#clock.kind) return;
    const offset = entry.realtime - uptimeNanos(uptime);
    const moved = this.#anchor === null ? STEP + 1n : offset - this.#anchor;
    if (moved <= STEP && moved >= -STEP) return;
    this.#anchor = offset;
    this.#emit({ type: 'fact', fact: 'realtime-anchor', value: entry.realtime }, entry);
  }

  /** `counted`: a missing year is worth a word for events, not for facts. */
  #place(entry: Entry, counted: boolean): Nanos | null {
    const { t, problem } = this.#clock.place({
      uptime: entry.header.uptime,
      wall: entry.header.wall,
      realtime: entry.realtime,
    });
    if (problem !== null && counted) this.#sink.problem(problem, entry.line, entry.text);
    return t;
  }

  #emit(body: Body, entry: Entry): void {
    const { line, text, realtime } = entry;
    const at = { t: this.#place(entry, body.type !== 'fact'), line, text };
    this.#sink.event(body.type === 'fact' ? { ...body, ...at } : { ...body, ...at, realtime });
  }
}

/** `message repeated 3 times: [ Disabling IRQ #21]`: rsyslog's reduction, printk's stamp taken off; else empty. */
function repeatedIn(message: string): string {
  if (!message.startsWith('message repeated ')) return '';
  const inner = /^message repeated \d{1,9} times: \[(.*)\]$/s.exec(message)?.[1]?.trim() ?? '';
  return inner.slice(readHeader(inner)?.length ?? 0).trim();
}
