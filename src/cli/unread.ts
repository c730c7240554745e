/** What standard error says of files that were not read to their end. */
import type { HostResult } from '../model/host.ts';
import { visible } from '../report/escape.ts';

/** Lines after which only a number follows: every host's line has all of them. */
const MOST = 10;

export async function* unreadLines(results: AsyncIterable<HostResult>): AsyncGenerator<string> {
  let count = 0;
  for await (const { files } of results) {
    for (const { name, status, reason } of files) {
      if (status !== 'failed' && status !== 'incomplete') continue;
      count += 1;
      if (count <= MOST) yield `msixray: ${visible(`${name}: ${status}: ${reason}`)}\n`;
    }
  }
  if (count > MOST) yield `msixray: and ${count - MOST} more files\n`;
}
