import { Decompress } from 'fzstd';
import xxhash from 'xxhash-wasm';
import { Unsupported } from './unsupported.ts';

/** Memory that a frame may ask for: what `zstd -d` itself gives without --long. */
const MAX_WINDOW = 128 * 1024 * 1024;

const MAGIC = 0xfd2fb528;
/** `0x184D2A50` to `0x184D2A5F`: a frame whose content is for somebody else. */
const SKIPPABLE = 0x184d2a5;

type Out = (chunk: Uint8Array) => void;

/** What stands next: bytes to be read at once, or bytes to pass on. */
type Step =
  | { readonly bytes: number; readonly read: (bytes: Buffer) => Step }
  | { readonly bytes: number; readonly pass: Out; readonly after: () => Step };

/**
 * Decodes zstd data (RFC 8878, section 3.1). The library decodes blocks; this walks the frames in front of it, to check
 * a frame's window before memory is taken and its checksum afterwards: the library does neither.
 */
export class ZstdStream {
  readonly #out: Out;
  #step: Step = { bytes: 4, read: (magic) => this.#afterMagic(magic) };
  #held = Buffer.alloc(0);
  #between = true;

  constructor(out: Out) {
    this.#out = out;
  }

  /** Rejects where the data is damaged. */
  async push(chunk: Uint8Array): Promise<void> {
    hashes ??= await xxhash();
    let rest = chunk;
    while (rest.length > 0) {
      this.#between = false;
      const step = this.#step;
      const piece = rest.subarray(0, step.bytes - this.#held.length);
      rest = rest.subarray(piece.length);
      if ('read' in step) {
        this.#held = Buffer.concat([this.#held, piece]);
        if (this.#held.length < step.bytes) return;
        const bytes = this.#held;
        this.#held = Buffer.alloc(0);
        this.#step = step.read(bytes);
      } else {
        step.pass(piece);
        const bytes = step.bytes - piece.length;
        this.#step = bytes === 0 ? step.after() : { ...step, bytes };
      }
    }
  }

  /** Throws where the data was cut. */
  end(): void {
    if (!this.#between) throw new Error('the data ends inside a frame');
  }

  #nextFrame(): Step {
    this.#between = true;
    return { bytes: 4, read: (magic) => this.#afterMagic(magic) };
  }

  #afterMagic(magic: Buffer): Step {
    const number = magic.readUInt32LE();
    if (number >>> 4 === SKIPPABLE) return { bytes: 4, read: (size) => this.#skip(size) };
    if (number !== MAGIC) throw new Error('no frame begins here');
    return { bytes: 1, read: (descriptor) => this.#afterDescriptor(magic, descriptor) };
  }

  #skip(size: Buffer): Step {
    const bytes = size.readUInt32LE();
    const after = (): Step => this.#nextFrame();
    return bytes === 0 ? after() : { bytes, pass: () => undefined, after };
  }

  #afterDescriptor(magic: Buffer, descriptor: Buffer): Step {
    const flags = descriptor.readUInt8();
    const single = (flags & 0x20) !== 0;
    const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
    const content = [single ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
    return {
      bytes: (single ? 0 : 1) + dictionary + content,
      read: (rest) => {
        const window = single
          ? contentSize(rest.subarray(dictionary))
          : windowSize(rest.readUInt8());
        if (window > MAX_WINDOW)
          throw new Unsupported(
            'the zstd data needs a window over 128 MiB (zstd --long): decompress it with zstd first',
          );
        const frame = new Frame(this.#out, (flags & 4) !== 0);
        frame.push(Buffer.concat([magic, descriptor, rest]));
        return this.#block(frame);
      },
    };
  }

  #block(frame: Frame): Step {
    return {
      bytes: 3,
      read: (header) => {
        frame.push(header);
        const bits = header.readUIntLE(0, 3);
        const isRun = ((bits >> 1) & 3) === 1;
        const bytes = isRun ? 1 : bits >> 3;
        const isLast = (bits & 1) !== 0;
        const after = (): Step => (isLast ? this.#afterBlocks(frame) : this.#block(frame));
        return bytes === 0 ? after() : { bytes, pass: (piece) => frame.push(piece), after };
      },
    };
  }

  #afterBlocks(frame: Frame): Step {
    const end = (checksum: Buffer): Step => {
      frame.push(checksum);
      frame.end(checksum);
      return this.#nextFrame();
    };
    return frame.hasChecksum ? { bytes: 4, read: end } : end(Buffer.alloc(0));
  }
}

let hashes: Awaited<ReturnType<typeof xxhash>> | null = null;

const windowSize = (descriptor: number): number => {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
};

/** Of a frame in one segment, whose window is its content: a field of 1, 2, 4 or 8 bytes. */
const contentSize = (field: Buffer): number =>
  field.length === 8
    ? Number(field.readBigUInt64LE())
    : field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);

class Frame {
  readonly hasChecksum: boolean;
  readonly #hash = hashes?.create64();
  readonly #decoder: Decompress;

  constructor(out: Out, hasChecksum: boolean) {
    this.hasChecksum = hasChecksum;
    this.#decoder = new Decompress((chunk) => {
      if (hasChecksum) this.#hash?.update(chunk);
      if (chunk.length > 0) out(chunk);
    });
  }

  /** Every byte of the frame, in order. */
  push(bytes: Uint8Array): void {
    this.#decoder.push(bytes);
  }

  end(checksum: Buffer): void {
    this.#decoder.push(new Uint8Array(0), true);
    if (!this.hasChecksum || this.#hash === undefined) return;
    if (BigInt.asUintN(32, this.#hash.digest()) !== BigInt(checksum.readUInt32LE())) {
      throw new Error('the checksum of a frame does not fit');
    }
  }
}
