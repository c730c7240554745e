/** Compressed forms, known by their first bytes, and one streaming decoder for each, loaded where it is needed. */
import { createGunzip } from 'node:zlib';

export type Bytes = AsyncIterable<Uint8Array>;

/** Takes compressed bytes and hands decompressed ones to `out`, both in order. Throws or rejects where the data is damaged. */
export interface Decoder {
  push(chunk: Uint8Array): void | Promise<void>;
  /** The input is over; rejects where it was cut. */
  end(): void | Promise<void>;
}

export type Out = (chunk: Uint8Array) => void;

export interface Codec {
  readonly id: 'gzip' | 'xz' | 'zstd' | 'bzip2';
  /** Is this what the first bytes say? */
  matches(head: Uint8Array): boolean;
  /** Concatenated members are one stream. What was decoded before damage comes first, then the rejection. */
  decode(source: Bytes): Bytes;
}

/** Bytes needed to tell every codec. */
export const MAGIC_BYTES = 10;

/**
 * Compressed bytes are fed in pieces of this size: one piece of a hostile file may grow a thousandfold (gzip) or
 * more (zstd), and a piece's output is held until it is taken.
 */
const PIECE = 16 * 1024;

/**
 * The same bytes in pieces of {@link PIECE}, however they came: where data is damaged, how much before it is still decoded
 * hangs on the pieces.
 */
export async function* inPieces(source: Bytes): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    let at = 0;
    while (length + chunk.length - at >= PIECE) {
      const end = at + PIECE - length;
      const part = chunk.subarray(at, end);
      yield held.length === 0 ? part : Buffer.concat([...held, part]);
      held = [];
      length = 0;
      at = end;
    }
    if (at < chunk.length) held.push(chunk.subarray(at));
    length += chunk.length - at;
  }
  if (length > 0) yield Buffer.concat(held);
}

const startsWith = (head: Uint8Array, magic: readonly number[], at = 0): boolean =>
  magic.every((byte, i) => head[at + i] === byte);

export const codecs: readonly Codec[] = [
  {
    id: 'gzip',
    matches: (head) => startsWith(head, [0x1f, 0x8b, 0x08]),
    decode: (source) => pushed(source, () => Promise.resolve(gunzip)),
  },
  {
    id: 'xz',
    matches: (head) => startsWith(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
    async *decode(source) {
      const { unxz } = await import('./unxz.ts');
      yield* unxz(source);
    },
  },
  {
    id: 'zstd',
    // A frame, or a skippable frame in front of one (pzstd, seekable archives).
    matches: (head) =>
      startsWith(head, [0x28, 0xb5, 0x2f, 0xfd]) ||
      (startsWith(head, [0x2a, 0x4d, 0x18], 1) && ((head[0] ?? 0) & 0xf0) === 0x50),
    decode: (source) =>
      pushed(source, async () => {
        const { ZstdStream } = await import('./unzstd.ts');
        return (out) => new ZstdStream(out);
      }),
  },
  {
    id: 'bzip2',
    // "BZh9" alone can be text: the magic of the first block, or of the end of an empty file, follows it.
    matches: (head) =>
      startsWith(head, [0x42, 0x5a, 0x68]) &&
      (startsWith(head, [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], 4) ||
        startsWith(head, [0x17, 0x72, 0x45, 0x38, 0x50, 0x90], 4)),
    decode: (source) => pushed(source, async () => (await import('./unbzip2.ts')).bunzip2),
  },
];

async function* pushed(
  source: Bytes,
  load: () => Promise<(out: Out) => Decoder>,
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const open = await load();
  const decoder = open((chunk) => void ready.push(chunk));
  try {
    for await (const piece of source) {
      // What is decoded on a thread of its own goes on while the piece before is looked at.
      const decoded = ready.splice(0);
      const next = feed(decoder, piece);
      next.catch(() => undefined);
      yield* decoded;
      await next;
    }
    await decoder.end();
  } catch (error) {
    // Both are wanted: what could still be read, then why no more.
    yield* ready.splice(0);
    throw error;
  }
  yield* ready;
}

/** Throws nothing: a decoder that does has damaged data, which is told once all before it was yielded. */
const feed = async (decoder: Decoder, piece: Uint8Array): Promise<void> => decoder.push(piece);

function gunzip(out: Out): Decoder {
  const stream = createGunzip();
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  failed.catch(() => undefined);
  stream.on('data', out);
  const written = (act: (done: () => void) => void): Promise<void> =>
    Promise.race([new Promise<void>((resolve) => act(resolve)), failed]);
  return {
    push: (chunk) => written((done) => stream.write(chunk, (error) => error ?? done())),
    end: () => written((done) => stream.once('end', done).end()),
  };
}
