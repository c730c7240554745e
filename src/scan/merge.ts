/** Joins results. The same lines give the same result, in whatever order and groups they are merged. */
import type { HostResult } from '../model/host.ts';
import { assemble, compare, type HostParts, partsOf } from './assemble.ts';
import { LineStore } from './line-store.ts';

/** Of one host: everything that any of them has, each once. */
export function mergeHosts(a: HostResult, b: HostResult): HostResult {
  const [left, right] = [partsOf(a), partsOf(b)];
  return assemble({
    host: a.host,
    files: [...left.files, ...right.files],
    skipped: mergeSkipped(left.skipped, right.skipped),
    cases: mergeCases(left.cases, right.cases),
  });
}

/** A case that both have is one; told differently (another version), the one that sorts last counts. */
function mergeCases(a: HostParts['cases'], b: HostParts['cases']): HostParts['cases'] {
  const cases = new Map<string, HostParts['cases'][number]>();
  for (const part of [...a, ...b]) {
    const before = cases.get(part.head.key);
    if (before === undefined || JSON.stringify(before) < JSON.stringify(part)) {
      cases.set(part.head.key, part);
    }
  }
  return [...cases.values()];
}

/** Which files they were is not known any more: the larger number of a reason is true of at least one. */
function mergeSkipped(a: HostParts['skipped'], b: HostParts['skipped']): HostParts['skipped'] {
  const counts = new Map<string, number>();
  for (const { reason, files } of [...a, ...b]) {
    counts.set(reason, Math.max(files, counts.get(reason) ?? 0));
  }
  return Array.from(counts, ([reason, files]) => ({ reason, files }));
}

/** Collects hosts on the disk, and gives them back in order of their names. */
export class Merge {
  readonly #store: LineStore;

  private constructor(store: LineStore) {
    this.#store = store;
  }

  static async open(): Promise<Merge> {
    return new Merge(await LineStore.passing());
  }

  get hosts(): readonly string[] {
    return [...this.#store.names].toSorted(compare);
  }

  async add(result: HostResult): Promise<void> {
    const before = await this.#get(result.host);
    const now = before === null ? result : mergeHosts(before, result);
    await this.#store.put(result.host, JSON.stringify({ host: result.host, result: now }));
  }

  async *results(): AsyncGenerator<HostResult> {
    for (const host of this.hosts) {
      const result = await this.#get(host);
      if (result !== null) yield result;
    }
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #get(host: string): Promise<HostResult | null> {
    const line = await this.#store.get(host);
    if (line === null) return null;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by add
    const { result } = JSON.parse(line) as { readonly result: HostResult };
    return result;
  }
}
