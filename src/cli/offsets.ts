import { basename } from 'node:path';
import type { SourceInput } from '../analyze.ts';
import { parseSeconds } from '../model/time.ts';
import { type SourceSpec, STDIN_NAME } from './sources.ts';
import { STDIN } from './streams.ts';
import { Trouble } from './trouble.ts';

/**
 * `SOURCE=SECONDS` by the name that the source has in the result. SOURCE is the path as given, its last part, or that
 * name. `specs` and `inputs` are of the same order.
 */
export function parseOffsets(
  values: readonly string[],
  specs: readonly SourceSpec[],
  inputs: readonly SourceInput[],
): ReadonlyMap<string, string> {
  const offsets = new Map<string, string>();
  for (const value of values) {
    const equals = value.lastIndexOf('=');
    const source = value.slice(0, Math.max(0, equals));
    const seconds = value.slice(equals + 1);
    if (equals < 1 || parseSeconds(seconds) === null) {
      throw new Trouble(`--offset ${value} is no SOURCE=SECONDS`, 'like qemu.log=-1795342812.2752');
    }
    const wanted = source === STDIN ? STDIN_NAME : source;
    const named = inputs.filter(
      ({ name }, index) => name === wanted || specs[index]?.path === wanted,
    );
    const found =
      named.length > 0
        ? named
        : inputs.filter((_, index) => basename(specs[index]?.path ?? '') === wanted);
    const [input, another] = found;
    if (input === undefined) throw new Trouble(`--offset: no source is called ${source}`);
    if (another !== undefined) throw new Trouble(`--offset: several sources are called ${source}`);
    offsets.set(input.name, seconds);
  }
  return offsets;
}
