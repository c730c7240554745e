import type { Writable } from 'node:stream';

/** Standard input, where a path is expected. */
export const STDIN = '-';

export interface Terminal extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What the program has of the world: an argument of main, so that a test needs no process. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A page of the documentation that ships with the program, by its path from the root; null where there is none. */
  readonly page: (path: string) => Promise<string | null>;
  /** Comes when the user wants the answer now (SIGINT, SIGTERM); only who asks for it changes what signals do. */
  readonly stop?: AbortSignal;
  /** For what has an end date, and for nothing else: a result never hangs on the hour. */
  readonly now: () => Date;
}
