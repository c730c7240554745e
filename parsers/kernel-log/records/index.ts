/** Records that take several lines, or a line of JSON: the journal's export, verbose and json forms, and `dmesg -J`. */
import type { Entry } from '../entry.ts';
import { NOTHING } from '../prefix/header.ts';
import { afterCaller } from '../prefix/index.ts';
import { compactRecords, DmesgJson, isDmesgJson, type DmesgRecord } from './dmesg-json.ts';
import { FIELD, JournalFields } from './journal-fields.ts';
import { jsonFields, parsed, textOf } from './journal-json.ts';

export interface RecordListener {
  /** The journal says which boot the records that follow are of. */
  inBoot(bootId: string): void;
  tell(entry: Entry): boolean;
}

type Mode = 'none' | 'export' | 'verbose' | 'pretty';

/** The first field of a record in the export form; others may come first where fields were picked. */
const EXPORT_START =
  /^(?:__CURSOR|__REALTIME_TIMESTAMP|__MONOTONIC_TIMESTAMP|_BOOT_ID|_TRANSPORT)=/;

/** `Sun 2026-11-22 13:32:25.678901 UTC [s=…;i=1a;b=…;m=…;t=…;x=…]` */
const VERBOSE_START =
  /^[^\s\d]{1,9} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? \S{1,8} \[(s=[0-9a-f]{32};[^\]\s]{1,200})\]$/;

/** `\t"MESSAGE" : "…",` (journalctl -o json-pretty). */
const PRETTY = /^\s{1,8}"([A-Z_][A-Z0-9_]{1,63})" : (.*?),?$/s;

/** Is this line, as it stands, one of a record? */
export function claimsRecord(line: string): boolean {
  const first = line.charAt(0);
  if (first === '{' || first === '\u001e' || line.startsWith('data: {')) {
    return isJournalJson(line) || isCompactDmesg(line);
  }
  if (EXPORT_START.test(line) || VERBOSE_START.test(line) || /^(?:MESSAGE|PRIORITY)=/.test(line)) {
    return true;
  }
  if (first !== ' ' && first !== '\t') return false;
  return PRETTY.test(line) || isDmesgJson(line.trim());
}

const isJournalJson = (line: string): boolean =>
  line.includes('"__REALTIME_TIMESTAMP"') || line.includes('"_SOURCE_MONOTONIC_TIMESTAMP"');

const isCompactDmesg = (line: string): boolean =>
  line.includes('"msg":') && (line.includes('"pri":') || line.includes('"time":'));

export class RecordReader {
  readonly #listener: RecordListener;
  readonly #fields = new JournalFields();
  readonly #dmesg = new DmesgJson();
  #mode: Mode = 'none';

  constructor(listener: RecordListener) {
    this.#listener = listener;
  }

  /** Takes a line that is part of a record; false for a line of anything else. `line` has no CR and no escapes. */
  take(line: string, number: number, text: string): boolean {
    if (line === '') return this.#blank();
    const first = line.charCodeAt(0);
    if (first === 123 || first === 30 || line.startsWith('data: {')) {
      return this.#json(line, number, text);
    }
    if (first === 125) return this.#closing(line);
    if (first === 32 || first === 9) return this.#indented(line, number, text);
    return this.#mode === 'export'
      ? this.#exported(line, number, text)
      : this.#begins(line, number, text);
  }

  end(): void {
    this.#finish();
    this.#mode = 'none';
  }

  #blank(): boolean {
    if (this.#mode === 'none') return false;
    if (this.#mode === 'export') this.end();
    return true;
  }

  /** `{` alone begins a record of json-pretty or dmesg -J. */
  #json(line: string, number: number, text: string): boolean {
    this.end();
    if (line === '{') {
      this.#mode = 'pretty';
      return true;
    }
    const json = line.slice(line.indexOf('{'));
    if (isJournalJson(json)) {
      for (const [name, value] of jsonFields(json) ?? []) {
        this.#fields.set(name, value, number, text);
      }
      this.#finish();
      return true;
    }
    if (!isCompactDmesg(json)) return false;
    for (const record of compactRecords(parsed(json))) this.#dmesgRecord(record, number, text);
    return true;
  }

  #closing(line: string): boolean {
    if (this.#mode !== 'pretty') return false;
    this.end();
    if (line.endsWith('{')) this.#mode = 'pretty';
    return true;
  }

  #indented(line: string, number: number, text: string): boolean {
    if (this.#mode === 'verbose' || this.#mode === 'export') {
      const field = this.#mode === 'verbose' ? FIELD.exec(line) : null;
      if (field === null) this.#fields.append(line.trim());
      else this.#fields.set(field[1] ?? '', field[2] ?? '', number, text);
      return true;
    }
    const pretty = PRETTY.exec(line);
    if (pretty !== null) {
      const value = textOf(parsed(pretty[2] ?? ''));
      if (value !== null) this.#fields.set(pretty[1] ?? '', value, number, text);
      return true;
    }
    const taken = this.#dmesg.take(line.trim());
    if (typeof taken === 'boolean') return taken;
    this.#dmesgRecord(taken, number, text);
    return true;
  }

  #exported(line: string, number: number, text: string): boolean {
    const field = FIELD.exec(line);
    if (field !== null) {
      this.#fields.set(field[1] ?? '', field[2] ?? '', number, text);
    } else if (line.includes('\u0000')) {
      // A field that is no UTF-8 or has line ends: its name alone, then eight bytes of length and the bytes
      this.#fields.set('MESSAGE', line.slice(line.lastIndexOf('\u0000') + 1), number, text);
    } else {
      this.#fields.append(line);
    }
    return true;
  }

  #begins(line: string, number: number, text: string): boolean {
    const first = line.charCodeAt(0);
    if (first === 95 && EXPORT_START.test(line)) {
      this.end();
      this.#mode = 'export';
      return this.#exported(line, number, text);
    }
    const verbose = line.endsWith(']') && line.includes(' [s=') ? VERBOSE_START.exec(line) : null;
    if (verbose === null) {
      if (this.#mode !== 'none') this.end();
      return false;
    }
    this.end();
    this.#mode = 'verbose';
    this.#fields.set('__CURSOR', verbose[1] ?? '', number, text);
    return true;
  }

  #finish(): void {
    if (this.#fields.isEmpty) return;
    const { bootId } = this.#fields;
    if (bootId !== null) this.#listener.inBoot(bootId);
    for (const entry of this.#fields.entries()) this.#listener.tell(entry);
    this.#fields.clear();
  }

  #dmesgRecord({ uptime, message }: DmesgRecord, line: number, text: string): void {
    const header = { ...NOTHING, uptime };
    for (const part of message.split('\n')) {
      const trimmed = part.trim();
      const said = trimmed.slice(afterCaller(trimmed, 0));
      const entry = { header, realtime: null, message: said, line, text };
      this.#listener.tell(entry);
    }
  }
}
