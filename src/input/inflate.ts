import { type Bytes, codecs, inPieces, MAGIC_BYTES } from './codecs.ts';
import { standardLimits } from '../model/limits.ts';
import { Unsupported } from './unsupported.ts';

/** A `.gz` inside a `.xz` is met in the wild; a hundred of them are an attack. */
const DEPTH = 4;

/**
 * Opens what is compressed, by content, and passes anything else through. A cut or damaged file yields what was readable
 * and tells `onDamage`; it does not reject. `source` must not reject either.
 */
export async function* inflate(
  source: Bytes,
  onDamage: (why: string) => void,
  ratio = standardLimits.ratio,
): AsyncGenerator<Uint8Array> {
  let given = 0;
  let grown = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      given += chunk.length;
      yield chunk;
    }
  }
  for await (const chunk of layer(counted(), onDamage, 0)) {
    grown += chunk.length;
    if (grown > RATIO_FROM && grown > given * ratio) {
      onDamage(`one compressed byte became more than ${ratio}: --limit ratio=N allows more`);
      return;
    }
    yield chunk;
  }
}

/** Text is let grow so far before its ratio is asked for: a small file may well be all the same line. */
const RATIO_FROM = 32 * 1024 * 1024;

async function* layer(
  source: Bytes,
  onDamage: (why: string) => void,
  depth: number,
): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(source, MAGIC_BYTES);
  const codec = depth < DEPTH ? codecs.find((each) => each.matches(head)) : undefined;
  if (codec === undefined) yield* all;
  else
    yield* layer(
      tellDamage(codec.decode(inPieces(all)), (error) => onDamage(whyNot(codec.id, error))),
      onDamage,
      depth + 1,
    );
}

async function* tellDamage(
  bytes: Bytes,
  onDamage: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    onDamage(error);
  }
}

/** What decoders say of damage differs and helps nobody. */
const whyNot = (id: string, error: unknown): string =>
  error instanceof Unsupported ? error.message : `the ${id} data is cut or damaged`;

/** The first `size` bytes, or fewer where there are no more, and everything from the start. */
export async function peek(
  source: Bytes,
  size: number,
): Promise<{ readonly head: Uint8Array; readonly all: Bytes }> {
  const chunks = source[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  let length = 0;
  while (length < size) {
    const next = await chunks.next();
    if (next.done === true) break;
    taken.push(next.value);
    length += next.value.length;
  }
  const rest: Bytes = { [Symbol.asyncIterator]: () => chunks };
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* taken.splice(0);
      yield* rest;
    } finally {
      // Whoever leaves while the head is handed out leaves the source, too.
      await chunks.return?.();
    }
  }
  return { head: Buffer.concat(taken).subarray(0, size), all: all() };
}
