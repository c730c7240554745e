/** The fields of one journal record, and the log entries that they make. */
import type { Entry } from '../entry.ts';
import { NOTHING, type Uptime } from '../prefix/header.ts';

/** The fields that matter; a record has some fifty others. */
const WANTED = new Set([
  'MESSAGE',
  'SYSLOG_IDENTIFIER',
  '_BOOT_ID',
  '_COMM',
  '_HOSTNAME',
  '_SOURCE_MONOTONIC_TIMESTAMP',
  '_TRANSPORT',
  '__CURSOR',
  '__MONOTONIC_TIMESTAMP',
  '__REALTIME_TIMESTAMP',
]);

export const isWanted = (name: string): boolean => WANTED.has(name);

/** `_HOSTNAME`, `MESSAGE`: a field's name and the sign after it. */
export const FIELD = /^ {0,8}([A-Z_][A-Z0-9_]{1,63})=(.*)$/s;

export class JournalFields {
  readonly #fields = new Map<string, string>();
  #line = 0;
  #text = '';

  get isEmpty(): boolean {
    return this.#fields.size === 0;
  }

  clear(): void {
    this.#fields.clear();
    this.#line = 0;
    this.#text = '';
  }

  /** A field and the line it is on; events are placed at the line of the message. */
  set(name: string, value: string, line: number, text: string): void {
    if (!isWanted(name)) return;
    this.#fields.set(name, value);
    if (this.#line === 0 || name === 'MESSAGE') {
      this.#line = line;
      this.#text = text;
    }
  }

  /** A message of several lines goes on. */
  append(text: string): void {
    const message = this.#fields.get('MESSAGE');
    if (message !== undefined && message.length < LONGEST) {
      this.#fields.set('MESSAGE', `${message}\n${text}`);
    }
  }

  get bootId(): string | null {
    return this.#fields.get('_BOOT_ID') ?? this.#cursor('b');
  }

  /** One entry for each line of the message. */
  entries(): readonly Entry[] {
    const message = this.#fields.get('MESSAGE');
    if (message === undefined) return [];
    const isKernel =
      this.#fields.get('_TRANSPORT') === 'kernel' ||
      this.#fields.get('SYSLOG_IDENTIFIER') === 'kernel';
    const program = isKernel
      ? 'kernel'
      : (this.#fields.get('SYSLOG_IDENTIFIER') ?? this.#fields.get('_COMM') ?? 'unknown');
    const uptime = this.#uptime();
    const header = { ...NOTHING, uptime, host: this.#fields.get('_HOSTNAME') ?? null, program };
    const realtime = this.#realtime();
    return message
      .split('\n', MOST_LINES)
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => ({ header, realtime, message: part, line: this.#line, text: this.#text }));
  }

  /** printk's own stamp where the journal kept it, else the time of receipt. */
  #uptime(): Uptime | null {
    const printk = micros(this.#fields.get('_SOURCE_MONOTONIC_TIMESTAMP'));
    const micro = printk ?? this.#monotonic();
    if (micro === null) return null;
    const digits = micro.toString().padStart(7, '0');
    return {
      seconds: digits.slice(0, -6),
      fraction: digits.slice(-6),
      clock: printk === null ? 'monotonic' : 'boot',
    };
  }

  #monotonic(): bigint | null {
    return micros(this.#fields.get('__MONOTONIC_TIMESTAMP')) ?? hex(this.#cursor('m'));
  }

  /**
   * When the record was received is when it was written, but for the messages from before journald ran: for those the
   * two uptimes tell how late it was. Not later in a boot: printk's clock drifts from CLOCK_MONOTONIC by seconds a day.
   */
  #realtime(): bigint | null {
    const received = micros(this.#fields.get('__REALTIME_TIMESTAMP')) ?? hex(this.#cursor('t'));
    if (received === null) return null;
    const printk = micros(this.#fields.get('_SOURCE_MONOTONIC_TIMESTAMP'));
    const monotonic = this.#monotonic();
    const early = printk !== null && monotonic !== null && printk < EARLY_BOOT;
    return (received - (early ? monotonic - printk : 0n)) * 1000n;
  }

  /** `s=…;i=…;b=<boot>;m=<monotonic, hex>;t=<realtime, hex>;x=…` */
  #cursor(key: string): string | null {
    const cursor = this.#fields.get('__CURSOR');
    if (cursor === undefined) return null;
    return new RegExp(`(?:^|;)${key}=([0-9a-f]{1,32})(?:;|$)`).exec(cursor)?.[1] ?? null;
  }
}

/** One minute, in µs: journald runs by then. */
const EARLY_BOOT = 60_000_000n;

/** The kernel's longest dumps are one record a line; what others write is of no use. */
const MOST_LINES = 500;

/** A record's message is no longer than this; the journal's own limit is 48 KiB a line. */
const LONGEST = 65_536;

const micros = (digits: string | undefined): bigint | null =>
  digits !== undefined && /^\d{1,18}$/.test(digits) ? BigInt(digits) : null;

const hex = (digits: string | null): bigint | null =>
  digits !== null && digits.length <= 15 ? BigInt(`0x${digits}`) : null;
