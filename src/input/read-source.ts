import { createHash } from 'node:crypto';
import { ReadStream } from 'node:fs';
import { type Detected, openDetected } from '../../parsers/detect.ts';
import type { FileParser, ByteParser, LineParser, ParserOptions, Sink } from '../model/format.ts';
import type { ClockKind } from '../model/time.ts';
import type { Bytes } from './codecs.ts';
import { inflate, peek } from './inflate.ts';
import { everyLine, type LineStage } from './line-stage.ts';
import { FileBlocks } from './open-file.ts';
import { PipeBlocks } from './open-pipe.ts';
import { FAR_BYTES, HEAD_BYTES, recognise } from './recognise.ts';
import { sieve } from './sieve.ts';
import { until } from './until.ts';
import { transcode } from './transcode.ts';

/** What was read of one source. */
export interface SourceReport {
  readonly name: string;
  /** Id of the format; null where none was recognised. */
  readonly format: string | null;
  /** What stood around its lines, outermost first. */
  readonly peels: readonly string[];
  /** Lines of the decompressed text; 0 for a format without lines. */
  readonly lines: number;
  /** Bytes as given, before decompression. */
  readonly bytes: bigint;
  /** sha256 of the bytes as given, hex. */
  readonly digest: string;
  /** Read to its end, undamaged, and of a known format. Whether it held an event is for the caller to say. */
  readonly complete: boolean;
  readonly incompleteWhy: string | null;
}

export interface ReadStats extends SourceReport {
  /** The source's zero on its own clock, ns; see {@link LineParser.epoch}. */
  readonly epoch: bigint;
  readonly clock: ClockKind;
}

export interface ReadHandlers {
  readonly name: string;
  /** Id of the format to take it for; null to find out. */
  readonly format: string | null;
  readonly options: ParserOptions;
  /** Gets every event and problem as it is read; nothing is kept here. */
  readonly sink: Sink;
  /** The format is known and the first event is about to come. */
  readonly onOpen?: (parser: Pick<LineParser, 'clock' | 'epoch'>, format: string) => void;
  /** Bytes read of this source so far, as given. */
  readonly onBytes?: (bytes: number) => void;
  /** Gives the parser every line, also those that it cannot want: slower, and the same in the end. */
  readonly everything?: boolean;
  /** Ends reading where it is: what was read so far counts, and the report says `interrupted`. */
  readonly signal?: AbortSignal;
  /** Bytes that one compressed byte may become. */
  readonly ratio?: number;
}

type AnyParser = LineParser | ByteParser | FileParser;

/** Reads one source to its end. Never rejects because of what the source holds or how it breaks off: the report says it. */
export async function readSource(bytes: Bytes, handlers: ReadHandlers): Promise<ReadStats> {
  const raw = new RawBytes(
    handlers.signal === undefined ? bytes : until(bytes, handlers.signal),
    handlers.onBytes,
  );
  let damage: string | null = null;
  const opened = nonEmpty(
    transcode(inflate(raw.read(), (why) => (damage ??= why), handlers.ratio)),
  );
  const { head, all, detected } = await look(opened, handlers.format);
  const plain = raw.startsWith(head) ? bytes : null;
  const { parser, lines, cut } =
    detected === null
      ? { parser: null, lines: await countLines(all), cut: null }
      : await feed(detected, all, plain, handlers).catch((error: unknown) => {
          // What has no code of the system is a fault of the program, and not to be hidden in a report.
          if (!isOfSystem(error)) throw error;
          raw.failure ??= reasonOf(error);
          return { parser: null, lines: 0, cut: null };
        });
  await raw.drain();
  if (damage !== null) handlers.sink.problem('input-cut', lines, damage);
  if (raw.failure !== null) handlers.sink.problem('input-unreadable', lines, raw.failure);
  const why =
    raw.failure ??
    damage ??
    cut ??
    (head.length === 0 ? 'empty' : null) ??
    (detected === null ? unrecognised(handlers.format) : null);
  return {
    name: handlers.name,
    format: detected?.format.id ?? null,
    peels: detected?.peels.map((peel) => peel.id) ?? [],
    lines,
    bytes: BigInt(raw.bytes),
    digest: raw.digest(),
    complete: why === null,
    incompleteWhy: why,
    epoch: parser?.epoch ?? 0n,
    clock: parser?.clock ?? 'order',
  };
}

interface Looked {
  readonly head: Uint8Array;
  readonly all: Bytes;
  readonly detected: Detected | null;
}

/** A log may begin with much that is not its own: where the beginning says nothing, more of it is looked at. */
async function look(bytes: Bytes, forced: string | null): Promise<Looked> {
  const near = await peek(bytes, HEAD_BYTES);
  const isWhole = near.head.length < HEAD_BYTES;
  const detected = near.head.length === 0 ? null : recognise(near.head, forced, isWhole);
  if (detected !== null || isWhole) return { ...near, detected };
  const far = await peek(near.all, FAR_BYTES);
  return { ...far, detected: recognise(far.head, forced, far.head.length < FAR_BYTES) };
}

