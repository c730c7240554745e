/** `-f ndjson`: the same records one a line, each with its type. */
import * as ndjson from 'ndjson';
import type { Result, ResultRecord } from '../model/result.ts';
import { json } from './escape.ts';
import type { Renderer } from './output.ts';

/** The records of a finished result in their fixed order. */
export function* recordsOf(result: Result): Generator<ResultRecord> {
  const { schema, tool, clock, rules, coverage } = result;
  yield { type: 'run', schema, tool, clock };
  for (const source of result.sources) yield { type: 'source', ...source };
  for (const device of result.devices) yield { type: 'device', ...device };
  for (const window of result.windows) yield { type: 'window', ...window };
  for (const finding of result.findings) yield { type: 'finding', ...finding };
  for (const mark of result.marks) yield { type: 'mark', ...mark };
  yield { type: 'coverage', rules, ...coverage };
  yield { type: 'summary', ...result.summary };
}

/**
 * Any records as lines. The package's serialiser is a transform that answers a write at once, so that one write and
 * one read make one line; a number that JSON does not have (NaN) is a defect of the caller and becomes null.
 */
export function* ndjsonLines(records: Iterable<object>): Generator<string> {
  const serialiser = ndjson.stringify();
  for (const record of records) {
    serialiser.write(record);
    const line: unknown = serialiser.read();
    if (typeof line !== 'string') throw new Error('ndjson gave no line for a record');
    yield `${json(line.trimEnd())}\n`;
  }
}

export const renderer: Renderer = {
  render: (result: Result) => ndjsonLines(recordsOf(result)),
};
