/**
 * Which sources of a host are judged together. One host is one case, unless time or folders tell its sources apart:
 *
 * 1. Where sources of one format that count from boot lie in several folders, each of these folders is a recording of
 *    its own (a boot, a night): the folders are told apart where their paths first differ.
 * 2. Two sources with wall time are of one case where their spans overlap or are a minute apart, in any folder.
 * 3. Two sources of one recording that count from boot are of one case where their spans overlap, or are a minute apart.
 * 4. Two sources of one recording whose clocks cannot be compared are of one case.
 *
 * What is tied to the same source is of one case.
 */

/** From the first to the last stamp, nanoseconds. */
export type Span = readonly [bigint, bigint];

export interface Placed {
  readonly name: string;
  /** The folders it lies in, below the host. */
  readonly folders: readonly string[];
  readonly format: string;
  /** Since 1970; null where no wall time is known. */
  readonly wall: Span | null;
  /** Since boot; null where the stamps count from elsewhere. */
  readonly boot: Span | null;
}

const NEAR = 60_000_000_000n;

/** The sources in groups, both in the order in which they came. */
export function groupCases<S extends Placed>(sources: readonly S[]): readonly (readonly S[])[] {
  const depth = recordingDepth(sources);
  const recordings = sources.map(({ folders }) => folders.slice(0, depth).join('/'));
  const group = sources.map((_, index) => index);
  const find = (index: number): number => {
    let at = index;
    while (group[at] !== at) at = group[at] ?? at;
    return at;
  };
  sources.forEach((a, i) => {
    sources.slice(0, i).forEach((b, j) => {
      if (tied(a, b, recordings[i] === recordings[j])) group[find(i)] = find(j);
    });
  });
  const groups = new Map<number, S[]>();
  sources.forEach((source, index) => {
    const first = find(index);
    const members = groups.get(first);
    if (members === undefined) groups.set(first, [source]);
    else members.push(source);
  });
  return [...groups.values()];
}

function tied(a: Placed, b: Placed, sameRecording: boolean): boolean {
  if (a.wall !== null && b.wall !== null) return near(a.wall, b.wall);
  if (!sameRecording) return false;
  return a.boot === null || b.boot === null || near(a.boot, b.boot);
}

const near = (a: Span, b: Span): boolean => a[0] <= b[1] + NEAR && b[0] <= a[1] + NEAR;

/** How many folders of a path name the recording; 0 where the whole host is one. */
function recordingDepth(sources: readonly Placed[]): number {
  const fromBoot = sources.filter(({ boot, wall }) => boot !== null && wall === null);
  let depth = Infinity;
  const first = new Map<string, Placed>();
  for (const source of fromBoot) {
    const other = first.get(source.format);
    if (other === undefined) first.set(source.format, source);
    else depth = Math.min(depth, differAt(source.folders, other.folders));
  }
  return depth === Infinity ? 0 : depth;
}

/** The length of the shortest beginnings that differ; Infinity where the paths are the same. */
function differAt(a: readonly string[], b: readonly string[]): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at += 1) if (a[at] !== b[at]) return at + 1;
  return Infinity;
}
