/** `--redact`, `--redact-map FILE`, `--redact-check`. */
import { existsSync } from 'node:fs';
import type { Result } from '../model/result.ts';
import { MAP_SCHEMA, Pseudonyms, type RedactMap } from '../redact/pseudonyms.ts';
import { redactResult } from '../redact/redact-result.ts';
import { survivors } from '../redact/survivors.ts';
import { writeFile } from './deliver.ts';
import { readText } from './read-text.ts';
import type { Target } from './targets.ts';
import { Trouble } from './trouble.ts';

export interface RedactFlags {
  readonly redact?: true;
  readonly redactMap?: string;
  readonly redactCheck?: true;
}

/** Any of the three asks for it. */
export const wantsRedaction = ({ redact, redactMap, redactCheck }: RedactFlags): boolean =>
  redact === true || redactMap !== undefined || redactCheck === true;

/** Named in a message; more would say too much of what is to be kept secret. */
const NAMED = 3;

export class Redaction {
  readonly #pseudonyms: Pseudonyms;
  readonly #flags: RedactFlags;
  readonly #names = { host: new Set<string>(), vm: new Set<string>() };

  private constructor(flags: RedactFlags, pseudonyms: Pseudonyms) {
    this.#flags = flags;
    this.#pseudonyms = pseudonyms;
  }

  /** Null where nothing asks for it. A map that is there is read first: its names keep their pseudonyms. */
  static async open(flags: RedactFlags): Promise<Redaction | null> {
    if (!wantsRedaction(flags)) return null;
    const { redactMap } = flags;
    const before =
      redactMap !== undefined && existsSync(redactMap) ? await readMap(redactMap) : null;
    return new Redaction(flags, new Pseudonyms(before));
  }

  name(kind: 'host' | 'vm', name: string): void {
    this.#names[kind].add(name);
  }

  async apply(result: Result): Promise<Result> {
    const { host, vm } = this.#names;
    const redacted = redactResult(result, { host: [...host], vm: [...vm] }, this.#pseudonyms);
    if (this.#flags.redactMap !== undefined) {
      const text = `${JSON.stringify(this.#pseudonyms.map, null, 2)}\n`;
      await writeFile(this.#flags.redactMap, [text], 0o600);
    }
    return redacted;
  }

  /** What looks at an output before it is written; null where no check is asked for. Throws {@link Trouble}. */
  get inspect(): ((text: string, target: Target) => void) | null {
    if (this.#flags.redactCheck !== true) return null;
    return (text, { output }) => {
      const left = survivors(text, this.#pseudonyms);
      if (left.length === 0) return;
      const named = left.slice(0, NAMED).join(', ');
      throw new Trouble(
        `${left.length} ${left.length === 1 ? 'name survives' : 'names survive'} in ${output.id}: ${named}${left.length > NAMED ? ', …' : ''}`,
        'nothing was written',
      );
    };
  }
}

async function readMap(path: string): Promise<RedactMap> {
  const text = await readText(path);
  try {
    const value: unknown = JSON.parse(text);
    if (isMap(value)) return value;
  } catch {
    // Said below.
  }
  throw new Trouble(`${path} is no map of pseudonyms`, 'it is what --redact-map wrote');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMap = (value: unknown): value is RedactMap =>
  isRecord(value) &&
  value['schema'] === MAP_SCHEMA &&
  isRecord(value['names']) &&
  Object.values(value['names']).every(
    (names) => isRecord(names) && Object.values(names).every((name) => typeof name === 'string'),
  );
