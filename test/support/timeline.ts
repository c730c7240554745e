/** Lines through a real parser into a case, and the case in words short enough for tables. */
import type { LineFormat, ParserOptions } from '../../src/model/format.ts';
import type { Case, Window } from '../../src/model/timeline.ts';
import { rules } from '../../src/rules/index.ts';
import { runRules } from '../../src/rules/engine.ts';
import { buildCase, type ReadSource } from '../../src/timeline/case.ts';
import { roleOf } from '../../src/timeline/role.ts';
import { SourceFold } from '../../src/timeline/source-fold.ts';

export interface Log {
  readonly format: LineFormat;
  readonly lines: readonly string[];
  /** Default: the format's id. */
  readonly name?: string;
}

const OPTIONS: ParserOptions = { zone: 'UTC', year: 2026 };

/** One source, read to its end. */
export function readLog({ format, lines, name = format.id }: Log): ReadSource {
  const fold = new SourceFold(name);
  const parser = format.open(fold, OPTIONS);
  lines.forEach((line, place) => parser.line(line, place + 1));
  parser.end();
  fold.epoch = parser.epoch;
  fold.clock = parser.clock;
  fold.end();
  return {
    fold,
    meta: {
      name,
      format: format.id,
      peels: [],
      lines: lines.length,
      bytes: BigInt(lines.join('\n').length),
      digest: name,
      complete: true,
      incompleteWhy: null,
      ...roleOf(fold, format.id),
    },
  };
}

export const caseOf = (...logs: readonly Log[]): Case =>
  buildCase(
    logs.map((log) => readLog(log)),
    { offsets: new Map() },
  );

/** `resize 0,1 closed`: cause, live vectors, state. */
export const inWords = ({ cause, live, state }: Window): string =>
  `${cause} ${live.length === 0 ? '-' : live.map((vector) => vector ?? '?').join(',')} ${state}`;

/** Every window of a device (of all, without a name) in order. */
export const windowsIn = (of: Case, device: string | null = null): readonly Window[] =>
  of.devices
    .filter(({ name }) => device === null || name === device)
    .flatMap(({ windows }) => windows);

export const windowWords = (of: Case, device: string | null = null): readonly string[] =>
  windowsIn(of, device).map((window) => inWords(window));

/** Ids of the rules that found something worse than `info`, each once. */
export const foundBy = (of: Case): readonly string[] => [
  ...new Set(
    runRules(of, { rules })
      .findings.filter(({ severity }) => severity !== 'info')
      .map(({ rule }) => rule),
  ),
];
