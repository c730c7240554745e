import type { Bytes } from './codecs.ts';
import { peek } from './inflate.ts';

/** Text as a Windows shell writes it (`ssh host dmesg > dmesg.txt`): UTF-16 with its byte order mark. */
export async function* transcode(source: Bytes): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(source, 2);
  const [first, second] = head;
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : null;
  if (encoding === null) {
    yield* all;
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of all) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
