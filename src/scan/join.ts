/** Puts the pieces of rotated logs together. */
import { formats } from '../../parsers/index.ts';
import type { Piece } from './inspect.ts';
import { byAge, type Rotated, rotationOf } from './rotation.ts';

/** What is read as one log. */
export interface Source {
  readonly name: string;
  readonly format: string;
  /** In the order in which they were written. */
  readonly pieces: readonly Piece[];
}

/** Snapshots in one folder are numbered by those who took them, in the order of time: no rotation. */
const NEVER_JOINED: ReadonlySet<string> = new Set([
  'proc-interrupts',
  'lspci',
  ...formats.filter(({ reads }) => reads !== 'lines').map(({ id }) => id),
]);

interface Named {
  readonly piece: Piece;
  readonly rotated: Rotated;
}

/**
 * Pieces with one base and one format are one source, where the base is among `names` (of all files, logs or not) or the
 * pieces carry dates: `trace.1` and `trace.2` alone are two recordings. Sources come in the order of their first pieces.
 */
export function joinPieces(
  pieces: readonly Piece[],
  names: ReadonlySet<string>,
): readonly Source[] {
  const groups = new Map<string, Named[]>();
  for (const piece of pieces) {
    const { name, format } = piece.part.file;
    const rotated = rotationOf(name);
    const joins =
      !NEVER_JOINED.has(format ?? '') && (rotated.age[1] >= 0 || names.has(rotated.base));
    const key = JSON.stringify([joins ? rotated.base : name, format]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ piece, rotated }]);
    else group.push({ piece, rotated });
  }
  return Array.from(groups.values(), (group): Source => {
    const [first] = group;
    const format = first?.piece.part.file.format ?? '';
    if (group.length === 1) {
      return { name: first?.piece.part.file.name ?? '', format, pieces: group.map(pieceOf) };
    }
    const ordered = group.toSorted((a, b) => byAge(a.rotated, b.rotated));
    return { name: first?.rotated.base ?? '', format, pieces: ordered.map(pieceOf) };
  });
}

const pieceOf = ({ piece }: Named): Piece => piece;
