/** Reads a source that is still being written: every line is told as soon as it is there. */
import { type Detected, openDetected } from '../../parsers/detect.ts';
import type { LineParser, ParserOptions, Sink } from '../model/format.ts';
import type { Bytes } from './codecs.ts';
import { inflate } from './inflate.ts';
import { everyLine } from './line-stage.ts';
import { FAR_BYTES, HEAD_BYTES, recognise } from './recognise.ts';
import { sieve } from './sieve.ts';
import { transcode } from './transcode.ts';

export interface LiveHandlers {
  /** Id of the format to take it for; null to find out. */
  readonly format: string | null;
  readonly options: ParserOptions;
  readonly sink: Sink;
  /** The format is known and the first event is about to come. */
  readonly onOpen: (parser: Pick<LineParser, 'clock' | 'epoch'>, format: string) => void;
  /** Bytes that one compressed byte may become. */
  readonly ratio: number;
}

/**
 * Resolves at the end of the source, or before it with false where nothing can be told before the end: the format is not
 * known, or is one whose parts lie anywhere. What is wrong with the source is for `readSource` to say.
 */
export async function readLive(bytes: Bytes, handlers: LiveHandlers): Promise<boolean> {
  const { sink, options, onOpen } = handlers;
  const plain = nonEmpty(transcode(inflate(whileReadable(bytes), () => undefined, handlers.ratio)));
  const { detected, all } = await recogniseEarly(plain, handlers.format);
  if (detected === null || detected.format.reads === 'file') {
    await plain.return(undefined);
    return false;
  }
  const { format, peels } = detected;
  if (format.reads === 'bytes') {
    const parser = format.open(sink, options);
    onOpen(parser, format.id);
    for await (const chunk of all) parser.push(chunk);
    parser.end();
    return true;
  }
  const parser = openDetected({ format, peels }, sink, options);
  onOpen(parser, format.id);
  const wanted = peels.length === 0 ? format.needles : null;
  const stage = wanted === null ? everyLine : sieve(wanted, parser.skims);
  await stage(all, (text, number) => parser.line(text, number));
  parser.end();
  return true;
}

const LF = 0x0a;
/** So far every chunk that brings a line is reason to look again; later a part more of the whole is. */
const PATIENT_BYTES = 16 * 1024;
const PART = 8;

/** Looks at what there is instead of waiting for as much as is looked at of a file. */
async function recogniseEarly(
  source: AsyncGenerator<Uint8Array>,
  forced: string | null,
): Promise<{ readonly detected: Detected | null; readonly all: AsyncGenerator<Uint8Array> }> {
  const taken: Uint8Array[] = [];
  let length = 0;
  let enough = 0;
  let detected: Detected | null = null;
  while (detected === null && length < FAR_BYTES) {
    const next = await source.next();
    if (next.done === true) {
      detected = length === 0 ? null : look(taken, forced, true);
      break;
    }
    taken.push(next.value);
    length += next.value.length;
    if (length < enough || !next.value.includes(LF)) continue;
    detected = look(taken, forced, false);
    enough = length < PATIENT_BYTES ? 0 : length + length / PART;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* taken.splice(0);
    yield* source;
  }
  return { detected, all: all() };
}

function look(
  taken: readonly Uint8Array[],
  forced: string | null,
  whole: boolean,
): Detected | null {
  const head = Buffer.concat(taken);
  const isNear = head.length <= HEAD_BYTES;
  return (
    recognise(head.subarray(0, HEAD_BYTES), forced, whole && isNear) ??
    (isNear ? null : recognise(head, forced, whole))
  );
}

async function* nonEmpty(bytes: Bytes): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) if (chunk.length > 0) yield chunk;
}

/** A source that breaks off ends here. */
async function* whileReadable(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const chunks = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch(() => null);
      if (next === null || next.done === true) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}
