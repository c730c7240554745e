import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

/** Bytes of a read; a larger one gains nothing and costs memory for each open source. */
const CHUNK = 1024 * 1024;

/** A file's bytes. A missing file shows as an error of the stream, not here. */
export const openFile = (path: string): Readable =>
  createReadStream(path, { highWaterMark: CHUNK });
