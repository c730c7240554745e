/** From an event's `print fmt` to the text of its records. */
import type { EventFormat, Field } from '../event-format.ts';
import type { RecordView } from '../record-view.ts';
import { ExpressionReader } from './expression.ts';
import type { Expression, Value } from './operators.ts';
import { piecesOf, printed } from './printf.ts';
import { tokensOf } from './tokens.ts';

/** The text of a record, as the kernel and trace-cmd print it after the event's name. */
export type Printer = (record: RecordView) => string;

const PRINT_MAX = 64 * 1024;
const ARGUMENTS_MAX = 128;

/** How an event's records print: by its own format, or field by field where that says what is not understood. */
export const printerOf = (format: EventFormat, longSize: number): Printer =>
  byFormat(format, longSize) ?? byFields(format);

function byFormat({ print, fields }: EventFormat, longSize: number): Printer | null {
  const tokens = print.length > PRINT_MAX ? null : tokensOf(print);
  if (tokens === null) return null;
  const reader = new ExpressionReader(tokens, fields, longSize);
  const text = reader.texts();
  if (text === null) return null;
  const values: Expression[] = [];
  while (!reader.done) {
    const value = reader.sign(',') && values.length < ARGUMENTS_MAX ? reader.expression() : null;
    if (value === null) return null;
    values.push(value);
  }
  const pieces = piecesOf(text, longSize);
  return (record) =>
    printed(
      pieces,
      values.map((value) => value(record)),
    );
}

/** `irq=28 name=vfio-msix[0](0000:00:05.0)`: what `trace-cmd report -R` prints. */
function byFields({ fields }: EventFormat): Printer {
  const own = [...fields.values()].filter(({ name }) => !name.startsWith('common_'));
  return (record) => own.map((field) => `${field.name}=${valueOf(field, record)}`).join(' ');
}

const valueOf = (field: Field, record: RecordView): Value =>
  field.kind === 'number' ? record.big(field) : record.text(field);
