import { type Kind, kinds } from './kinds.ts';

export const MAP_SCHEMA = 'msixray.redact-map/1';

/** What stands for what, by kind: private. */
export interface RedactMap {
  readonly schema: typeof MAP_SCHEMA;
  readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Gives each name one pseudonym, the same whenever it is met; numbers follow the order of meeting. */
export class Pseudonyms {
  readonly #byKind = new Map<string, Map<string, string>>();

  /** With a map, names of an earlier run keep their pseudonyms. */
  constructor(before: RedactMap | null = null) {
    for (const { id } of kinds) {
      this.#byKind.set(id, new Map(Object.entries(before?.names[id] ?? {})));
    }
  }

  of(kind: Kind, original: string): string {
    if (kind.id === 'device') return this.#device(kind, original.toLowerCase());
    return this.#entry(kind, original);
  }

  /** Every original with what stands for it, to look for survivors. */
  *entries(): Generator<readonly [kind: string, original: string, pseudonym: string]> {
    for (const [kind, names] of this.#byKind) {
      for (const [original, pseudonym] of names) yield [kind, original, pseudonym];
    }
  }

  /** Names of a kind met so far, or in an earlier run. */
  originals(kind: string): readonly string[] {
    return [...(this.#byKind.get(kind)?.keys() ?? [])];
  }

  get map(): RedactMap {
    const names = [...this.#byKind].filter(([, map]) => map.size > 0);
    return {
      schema: MAP_SCHEMA,
      names: Object.fromEntries(names.map(([id, map]) => [id, Object.fromEntries(map)])),
    };
  }

  /** Functions of one device keep their numbers, and an address without domain is the same as one of domain 0. */
  #device(kind: Kind, original: string): string {
    const dot = original.lastIndexOf('.');
    const slot = original.slice(0, dot);
    const whole = slot.length === 5 ? (this.#withDomain(slot) ?? `0000:${slot}`) : slot;
    return `${this.#entry(kind, whole)}${original.slice(dot)}`;
  }

  /** A log that prints no domain means the one that others print. */
  #withDomain(slot: string): string | null {
    const known = [...(this.#byKind.get('device')?.keys() ?? [])].filter((each) =>
      each.endsWith(`:${slot}`),
    );
    return known.length === 1 ? (known[0] ?? null) : null;
  }

  #entry(kind: Kind, original: string): string {
    const names = this.#byKind.get(kind.id) ?? new Map<string, string>();
    const known = names.get(original);
    if (known !== undefined) return known;
    const taken = new Set(names.values());
    let n = names.size + 1;
    let pseudonym = kind.pseudonym(n, original);
    while (taken.has(pseudonym)) pseudonym = kind.pseudonym((n += 1), original);
    names.set(original, pseudonym);
    return pseudonym;
  }
}
