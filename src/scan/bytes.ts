/** Streams of bytes on their way to the analysis. */
import { createHash } from 'node:crypto';
import { inflate } from '../input/inflate.ts';
import { failureOf } from './failure.ts';

export type Bytes = AsyncIterable<Uint8Array>;

/** What came of a stream that was read to its end or given up. */
export interface Tally {
  bytes: number;
  /** sha256, hex; null until the end was seen. */
  digest: string | null;
  /** Why the end was not seen, or the content is not whole. */
  failure: string | null;
}

export const newTally = (): Tally => ({ bytes: 0, digest: null, failure: null });

/** Passes bytes on, counts and digests them as they lie there, and never rejects. */
export async function* tallied(
  source: Bytes,
  tally: Tally,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of source) {
      tally.bytes += chunk.length;
      hash.update(chunk);
      onBytes(chunk.length);
      yield chunk;
    }
    tally.digest = hash.digest('hex');
  } catch (error) {
    tally.failure ??= failureOf(error);
  }
}

/** Decompressed, and not over `limit` bytes: what is over it is not asked for. */
export async function* opened(
  source: Bytes,
  tally: Tally,
  limit: number,
): AsyncGenerator<Uint8Array> {
  let room = limit;
  for await (const chunk of inflate(source, (why) => (tally.failure ??= why))) {
    if (chunk.length > room) {
      tally.failure ??= tooLong(limit);
      yield chunk.subarray(0, room);
      return;
    }
    room -= chunk.length;
    yield chunk;
  }
}

export const tooLong = (limit: number): string => `longer than the limit of ${limit} bytes`;
