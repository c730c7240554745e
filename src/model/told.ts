/** What is told while a source is still being written. */
import type { ResultFinding, ResultWindow } from './result.ts';

export type Told =
  | {
      readonly is: 'window';
      readonly window: ResultWindow;
      /** It was told before: this takes its place. */
      readonly again: boolean;
    }
  | {
      readonly is: 'finding';
      readonly finding: ResultFinding;
      /** `more`: a finding of this fingerprint was told; it has one more window, or happened once more. */
      readonly change: 'new' | 'more';
    };

/** One line of `-f ndjson` before the end: it belongs to no result, which follows whole. */
export type EarlyRecord = { readonly early: true } & (
  ({ readonly type: 'window' } & ResultWindow) | ({ readonly type: 'finding' } & ResultFinding)
);

export const earlyRecord = (told: Told): EarlyRecord =>
  told.is === 'window'
    ? { type: 'window', early: true, ...told.window }
    : { type: 'finding', early: true, ...told.finding };
