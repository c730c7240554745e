/** Reads the lines of results and baselines back. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { inflate } from '../input/inflate.ts';
import { openFile } from '../input/open-file.ts';
import { HOST_SCHEMA, type HostResult } from '../model/host.ts';
import { type BaselineLine, FLEET_BASELINE_SCHEMA } from './baseline.ts';
import type { Bytes } from './bytes.ts';
import { failureOf } from './failure.ts';

/** A line is not what the file should hold. */
export class WrongLine extends Error {}

/** The hosts of a result, in the order in which they stand there. Rejects by {@link WrongLine}. */
export async function* hostResults(
  path: string,
  bytes: Bytes = openFile(path),
): AsyncGenerator<HostResult> {
  for await (const { value, place } of values(path, bytes)) {
    if (!isHostResult(value)) throw new WrongLine(`${place} is no host's result (${HOST_SCHEMA})`);
    yield value;
  }
}

/** A baseline, or the result of a night that stands for one. Rejects by {@link WrongLine}. */
export async function* baselineLines(path: string): AsyncGenerator<BaselineLine> {
  for await (const { value, place } of values(path, openFile(path))) {
    if (isHostResult(value)) {
      yield { host: value.host, findings: value.findings };
    } else if (isBaselineLine(value)) yield value;
    else throw new WrongLine(`${place} is neither a baseline of a fleet nor a host's result`);
  }
}

async function* values(
  path: string,
  bytes: Bytes,
): AsyncGenerator<{ readonly value: unknown; readonly place: string }> {
  const damage: string[] = [];
  const input = Readable.from(
    inflate(bytes, (why) => void damage.push(why)),
    { objectMode: false },
  );
  // An error of the input ends the lines without a word: it is kept here.
  input.on('error', (error) => damage.push(failureOf(error)));
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line === '') continue;
    yield { value: parse(line), place: `${path}:${number}` };
  }
  const [why] = damage;
  if (why !== undefined) throw new WrongLine(`cannot read ${path}: ${why}`);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const LISTS = ['files', 'skipped', 'cases', 'windows', 'findings', 'problems'] as const;

/** Enough of the form to tell; what is inside is taken on trust. */
export const isHostResult = (value: unknown): value is HostResult =>
  isRecord(value) &&
  value['schema'] === HOST_SCHEMA &&
  typeof value['host'] === 'string' &&
  isRecord(value['summary']) &&
  LISTS.every((key) => Array.isArray(value[key]));

const isBaselineLine = (value: unknown): value is BaselineLine =>
  isRecord(value) &&
  value['schema'] === FLEET_BASELINE_SCHEMA &&
  typeof value['host'] === 'string' &&
  Array.isArray(value['findings']) &&
  value['findings'].every((entry) => isRecord(entry) && typeof entry['fingerprint'] === 'string');
