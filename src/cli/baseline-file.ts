/** `--baseline FILE`, `--update-baseline`: findings that are known and not told again. */
import type { Finding } from '../model/finding.ts';
import {
  type Baseline,
  type BaselineEntry,
  emptyBaseline,
  printBaseline,
  sortByBaseline,
  updateBaseline,
} from '../rules/baseline.ts';
import { printFault } from '../rules/yaml/index.ts';
import { readBaseline } from '../rules/yaml/read-baseline.ts';
import { existsSync } from 'node:fs';
import { writeFile } from './deliver.ts';
import { readText } from './read-text.ts';
import { Trouble } from './trouble.ts';

export interface Sifted {
  readonly findings: readonly Finding[];
  /** What the result says of what is not in it. */
  readonly limits: readonly string[];
}

/** Reads the file when it is opened, sifts findings, and writes it where asked to. */
export class BaselineFile {
  readonly #path: string;
  readonly #before: Baseline;
  readonly #today: string;
  #all: readonly Finding[] = [];
  #unused: readonly BaselineEntry[] = [];
  #expired: readonly BaselineEntry[] = [];

  private constructor(path: string, before: Baseline, today: string) {
    this.#path = path;
    this.#before = before;
    this.#today = today;
  }

  /** `today` as `2026-11-22`. A file that is to be updated need not be there. */
  static async open(path: string, today: string, update: boolean): Promise<BaselineFile> {
    if (update && !existsSync(path)) return new BaselineFile(path, emptyBaseline, today);
    const { baseline, faults } = readBaseline(await readText(path));
    if (baseline !== null) return new BaselineFile(path, baseline, today);
    throw new Trouble(faults.map((fault) => printFault(path, fault)).join('\n'));
  }

  sift(findings: readonly Finding[]): Sifted {
    const { fresh, known, unused, expired } = sortByBaseline(findings, this.#before, this.#today);
    this.#all = findings;
    this.#unused = unused;
    this.#expired = expired;
    const limits = known.length === 0 ? [] : [`not shown: ${known.length} known from the baseline`];
    return { findings: fresh, limits };
  }

  /** `whole`: everything that the baseline is about was looked at; else nothing is taken out of it. */
  async update(whole: boolean): Promise<void> {
    const options = { reason: 'known since --update-baseline', whole };
    await writeFile(this.#path, [printBaseline(updateBaseline(this.#all, this.#before, options))]);
  }

  /** For standard error. */
  *warnings(): Generator<string> {
    for (const { rule, device, expires } of this.#expired) {
      yield `${this.#path}: ${rule}${device === null ? '' : ` of ${device}`} is past its day (${expires})`;
    }
    const count = this.#unused.length;
    if (count > 0) {
      yield `${this.#path}: ${count} ${count === 1 ? 'entry allows' : 'entries allow'} more than was found; --update-baseline takes that out`;
    }
  }
}
