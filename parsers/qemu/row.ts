/** A row of the event table: what QEMU prints, and the event that it is. */
import type { Occurrence, QemuEvent } from '../../src/model/event/index.ts';
import { type Shape, shape, type Value, type Values } from './shape.ts';

/** When and where a line was read, and the thread that printed it. */
export type QemuOccurrence = Occurrence & { readonly tid: number | null };

export interface Row {
  /** The event's printed names, the newest first. */
  readonly names: readonly string[];
  /** Its arguments, one shape for each that QEMU's versions print. */
  readonly shapes: readonly Shape[];
  /** Text that stands in the arguments of every wanted line, if only some are wanted: a cheap way to drop the others. */
  readonly only: string | null;
  /** The event; null where these values are of no use to the analysis. */
  build(values: Record<string, Value>, at: QemuOccurrence): QemuEvent | null;
}

/** `values` come from one of the row's own shapes and so have their fields: the one cast of the table. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const typed = <S extends string>(values: Record<string, Value>): Values<S> => values as Values<S>;

/** A row. `names`: the printed name, or all of them, the newest first. `shapes`: its arguments, see {@link shape}. */
export function row<const S extends string>(
  names: string | readonly string[],
  shapes: S | readonly S[],
  build: (values: Values<S>, at: QemuOccurrence) => QemuEvent | null,
  only: string | null = null,
): Row {
  const texts: readonly string[] = typeof shapes === 'string' ? [shapes] : shapes;
  return {
    names: typeof names === 'string' ? [names] : names,
    shapes: texts.map((text) => shape(text)),
    only,
    build: (values, at) => build(typed<S>(values), at),
  };
}
