import * as library from 'xz-decompress';
import type { Bytes } from './codecs.ts';

type XzReadableStream = typeof library.XzReadableStream;

/** The package is one CommonJS bundle whose names Node cannot see; its types tell of named exports only. */
const bundle: { readonly default?: { readonly XzReadableStream: XzReadableStream } } = library;

/** Decodes xz; concatenated streams are one. */
export async function* unxz(source: Bytes): AsyncGenerator<Uint8Array> {
  const Stream = bundle.default?.XzReadableStream ?? library.XzReadableStream;
  const chunks = source[Symbol.asyncIterator]();
  const reader = new Stream(
    new ReadableStream<Uint8Array>({
      async pull(controller) {
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
    }),
  ).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // The library decodes one file at a time and waits for this one to be let go.
    await reader.cancel().catch(() => undefined);
  }
}
