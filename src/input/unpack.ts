/** Unpacks single pieces of a file whose unpacked length is known or limited. */
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import type { PieceCodec } from '../model/format.ts';

/** What was packed in one piece; null where it is damaged or has more than `limit` bytes. */
export function unpack(codec: PieceCodec, packed: Uint8Array, limit: number): Uint8Array | null {
  try {
    return codec === 'zlib' ? unzlib(packed, limit) : unzstd(packed, limit);
  } catch {
    return null;
  }
}

const unzlib = (packed: Uint8Array, limit: number): Uint8Array =>
  zlib.inflateSync(packed, { maxOutputLength: Math.max(1, limit) });

type Native = (packed: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** Since Node 22.15 and 23.8; ten times as fast. */
/** What this version of Node has. */
const codecs: { readonly inflateSync: object; readonly zstdDecompressSync?: Native } = zlib;
const native = codecs.zstdDecompressSync;

function unzstd(packed: Uint8Array, limit: number): Uint8Array {
  if (native !== undefined) return native(packed, { maxOutputLength: Math.max(1, limit) });
  if (zstdClaim(packed) > Math.max(limit, WINDOW_MAX)) throw new RangeError('over the limit');
  const pieces: Uint8Array[] = [];
  let length = 0;
  const decoder = new Decompress((piece) => {
    length += piece.length;
    if (length > limit) throw new RangeError('over the limit');
    pieces.push(piece);
  });
  // One block may hold 128 KiB unpacked, so a hostile piece is met before much of it is unpacked.
  for (let at = 0; at < packed.length; at += STEP) {
    decoder.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
  }
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}

const STEP = 64 * 1024;
const MAGIC = 0xfd2fb528;
/** A decoder must allow a window of this size (RFC 8878, 3.1.1.1.2). */
const WINDOW_MAX = 8 * 1024 * 1024;

/** The memory that the first frame asks for: its content where it is in one segment, else its window (RFC 8878, 3.1.1.1). */
function zstdClaim(packed: Uint8Array): number {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError('no frame');
  const flags = view.getUint8(4);
  if ((flags & 0x20) === 0) {
    const window = view.getUint8(5);
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const at = 5 + ([0, 1, 2, 4][flags & 3] ?? 0);
  switch (flags >> 6) {
    case 0:
      return view.getUint8(at);
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
