import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { filler } from '../../fixtures/fleet/generate.ts';

/** A trace of so many megabytes, with both teardowns at its start and its end. */
export function hugeTrace(path: string, megabytes: number): void {
  const trace = readFileSync('fixtures/nvme-resize/trace-cmd-report.txt', 'utf8');
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  writeSync(file, trace);
  const piece = Buffer.from(filler(100).repeat(16));
  for (let written = 0; written < megabytes * 1e6; written += piece.length) writeSync(file, piece);
  writeSync(file, trace);
  closeSync(file);
}
