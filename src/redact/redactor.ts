import { type Kind, kinds } from './kinds.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** Names that no pattern can find; the sources told them. */
export interface ToldNames {
  readonly source: readonly string[];
  readonly host: readonly string[];
  readonly vm: readonly string[];
}

/** Puts pseudonyms into texts, in one pass: what was put in is not looked at again. */
export class Redactor {
  readonly #pseudonyms: Pseudonyms;
  /** By the name in small letters: a log may shout. */
  readonly #told = new Map<string, { readonly kind: Kind; readonly name: string }>();
  readonly #pattern: RegExp;
  readonly #byGroup: ReadonlyMap<string, Kind>;

  constructor(names: ToldNames, pseudonyms: Pseudonyms) {
    this.#pseudonyms = pseudonyms;
    for (const kind of kinds) {
      for (const name of toldOf(names, kind.id)) {
        const key = name.toLowerCase();
        if (name !== '' && !this.#told.has(key)) this.#told.set(key, { kind, name });
      }
    }
    const found = kinds.flatMap((kind, index) =>
      kind.pattern === null ? [] : [{ kind, group: `k${index}`, pattern: kind.pattern }],
    );
    this.#byGroup = new Map(found.map(({ kind, group }) => [group, kind]));
    const alternatives = found.map(({ group, pattern }) => `(?<${group}>${pattern})`);
    const inText = [...this.#told].filter(
      ([, { kind, name }]) => kind.id !== 'source' || isTelling(name),
    );
    this.#pattern = new RegExp(
      [...literal(inText.map(([key]) => key)), ...alternatives].join('|'),
      'giu',
    );
  }

  text(text: string): string {
    const whole = this.#told.get(text.toLowerCase());
    if (whole !== undefined) return this.#pseudonyms.of(whole.kind, whole.name);
    return text.replaceAll(this.#pattern, (match: string, ...rest: unknown[]) => {
      const told = this.#told.get(match.toLowerCase());
      if (told !== undefined) return this.#pseudonyms.of(told.kind, told.name);
      const kind = this.#kindOf(rest.at(-1));
      return kind === null ? match : this.#pseudonyms.of(kind, match);
    });
  }

  #kindOf(groups: unknown): Kind | null {
    if (typeof groups !== 'object' || groups === null) return null;
    for (const [group, value] of Object.entries(groups)) {
      if (value !== undefined) return this.#byGroup.get(group) ?? null;
    }
    return null;
  }
}

/** A file called `trace` is only known where it stands alone: "trace" is a word of every message. */
const isTelling = (source: string): boolean => /[\d./]/u.test(source);

const toldOf = (names: ToldNames, id: string): readonly string[] =>
  id === 'source' ? names.source : id === 'host' ? names.host : id === 'vm' ? names.vm : [];

/** The longest first: `host-a.example` before `host-a`. */
function literal(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const escaped = names
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`));
  return [`(?<![\\w-])(?:${escaped.join('|')})(?![\\w-])`];
}
