/** Unpacks single pieces of a file whose unpacked length is known or limited. */
import * as zlib from 'node:zlib';
import { decompress, Decompress } from 'fzstd';
import type { PieceCodec } from '../model/format.ts';

/** What was packed in one piece; null where it is damaged or has more than `limit` bytes. */
export function unpack(codec: PieceCodec, packed: Uint8Array, limit: number): Uint8Array | null {
  if (packed.length === 0) return null;
  try {
    return codec === 'zlib' ? unzlib(packed, limit) : unzstd(packed, limit);
  } catch {
    return null;
  }
}

const unzlib = (packed: Uint8Array, limit: number): Uint8Array =>
  zlib.inflateSync(packed, { maxOutputLength: Math.max(1, limit) });

type Native = (packed: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** Node decodes zstd itself since 22.15 and 23.8, ten times as fast. */
const codecs: { readonly inflateSync: object; readonly zstdDecompressSync?: Native } = zlib;
const native = codecs.zstdDecompressSync;

function unzstd(packed: Uint8Array, limit: number): Uint8Array {
  if (native !== undefined) return native(packed, { maxOutputLength: Math.max(1, limit) });
  const head = frameHead(packed);
  if (head.memory > Math.max(limit, WINDOW_MAX)) throw new RangeError('over the limit');
  // Twice as fast, and takes what the head says: only where that is all there is.
  if (head.content !== null && head.content <= limit && endsWithFrame(packed, head)) {
    return decompress(packed);
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  const decoder = new Decompress((piece) => {
    length += piece.length;
    if (length > limit) throw new RangeError('over the limit');
    pieces.push(piece);
  });
  // The handler is called for each block, of at most 128 KiB: what is over the limit is met before more is unpacked.
  for (let at = 0; at < packed.length; at += STEP) {
    decoder.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
  }
  return Buffer.concat(pieces);
}

const STEP = 64 * 1024;
const MAGIC = 0xfd2fb528;
/** A decoder must allow a window of this size (RFC 8878, 3.1.1.1.2). */
const WINDOW_MAX = 8 * 1024 * 1024;

interface FrameHead {
  /** Of the head itself. */
  readonly length: number;
  /** Bytes that a decoder must keep. */
  readonly memory: number;
  /** Bytes unpacked, where the frame is one segment. */
  readonly content: number | null;
  readonly checked: boolean;
}

/** Of the first frame (RFC 8878, 3.1.1.1). */
function frameHead(packed: Uint8Array): FrameHead {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError('no frame');
  const flags = view.getUint8(4);
  const single = (flags & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
  const size = [single ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  const at = 5 + (single ? 0 : 1) + dictionary;
  const checked = (flags & 4) !== 0;
  if (!single) {
    const window = view.getUint8(5);
    const base = 2 ** (10 + (window >> 3));
    return { length: at + size, memory: base + (base / 8) * (window & 7), content: null, checked };
  }
  const content = size === 8 ? Number(view.getBigUint64(at, true)) : littleEndian(packed, at, size);
  return { length: at + size, memory: content, content, checked };
}

/** A content of two bytes counts from 256. */
const littleEndian = (bytes: Uint8Array, at: number, size: number): number =>
  Buffer.from(bytes.buffer, bytes.byteOffset).readUIntLE(at, size) + (size === 2 ? 256 : 0);

/** Do the blocks of the first frame end where the bytes end, and hold no more than its head says? */
function endsWithFrame(packed: Uint8Array, { length, checked, content }: FrameHead): boolean {
  let at = length;
  let plain = 0;
  for (let last = false; !last;) {
    if (at + 3 > packed.length) return false;
    const bits = littleEndian(packed, at, 3);
    last = (bits & 1) !== 0;
    const type = (bits >> 1) & 3;
    if (type === RAW || type === RUN) plain += bits >> 3;
    at += 3 + (type === RUN ? 1 : bits >> 3);
  }
  return at + (checked ? 4 : 0) === packed.length && plain <= (content ?? Infinity);
}

/** Types of blocks that say how long they are unpacked. */
const RAW = 0;
const RUN = 1;
