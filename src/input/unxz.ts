import * as library from 'xz-decompress';
import type { Bytes } from './codecs.ts';
import { Unsupported } from './unsupported.ts';

type XzReadableStream = typeof library.XzReadableStream;

/** The package is one CommonJS bundle whose names Node cannot see; its types tell of named exports only. */
const bundle: { readonly default?: { readonly XzReadableStream: XzReadableStream } } = library;

/**
 * The library decodes one file at a time. An xz file in a tar.xz would wait for ever: for the tar, whose reader waits for
 * the file. Contexts share nothing but the memory that they are cut from, so everybody may pass.
 */
const turnstile = { acquire: () => Promise.resolve(), release: () => undefined };

/** Low half of the stream header's second flag byte: the check is SHA-256, which the decoder was built without. */
const SHA256 = 10;

/** Decodes xz; concatenated streams are one. */
export async function* unxz(source: Bytes): AsyncGenerator<Uint8Array> {
  const Stream = bundle.default?.XzReadableStream ?? library.XzReadableStream;
  Reflect.set(Stream, '_contextMutex', turnstile);
  const chunks = source[Symbol.asyncIterator]();
  const head: number[] = [];
  const reader = new Stream(
    new ReadableStream<Uint8Array>({
      async pull(controller) {
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else {
          if (head.length < 8) head.push(...next.value.subarray(0, 8 - head.length));
          controller.enqueue(next.value);
        }
      },
    }),
  ).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } catch (error) {
    if (((head[7] ?? 0) & 0xf) !== SHA256) throw error;
    throw new Unsupported(
      'the xz data is checked by SHA-256 (xz --check=sha256): decompress it with xz first',
    );
  } finally {
    // The context holds a dictionary of up to 64 MiB.
    await reader.cancel().catch(() => undefined);
    await chunks.return?.();
  }
}
