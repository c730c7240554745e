/** Typed reading of a map's fields. What is missing, unknown or of another type is a fault with its place. */
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { didYouMean } from '../suggest.ts';
import { type Entry, type Faults, pairsOf } from './document.ts';
import { durationUnits, parseDuration } from './duration.ts';

/** A text with the node that it stands in, for faults inside it. */
export interface Text {
  readonly value: string;
  readonly node: Node;
}

/**
 * One map. Every key is either read or unknown: {@link done} reports those that nobody asked for. A reader returns null
 * both for "not there" and for "wrong": the fault has been recorded, and the caller goes on to find more.
 */
export class Fields {
  readonly #pairs: ReadonlyMap<string, Entry>;
  readonly #asked = new Set<string>();
  readonly #node: Node | null;
  readonly #faults: Faults;

  constructor(node: Node | null, faults: Faults, what: string) {
    this.#node = node;
    this.#faults = faults;
    this.#pairs = isMap(node) ? pairsOf(node, faults) : new Map();
    if (!isMap(node)) faults.add(node, `${what} must be a map of keys and values`);
  }

  /** Is there a value? A key with nothing after it, or with null, has none. */
  has(key: string): boolean {
    return this.node(key) !== null;
  }

  /** The value's node; null where the key is absent or empty. */
  node(key: string): Node | null {
    this.#asked.add(key);
    const value = this.#pairs.get(key)?.value ?? null;
    return isScalar(value) && value.value === null ? null : value;
  }

  text(key: string): Text | null {
    const node = this.node(key);
    if (node === null) return null;
    if (isScalar(node) && typeof node.value === 'string') return { value: node.value, node };
    this.#faults.add(node, `${key} must be a text`);
    return null;
  }

  /** Like {@link text}, and its absence is a fault. */
  need(key: string): Text | null {
    if (this.node(key) === null) this.#faults.add(this.#node, `${key} is missing`);
    return this.text(key);
  }

  /** A whole number from `least` up. */
  whole(key: string, least: number): number | null {
    const node = this.node(key);
    if (node === null) return null;
    const value = isScalar(node) ? node.value : null;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    this.#faults.add(node, `${key} must be a whole number from ${least} up`);
    return null;
  }

  flag(key: string): boolean | null {
    const node = this.node(key);
    if (node === null) return null;
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    this.#faults.add(node, `${key} must be true or false`);
    return null;
  }

  /** In seconds. */
  duration(key: string): number | null {
    const text = this.text(key);
    if (text === null) return null;
    const seconds = parseDuration(text.value);
    if (seconds === null) {
      const units = durationUnits.join(', ');
      this.#faults.add(text.node, `${key} must be a number with a unit (${units}), like 200ms`);
    }
    return seconds;
  }

  oneOf<const T extends string>(key: string, allowed: readonly T[]): T | null {
    const text = this.text(key);
    if (text === null) return null;
    const found = allowed.find((one) => one === text.value);
    if (found !== undefined) return found;
    const meant = didYouMean(text.value, allowed);
    this.#faults.add(text.node, `${key} must be one of ${allowed.join(', ')}${meant}`);
    return null;
  }

  /** The items of a list; empty where the key is absent. */
  list(key: string): readonly Node[] {
    const node = this.node(key);
    if (node === null) return [];
    if (isSeq(node))
      return node.items.filter((item) => isScalar(item) || isMap(item) || isSeq(item));
    this.#faults.add(node, `${key} must be a list`);
    return [];
  }

  texts(key: string): readonly string[] {
    return this.list(key).flatMap((item) => {
      if (isScalar(item) && typeof item.value === 'string') return [item.value];
      this.#faults.add(item, `every entry of ${key} must be a text`);
      return [];
    });
  }

  /** Keys in their order, for maps whose keys are names. */
  keys(): readonly string[] {
    return [...this.#pairs.keys()];
  }

  fault(key: string, message: string): void {
    this.#faults.add(this.#pairs.get(key)?.value ?? this.#node, message);
  }

  /** Reports the keys that no reader asked for. */
  done(): void {
    for (const [name, { key }] of this.#pairs) {
      if (!this.#asked.has(name)) {
        this.#faults.add(key, `unknown key "${name}"${didYouMean(name, this.#asked)}`);
      }
    }
  }
}
