import type { Nanos } from '../time.ts';

/** When and where: the ground of every event. */
export interface Occurrence {
  /** On the source's clock, after its epoch; null where the line has no stamp. Order is then all there is. */
  readonly t: Nanos | null;
  /** 1-based line number in the source (record number in a binary one). */
  readonly line: number;
  /** The whole line as it stands in the source: evidence quotes it. */
  readonly text: string;
}
