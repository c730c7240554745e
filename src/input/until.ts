import { Readable } from 'node:stream';
import type { Bytes } from './codecs.ts';
import { PipeBlocks } from './open-pipe.ts';

/** What a source that was given up says of itself. */
export const INTERRUPTED = 'interrupted';

const nothing = (): void => undefined;

/** Yields until the signal comes, also while the source has nothing to say; then rejects. */
export async function* until(source: Bytes, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const given = { up: nothing };
  const stopped = new Promise<never>((_, reject) => {
    given.up = (): void => reject(new Error(INTERRUPTED));
  });
  stopped.catch(() => undefined);
  if (signal.aborted) given.up();
  const onAbort = (): void => given.up();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      const next = await Promise.race([stopped, chunks.next()]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Asked nicely, a reader of a silent pipe lets go only with its next byte, and keeps the program alive until then.
    if (signal.aborted && (source instanceof Readable || source instanceof PipeBlocks)) {
      source.destroy();
    }
  }
}
