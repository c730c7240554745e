/**
 * The lines at which handlers came back: a window quotes the last of its live vectors. Of the others the place is kept,
 * and not the text: a device of 64 vectors would take ten times as much.
 */
import { placeOf, type Mark } from './mark.ts';
import { indexOf, type Operation, type Touch } from './operation.ts';

/** `before` is what the same thread did before: a teardown says which vectors were live. */
export function keepQuotable(operation: Operation, before: Operation | null): void {
  const live = liveBefore(operation, before);
  if (live === null) return;
  const last = lastBack(operation.touched, live);
  const places = new Map<Mark, Mark>();
  const short = (mark: Mark): Mark => {
    if (mark === last) return mark;
    const place = places.get(mark) ?? placeOf(mark);
    places.set(mark, place);
    return place;
  };
  for (const touch of operation.touched) {
    if (touch.end !== null) touch.end = short(touch.end);
    if (touch.endBetween !== null) {
      touch.endBetween = [touch.endBetween[0], short(touch.endBetween[1])];
    }
  }
}

/** Null where it cannot be told: which line ends the window shows only later. */
function liveBefore(
  { touched, node }: Operation,
  before: Operation | null,
): ReadonlySet<number> | null {
  if (before === null || before.kind !== 'disable' || before.node.root !== node.root) return null;
  if (touched.length < 2 || touched.some((touch) => indexOf(touch) === null)) return null;
  const live = before.touched.map((touch) => indexOf(touch));
  const known = live.filter((index) => index !== null);
  return known.length === live.length ? new Set(known) : null;
}

function lastBack(touched: readonly Touch[], live: ReadonlySet<number>): Mark | null {
  const back = new Set<number>();
  let last: Mark | null = null;
  for (const touch of touched) {
    const index = indexOf(touch);
    const mark = touch.end ?? touch.endBetween?.[1] ?? null;
    if (index === null || mark === null || !live.has(index) || back.has(index)) continue;
    back.add(index);
    if (last === null || last.t === null || (mark.t !== null && mark.t >= last.t)) last = mark;
  }
  return last;
}
