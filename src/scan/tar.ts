/** Reads a tar stream member by member. Nothing is unpacked, and nothing is kept of what was passed by. */
import { once } from 'node:events';
import { type Extract, extract } from 'tar-stream';
import { type Bytes } from './bytes.ts';
import { failureOf } from './failure.ts';

export interface TarMember {
  readonly name: string;
  /** `file`, `directory`, `symlink` and the other types of tar. */
  readonly type: string;
  readonly size: number;
  readonly modifiedMs: number;
  /** Where its bytes begin in the tar. */
  readonly at: number;
  /** Once, and before the next member is asked for; what is not read is passed by. */
  content(): Bytes;
}

/** Old tars have no magic; the types of the library do not know the option. */
const OPTIONS = { highWaterMark: 64 * 1024, allowUnknownFormat: true };

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

/** Rejects where the tar is cut or damaged, after the members before that. */
export async function* tarMembers(source: Bytes): AsyncGenerator<TarMember> {
  const reader = extract(OPTIONS);
  const fed = feed(source, reader);
  try {
    for await (const entry of reader) {
      yield memberOf(entry);
      // What nobody reads must flow, or the tar stands still.
      entry.resume();
    }
  } finally {
    reader.destroy(null);
    await fed;
  }
}

async function feed(source: Bytes, reader: Extract): Promise<void> {
  const closed = once(reader, 'close').catch(() => undefined);
  try {
    for await (const chunk of source) {
      if (reader.destroyed) return;
      if (!reader.write(chunk)) await Promise.race([once(reader, 'drain'), closed]);
    }
    reader.end(null);
  } catch (error) {
    reader.destroy(new Error(failureOf(error)));
  }
}

/** Bytes of a header; the content follows it. */
const HEADER = 512;

function memberOf(entry: Entry): TarMember {
  const { name, type, size, mtime } = entry.header;
  let taken = false;
  return {
    name,
    type,
    size,
    modifiedMs: mtime.getTime(),
    at: entry.offset + HEADER,
    content() {
      if (taken) throw new Error('a member is read once');
      taken = true;
      return contentOf(entry);
    },
  };
}

/** Its own iterator would close the whole tar with the member. */
async function* contentOf(entry: Entry): AsyncGenerator<Uint8Array> {
  let over = false;
  const end = (): void => void (over = true);
  entry.once('end', end);
  entry.once('close', end);
  let left = entry.header.size;
  try {
    for (;;) {
      const chunk: unknown = entry.read();
      if (ArrayBuffer.isView(chunk)) {
        const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
        left -= bytes.length;
        yield bytes;
      } else if (!over) await moved(entry);
      else if (left > 0) throw new Error('the archive ends before the member does');
      else return;
    }
  } finally {
    entry.resume();
  }
}

const moved = (entry: Entry): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      for (const event of MOVES) entry.off(event, done);
      resolve();
    };
    for (const event of MOVES) entry.on(event, done);
  });

const MOVES = ['readable', 'end', 'close', 'error'] as const;
