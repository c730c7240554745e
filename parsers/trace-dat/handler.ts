/** What is done with the records of one event. */
import type { EventFormat, Field } from './event-format.ts';
import type { RecordView } from './record-view.ts';
import type { Symbols } from './symbols.ts';
import type { Place, Teller } from './teller.ts';

export interface Handler {
  /** Cheap: is this record of use? Every record is where this is absent. */
  wants?(record: RecordView, tid: number): boolean;
  handle(record: RecordView, place: Place): void;
}

/** The record that comes next, of whichever CPU. */
export interface NextRecord {
  /** The event's number. */
  readonly id: number;
  readonly tid: number;
  readonly record: RecordView;
}

/** What handlers share. */
export interface Context {
  readonly teller: Teller;
  readonly longSize: number;
  /** Read when first asked for. */
  symbols(): Symbols;
  /** A function was recorded whose name nobody knows, since the file has no symbols. */
  nameless(): void;
  /**
   * Waits for the next record, null at the end. `decide` answers whether it has told of that record too, which then is
   * told of by nobody else. At most one waits at a time.
   */
  wait(decide: (next: NextRecord | null) => boolean): void;
}

/** The fields by these names; null if the event lacks one of them. */
export function fieldsOf<K extends string>(
  { fields }: EventFormat,
  ...names: readonly K[]
): Readonly<Record<K, Field>> | null {
  const found: Partial<Record<K, Field>> = {};
  for (const name of names) {
    const field = fields.get(name);
    if (field === undefined) return null;
    found[name] = field;
  }
  return isWhole(found, names) ? found : null;
}

const isWhole = <K extends string>(
  found: Partial<Record<K, Field>>,
  names: readonly K[],
): found is Record<K, Field> => names.every((name) => found[name] !== undefined);