const unrecognised = (forced: string | null): string =>
  forced === null ? 'no known format' : `no format is called ${forced}`;

interface Fed {
  readonly parser: AnyParser;
  readonly lines: number;
  /** What the parser said of an end that came too soon; null where it met none. */
  readonly cut: string | null;
}

/** `plain` is the source itself, where its bytes are fed as they are. Rejects only where a stream cannot be kept. */
async function feed(
  { format, peels }: Detected,
  all: Bytes,
  plain: Bytes | null,
  { sink, options, onOpen, everything, signal }: ReadHandlers,
): Promise<Fed> {
  if (format.reads === 'lines') {
    const parser = openDetected({ format, peels }, sink, options);
    onOpen?.(parser, format.id);
    const wanted = peels.length === 0 && everything !== true ? format.needles : null;
    const stage = wanted === null ? everyLine : sieve(wanted, parser.skims);
    if (wanted !== null && (plain instanceof FileBlocks || plain instanceof PipeBlocks)) {
      plain.reuse();
    }
    const lines = await feedLines(stage, all, parser, sink);
    parser.end();
    return { parser, lines, cut: null };
  }
  let cut: string | null = null;
  const telling: Sink = {
    event: (event) => sink.event(event),
    ...(sink.interrupt !== undefined && { interrupt: sink.interrupt.bind(sink) }),
    ...(sink.tally !== undefined && { tally: sink.tally.bind(sink) }),
    problem(key, line, text, count, cpu) {
      if (key === 'input-cut') cut ??= text;
      sink.problem(key, line, text, count, cpu);
    },
  };
  if (format.reads === 'bytes') {
    const parser = format.open(telling, options);
    onOpen?.(parser, format.id);
    for await (const chunk of all) parser.push(chunk);
    parser.end();
    return { parser, lines: 0, cut };
  }
  const { feedFile } = await import('./feed-file.ts');
  const opened = (one: AnyParser): void => onOpen?.(one, format.id);
  const parser = await feedFile(all, {
    format,
    sink: telling,
    options,
    path: pathOf(plain),
    onOpen: opened,
    signal,
  });
  return { parser, lines: 0, cut };
}

/** The path of the file that this is read from. */
function pathOf(bytes: Bytes | null): string | null {
  if (bytes instanceof FileBlocks) return bytes.path;
  return bytes instanceof ReadStream && typeof bytes.path === 'string' ? bytes.path : null;
}

const feedLines = (
  stage: LineStage,
  bytes: Bytes,
  parser: LineParser,
  sink: Sink,
): Promise<number> =>
  stage(bytes, (text, number, cut) => {
    if (cut) sink.problem('line-too-long', number, text.slice(0, QUOTED));
    parser.line(text, number);
  });

/** Characters of a line over the limit that its problem quotes. */
const QUOTED = 200;

const countLines = (bytes: Bytes): Promise<number> => everyLine(bytes, () => undefined);

async function* nonEmpty(bytes: Bytes): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) if (chunk.length > 0) yield chunk;
}

/** The bytes as given: counted, digested, and without rejection. */
class RawBytes {
  bytes = 0;
  failure: string | null = null;
  #first: Uint8Array | null = null;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #onBytes: ((bytes: number) => void) | undefined;
  readonly #hash = createHash('sha256');

  constructor(source: Bytes, onBytes?: (bytes: number) => void) {
    this.#chunks = source[Symbol.asyncIterator]();
    this.#onBytes = onBytes;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const next = await this.#chunks.next();
        if (next.done === true) return;
        const chunk = next.value;
        this.bytes += chunk.length;
        this.#first ??= chunk.length > 0 ? chunk : null;
        this.#hash.update(chunk);
        this.#onBytes?.(this.bytes);
        yield chunk;
      }
    } catch (error) {
      this.failure = reasonOf(error);
    }
  }

  /** Damage ends decoding, wherever the chunks were cut; the count and the digest are of everything. */
  async drain(): Promise<void> {
    for await (const _ of this.read());
  }

  /** False for the head of what was decompressed from them. */
  startsWith(head: Uint8Array): boolean {
    const same = Math.min(head.length, this.#first?.length ?? 0);
    return Buffer.compare(head.subarray(0, same), this.#first?.subarray(0, same) ?? head) === 0;
  }

  /** Once, after the end. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['EISDIR', 'is a directory'],
  ['EACCES', 'permission denied'],
]);

const isOfSystem = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error;

/** Why reading failed, without the path: the report names the source already. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const message = 'message' in error ? String(error.message) : 'unknown error';
  return REASONS.get(code) ?? message.replace(/, (?:open|read)\b.*$/u, '');
}
