/** One record of a kernel log, whatever form it had. */
import type { Header } from './prefix/index.ts';

export interface Entry {
  readonly header: Header;
  /** CLOCK_REALTIME of the record, ns since 1970; null unless the log gives both clocks. */
  readonly realtime: bigint | null;
  /** The text after all prefixes, without blanks around it. */
  readonly message: string;
  /** Its line in the source: number, and text as it stands. */
  readonly line: number;
  readonly text: string;
}
