import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { analyze, type AnalyzeOptions, type SourceInput } from '../../src/analyze.ts';
import type { Result } from '../../src/model/result.ts';

/** What the command line gives where the user says nothing. */
export const defaults: AnalyzeOptions = {
  zone: 'UTC',
  year: null,
  offsets: new Map(),
  device: null,
  since: null,
  until: null,
  cpus: null,
  ruleOverrides: new Map(),
  userRules: [],
  strict: false,
};

export const fileInput = (path: string): SourceInput => ({
  name: basename(path),
  format: null,
  open: () => createReadStream(path),
});

/** Bytes in chunks of a given size, as a pipe might deliver them. */
export const bytesInput = (name: string, bytes: Uint8Array, chunk: number): SourceInput => ({
  name,
  format: null,
  open: () => Readable.from(chunksOf(bytes, chunk)),
});

function* chunksOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The whole pipe on files, as `msixray FILE...` runs it. */
export const analyzeFiles = (
  paths: readonly string[],
  options: Partial<AnalyzeOptions> = {},
): Promise<Result> => analyze(paths.map(fileInput), { ...defaults, ...options });
