/** What a file is, by its head alone. */
import { HEAD_BYTES, recognise } from '../input/recognise.ts';
import { peek } from '../input/inflate.ts';
import { type Bytes, newTally, opened, type Tally, tallied } from './bytes.ts';

export type Kind =
  | { readonly is: 'log'; readonly format: string; readonly compressed: boolean }
  | { readonly is: 'tar'; readonly compressed: boolean }
  | { readonly is: 'zip'; readonly compressed: boolean }
  /** No log; the reason is the same words for all such files. */
  | { readonly is: 'other'; readonly reason: string }
  | { readonly is: 'unreadable'; readonly reason: string };

export interface Probed {
  readonly kind: Kind;
  /** Everything, decompressed, from the beginning; for those who go on reading. */
  readonly content: Bytes;
  /** To be called in any case. */
  release(): Promise<void>;
}

/** Looks at the head of a file and leaves the rest. Does not reject. */
export async function probe(source: Bytes): Promise<Probed> {
  const tally = newTally();
  const raw = tallied(source, tally, () => undefined);
  const packed = await peek(raw, 4);
  const inflated = opened(packed.all, tally, Infinity);
  const { head, all } = await peek(inflated, HEAD_BYTES);
  return {
    kind: kindOf(head, packed.head, tally),
    content: all,
    async release() {
      await inflated.return(undefined);
      await raw.return(undefined);
    },
  };
}

function kindOf(head: Uint8Array, first: Uint8Array, tally: Tally): Kind {
  if (head.length === 0) {
    return tally.failure === null
      ? { is: 'other', reason: 'empty' }
      : { is: 'unreadable', reason: tally.failure };
  }
  const compressed = !startsWith(head, [...first]);
  if (isTar(head)) return { is: 'tar', compressed };
  if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6])) {
    return { is: 'zip', compressed };
  }
  const format = isBinary(head) ? binaryFormat(head) : formatOf(head);
  if (format !== null) return { is: 'log', format, compressed };
  // Damage that left too little to tell what it was is worth a word.
  return tally.failure === null
    ? { is: 'other', reason: 'no known format' }
    : { is: 'unreadable', reason: tally.failure };
}

const formatOf = (head: Uint8Array): string | null =>
  recognise(head, null, head.length < HEAD_BYTES)?.format.id ?? null;

/** Formats of lines are not asked about a program or a picture. */
const binaryFormat = (head: Uint8Array): string | null =>
  recognise(head.subarray(0, SNIFFED), null, false)?.format.id ?? null;

/** What formats without lines look at. */
const SNIFFED = 4096;

/** Many bytes that no text has. A few NULs stand in a log after a crash. */
function isBinary(head: Uint8Array): boolean {
  const looked = Math.min(head.length, SNIFFED);
  let odd = 0;
  for (let at = 0; at < looked; at += 1) {
    const byte = head[at] ?? 0;
    if (byte < 0x07 || (byte > 0x0d && byte < 0x1b)) odd += 1;
  }
  return odd * 10 > looked;
}

const startsWith = (head: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, at) => head[at] === byte);

const CHECKSUM = 148;

/** The first header of a tar file: its checksum fits. Old tars have no magic. */
function isTar(head: Uint8Array): boolean {
  if (head.length < 512) return false;
  const field = new TextDecoder('latin1').decode(head.subarray(CHECKSUM, CHECKSUM + 8));
  const wanted = /^ *([0-7]{1,7})[ \0]/u.exec(field)?.[1];
  if (wanted === undefined) return false;
  let sum = 0;
  for (let at = 0; at < 512; at += 1) {
    sum += at >= CHECKSUM && at < CHECKSUM + 8 ? 0x20 : (head[at] ?? 0);
  }
  return sum === Number.parseInt(wanted, 8);
}
