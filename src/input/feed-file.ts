/** Feeds formats whose parts lie anywhere in the file. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileFormat, FileParser, ParserOptions, Sink } from '../model/format.ts';
import type { Bytes } from './codecs.ts';
import { type HeldFile, heldFile, Spool } from './random-file.ts';

export interface FileFeed {
  readonly format: FileFormat;
  readonly sink: Sink;
  readonly options: ParserOptions;
  /** The file whose bytes these are, as they are; null where they were compressed or came through a pipe. */
  readonly path: string | null;
  readonly onOpen: (parser: FileParser) => void;
  readonly signal: AbortSignal | undefined;
}

/** Reads all bytes, then the file that they are. Rejects where a stream cannot be kept (no room on the disk). */
export async function feedFile(
  bytes: Bytes,
  { format, sink, options, path, onOpen, signal }: FileFeed,
): Promise<FileParser> {
  const file = await keep(bytes, path);
  try {
    const parser = format.open(file, sink, options);
    onOpen(parser);
    // Others get their turn: progress, signals.
    while (parser.readOn()) {
      if (signal?.aborted === true) break;
      await nextTurn();
    }
    return parser;
  } finally {
    file.close();
  }
}

async function keep(bytes: Bytes, path: string | null): Promise<HeldFile> {
  const file = path === null ? null : heldFile(path);
  if (file !== null) {
    for await (const _ of bytes);
    return file;
  }
  const spool = new Spool();
  try {
    for await (const chunk of bytes) spool.push(chunk);
    return spool.file();
  } catch (error) {
    spool.drop();
    throw error;
  }
}
