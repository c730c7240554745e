/** Real logs, followed: what is told on the way, and what the end says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { analyze, everything, type SourceInput } from '../../src/analyze.ts';
import { follow } from '../../src/follow/follow.ts';
import type { Result, ResultWindow } from '../../src/model/result.ts';
import type { Told } from '../../src/model/told.ts';
import { inChunks } from '../support/chunks.ts';

const ROOT = 'fixtures';
const cases = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'expected.json')));
const logsOf = (name: string): readonly string[] =>
  readdirSync(join(ROOT, name)).filter((file) => /\.(?:txt|log)(?:\.gz)?$/u.test(file));

function bytesOf(name: string, file: string): Uint8Array {
  const bytes = readFileSync(join(ROOT, name, file));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

interface Log {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const batch = (logs: readonly Log[]): Promise<Result> =>
  analyze(
    logs.map(({ name, bytes }) => ({ name, format: null, open: () => inChunks(bytes) })),
    everything,
  );

async function followed(
  sources: readonly SourceInput[],
): Promise<{ readonly result: Result; readonly told: readonly Told[] }> {
  const told: Told[] = [];
  const { result } = await follow(sources, {
    ...everything,
    onNews: async (news) => void told.push(...news),
    onNote: () => undefined,
    giveUp: () => undefined,
  });
  return { result, told };
}

test.each(cases)('every log of %s followed gives what the batch gives', async (name) => {
  for (const file of logsOf(name)) {
    const bytes = bytesOf(name, file);
    const open = (): AsyncIterable<Uint8Array> => inChunks(bytes, 5000);
    const { result } = await followed([{ name: file, format: null, open }]);
    expect(result).toEqual(await batch([{ name: file, bytes }]));
  }
});

/** In pieces that come from time to time, and silence at the end. */
async function* slowly(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for await (const piece of inChunks(bytes, Math.ceil(bytes.length / 8))) {
    yield piece;
    await pause(100);
  }
  await pause(3000);
}

/** What was told last of each window. */
function windowsOf(told: readonly Told[]): readonly ResultWindow[] {
  const last = new Map<string, ResultWindow>();
  for (const one of told) if (one.is === 'window') last.set(one.window.id, one.window);
  return [...last.values()];
}

const inShort = ({ device, cause, start, end, state, live }: ResultWindow): string =>
  JSON.stringify({ device, cause, start, end, state, live });

test.each([
  ['nvme-resize', ['trace-cmd-report.txt']],
  ['nvme-resize', ['qemu.log']],
  ['nvme-resize', ['dmesg.txt', 'qemu.log', 'trace-cmd-report.txt']],
  ['nvme-exhausted', ['trace-cmd-report.txt.gz']],
  ['two-devices-kprobe', ['tracefs-trace.txt.gz']],
] as const)('%s: %j tell on the way what the end says', async (name, files) => {
  const logs = files.map((file) => ({ name: file, bytes: bytesOf(name, file) }));
  const { result, told } = await followed(
    logs.map((log) => ({ name: log.name, format: null, open: () => slowly(log.bytes) })),
  );
  expect(result).toEqual(await batch(logs));
  const closed = result.windows.filter(({ state }) => state !== 'open');
  expect(closed.length).toBeGreaterThan(1);
  expect(windowsOf(told).map(inShort).toSorted()).toEqual(closed.map(inShort).toSorted());
  const rules = told.flatMap((one) => (one.is === 'finding' ? [one.finding.rule] : []));
  expect([...new Set(rules)].toSorted()).toEqual(
    [...new Set(result.findings.map(({ rule }) => rule))].toSorted(),
  );
});

test('what is told of a source whose format is not known is nothing, and its end comes', async () => {
  const bytes = Buffer.from('nobody knows\nwhat this is\n'.repeat(50_000));
  const { result, told } = await followed([
    { name: 'x', format: null, open: () => inChunks(bytes, 64 * 1024) },
  ]);
  expect(told).toEqual([]);
  expect(result.sources[0]).toMatchObject({ complete: false, incompleteWhy: 'no known format' });
});
