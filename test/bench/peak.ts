/** Preloaded into the program that is measured: says at its end how much memory it had at most, KiB, all threads together. */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const path = process.env['BENCH_PEAK'];
if (isMainThread && path !== undefined) {
  process.on('exit', () => writeFileSync(path, String(process.resourceUsage().maxRSS)));
}
