/** Reads a source of one or more pieces, and tells of each piece what came of it. */
import { type AnalyzeOptions, fold, type ReadSource } from '../analyze.ts';
import { openFile } from '../input/open-file.ts';
import type { HostFile } from '../model/host.ts';
import { wallOffset } from '../timeline/clock.ts';
import { type Bytes, newTally, opened, type Tally, tallied } from './bytes.ts';
import type { Span } from './cases.ts';
import type { Piece } from './inspect.ts';
import type { Limits, Watch } from './job.ts';
import type { Source } from './join.ts';

export interface ReadPieces {
  readonly read: ReadSource;
  readonly wall: Span | null;
  readonly boot: Span | null;
  /** The pieces with digest and status, in their order. */
  readonly files: readonly HostFile[];
}

/** Rejects for a fault of the program only. */
export async function readPieces(
  source: Source,
  options: AnalyzeOptions,
  limits: Limits,
  watch: Watch,
): Promise<ReadPieces> {
  const tallies = source.pieces.map(newTally);
  const path = pathOf(source, limits);
  watch.at(source.pieces.slice(0, 1).map(nameOf));
  let before = 0;
  const read = await fold(
    {
      name: source.name,
      // Found by its head already: asking again would cost as much.
      format: source.format,
      open: () => (path === null ? joined(source.pieces, tallies, limits, watch) : openFile(path)),
    },
    options,
    (bytes) => {
      if (path === null) return;
      watch.bytes(bytes - before);
      before = bytes;
    },
  );
  if (path !== null) takeOver(read, tallies);
  const why = read.meta.incompleteWhy;
  return {
    read,
    ...spansOf(read),
    files: source.pieces.map(({ part: { file } }, index) =>
      fileOf(file, source.name, tallies[index] ?? newTally(), why),
    ),
  };
}

const nameOf = ({ part }: Piece): string => part.file.name;

/** A plain file goes as it is to the reader, which may want to jump in it; null for all others. */
function pathOf({ pieces }: Source, { maxBytes }: Limits): string | null {
  const [piece, another] = pieces;
  if (piece === undefined || another !== undefined || !piece.isPlainFile) return null;
  return (piece.unit.size ?? Infinity) <= maxBytes ? piece.unit.path : null;
}

function takeOver({ meta }: ReadSource, [tally]: readonly Tally[]): void {
  if (tally === undefined) return;
  tally.bytes = Number(meta.bytes);
  tally.digest = meta.digest;
}

/** Every piece decompressed, one after the other. Throws at the end where one of them was not whole. */
async function* joined(
  pieces: readonly Piece[],
  tallies: readonly Tally[],
  limits: Limits,
  watch: Watch,
): AsyncGenerator<Uint8Array> {
  for (const [index, piece] of pieces.entries()) {
    const tally = tallies[index] ?? newTally();
    watch.at([nameOf(piece)]);
    yield* wholeLines(
      opened(
        tallied(piece.open(), tally, (count) => watch.bytes(count)),
        tally,
        limits.maxBytes,
      ),
    );
  }
  const failure = tallies.find((tally) => tally.failure !== null)?.failure;
  if (failure !== undefined && failure !== null) throw new Error(failure);
}

const LF = 0x0a;

/** A piece that was cut must not make one line with the next. */
async function* wholeLines(bytes: Bytes): AsyncGenerator<Uint8Array> {
  let last = LF;
  for await (const chunk of bytes) {
    last = chunk.at(-1) ?? last;
    yield chunk;
  }
  if (last !== LF) yield Uint8Array.of(LF);
}

function fileOf(file: HostFile, source: string, tally: Tally, why: string | null): HostFile {
  const reason = tally.failure ?? why;
  const status =
    reason === null
      ? 'read'
      : tally.failure !== null && tally.bytes === 0
        ? 'failed'
        : 'incomplete';
  return {
    ...file,
    source,
    status,
    reason,
    digest: tally.failure === null ? tally.digest : null,
    bytes: tally.digest === null ? file.bytes : String(tally.bytes),
  };
}

function spansOf({ fold: kept, meta }: ReadSource): Pick<ReadPieces, 'wall' | 'boot'> {
  if (kept.first === null || kept.last === null) return { wall: null, boot: null };
  const span: Span = [kept.epoch + BigInt(kept.first), kept.epoch + BigInt(kept.last)];
  const shift = wallOffset(kept);
  const fromBoot = kept.clock === 'boot' || kept.clock === 'monotonic';
  return {
    wall: shift === null ? null : [span[0] + shift, span[1] + shift],
    // A guest boots at another time than its host.
    boot: fromBoot && !meta.guest ? span : null,
  };
}
