/** From what QEMU prints to events: trace lines by the table of rows, error lines by the table of reports. */
import type { QemuEvent } from '../../src/model/event/index.ts';
import { lifecycleRows } from './lifecycle-rows.ts';
import type { QemuOccurrence, Row } from './row.ts';
import { interruptRows } from './rows.ts';
import type { Shape, Value } from './shape.ts';

export { decodeQemuReport, qemuReportNeedles } from './reports.ts';
export type { QemuOccurrence } from './row.ts';

const rows: readonly Row[] = [...interruptRows, ...lifecycleRows];
const byName = new Map(rows.flatMap((row) => row.names.map((name) => [name, row] as const)));

/** The printed names of every trace event that the decoder knows, former names included. */
export const qemuEventNames: ReadonlySet<string> = new Set(byName.keys());

/** Strings of which every trace line that the decoder could want holds at least one. */
export const qemuEventNeedles: readonly string[] = [
  ...new Set(rows.flatMap((row) => (row.only === null ? row.names : [row.only]))),
];

/** The row of a printed event name; null for an event that the analysis does not know. */
export const rowOf = (name: string): Row | null => byName.get(name) ?? null;

const nameOf = (text: string): string => {
  const blank = text.indexOf(' ');
  return blank === -1 ? text : text.slice(0, blank);
};

/** Does a text begin with the name of an event that the decoder knows? The cheap question that most lines fail. */
export const isQemuEvent = (text: string): boolean => byName.has(nameOf(text));

/** An event name and its arguments, without the blanks around them: most of QEMU's own texts begin with one. */
export function splitTrace(text: string): readonly [name: string, args: string] {
  const blank = text.indexOf(' ');
  return blank === -1 ? [text, ''] : [text.slice(0, blank), text.slice(blank + 1).trim()];
}

/**
 * Reads `event-name args` as QEMU's printf-like back ends print it:
 *
 *     vfio_msix_vector_do_use  (0000:3b:00.0) vector 3 used
 *
 * Null for an event that the analysis does not want, `malformed` for one that it wants and whose arguments do not fit.
 */
export function readQemuTrace(text: string, at: QemuOccurrence): QemuEvent | 'malformed' | null {
  const [name, args] = splitTrace(text);
  const row = byName.get(name);
  if (row === undefined || (row.only !== null && !args.includes(row.only))) return null;
  return readQemuRow(row, (shape) => shape.scan(args), at);
}

/**
 * Reads an event of a row from a back end that stores values: `valuesOf` gives them in a shape, null where they do not
 * fit it. Otherwise as {@link readQemuTrace}.
 */
export function readQemuRow(
  row: Row,
  valuesOf: (shape: Shape) => Record<string, Value> | null,
  at: QemuOccurrence,
): QemuEvent | 'malformed' | null {
  const { t, line, text, tid } = at;
  for (const shape of row.shapes) {
    const values = valuesOf(shape);
    if (values !== null) return row.build(values, { t, line, text, tid });
  }
  return 'malformed';
}

/** {@link readQemuTrace} for those who do not count what is malformed. */
export function decodeQemuTrace(text: string, at: QemuOccurrence): QemuEvent | null {
  const event = readQemuTrace(text, at);
  return event === 'malformed' ? null : event;
}
