/** `-f NAME[=FILE]`: what is written where. */
import { type Output, outputOf, outputs } from '../report/index.ts';
import { Trouble } from './trouble.ts';

export interface Target {
  readonly output: Output;
  /** Null: standard output. */
  readonly file: string | null;
}

/** Throws {@link Trouble} for an unknown name, and where two want the same place. */
export function parseTargets(values: readonly string[], standard = 'text'): readonly Target[] {
  const targets = (values.length === 0 ? [standard] : values).map(parseTarget);
  const places = targets.map(({ file }) => file ?? '-');
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice === '-') {
    throw new Trouble(
      'two outputs want standard output',
      'give all but one a file: -f json=result.json',
    );
  }
  if (twice !== undefined) throw new Trouble(`two outputs want the file ${twice}`);
  return targets;
}

function parseTarget(value: string): Target {
  const equals = value.indexOf('=');
  const id = equals === -1 ? value : value.slice(0, equals);
  const output = outputOf(id);
  if (output === null) {
    throw new Trouble(
      `there is no output called ${id}`,
      `outputs: ${outputs.map((each) => each.id).join(', ')}`,
    );
  }
  if (equals === -1) return { output, file: null };
  const file = value.slice(equals + 1);
  if (file === '') throw new Trouble(`-f ${value} names no file`);
  return { output, file: file === '-' ? null : file };
}
