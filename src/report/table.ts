/** Tables in fixed pitch that fit a width. */
import type { Column } from './document.ts';

const GAP = 2;
const LEAST = 6;

const fit = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(1, width - 2))}..`;

/** The widest of the columns that may shrink, the first of several; null where none may shrink more. */
function widestOf(columns: readonly Column[], widths: readonly number[]): number | null {
  let found: number | null = null;
  columns.forEach(({ shrinks }, i) => {
    const width = widths[i] ?? 0;
    if (shrinks && width > LEAST && (found === null || width > (widths[found] ?? 0))) found = i;
  });
  return found;
}

/**
 * Header and rows. Where they do not fit, columns that may shrink do; if that is not enough, columns fall off on the
 * right. Cells are already escaped.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const widths = columns.map((column, i) =>
    rows.reduce((most, row) => Math.max(most, (row[i] ?? '').length), column.title.length),
  );
  let kept = columns.length;
  const total = (): number => widths.slice(0, kept).reduce((all, each) => all + each + GAP, -GAP);
  for (;;) {
    while (total() > width) {
      const widest = widestOf(columns.slice(0, kept), widths);
      if (widest === null) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
    if (total() <= width || kept <= 1) break;
    kept--;
  }
  const print = (cells: readonly string[]): string =>
    columns
      .slice(0, kept)
      .map(({ align }, i) => {
        const cell = fit(cells[i] ?? '', widths[i] ?? 0);
        return align === 'left' ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  return [print(columns.map((column) => column.title)), ...rows.map(print)];
}
