import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of the capture that holds the two teardowns: the whole would make suites slow. */
export const teardownLines = readFileSync('fixtures/nvme-resize/trace-cmd-report.txt', 'utf8')
  .split('\n')
  .slice(1229, 1420)
  .join('\n');

/** Writes {@link teardownLines} into a folder as `trace.txt`; returns the path. */
export function teardowns(folder: string): string {
  const path = join(folder, 'trace.txt');
  writeFileSync(path, teardownLines);
  return path;
}
