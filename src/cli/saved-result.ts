/** Reads a result back: `-f json` or `-f ndjson`, compressed or not. */
import { inflate } from '../input/inflate.ts';
import { openFile } from '../input/open-file.ts';
import { RESULT_SCHEMA, type Result } from '../model/result.ts';
import { STDIN, type Streams } from './streams.ts';
import { reasonOf, Trouble } from './trouble.ts';

export async function readResult(path: string, streams: Streams): Promise<Result> {
  const text = await readText(path, streams);
  const value = parseJson(text) ?? fromRecords(text);
  if (isResult(value)) return value;
  const schema = isRecord(value) ? value['schema'] : undefined;
  throw new Trouble(
    typeof schema === 'string'
      ? `${path} has the schema ${schema}; this msixray reads ${RESULT_SCHEMA}`
      : `${path} is no result of msixray`,
    'a result is what -f json or -f ndjson wrote',
  );
}

async function readText(path: string, streams: Streams): Promise<string> {
  const damage: string[] = [];
  const source = path === STDIN ? streams.stdin : openFile(path);
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of inflate(source, (why) => void damage.push(why))) chunks.push(chunk);
  } catch (error) {
    throw new Trouble(`cannot read ${path}: ${reasonOf(error)}`);
  }
  const [why] = damage;
  if (why !== undefined) throw new Trouble(`cannot read ${path}: ${why}`);
  return Buffer.concat(chunks).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Puts the records of `-f ndjson` together again, keys in the order of `-f json`; null where they are none. */
function fromRecords(text: string): unknown {
  const lists: Readonly<Record<string, unknown[]>> = {
    source: [],
    device: [],
    window: [],
    finding: [],
    mark: [],
  };
  const single: Record<string, unknown> = {};
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const value = parseJson(line);
    if (!isRecord(value) || typeof value['type'] !== 'string') return null;
    const { type, early, ...record } = value;
    if (early === true) continue; // told while the log was still written; the result has it again
    const list = lists[type];
    if (list === undefined) single[type] = record;
    else list.push(record);
  }
  const { run, coverage, summary } = single;
  if (!isRecord(run) || !isRecord(coverage)) return null;
  const { rules, ...covered } = coverage;
  return {
    ...run,
    sources: lists['source'],
    devices: lists['device'],
    windows: lists['window'],
    findings: lists['finding'],
    marks: lists['mark'],
    rules,
    coverage: covered,
    summary,
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const LISTS = ['sources', 'devices', 'windows', 'findings', 'marks', 'rules'] as const;

/** Enough of the form to tell a result from another file; what is inside is taken on trust. */
const isResult = (value: unknown): value is Result =>
  isRecord(value) &&
  value['schema'] === RESULT_SCHEMA &&
  LISTS.every((key) => Array.isArray(value[key])) &&
  isRecord(value['clock']) &&
  isRecord(value['coverage']) &&
  isRecord(value['summary']);
