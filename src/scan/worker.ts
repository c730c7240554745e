/** The file that a worker thread runs. */
import type { MessagePort } from 'node:worker_threads';
import { doTask } from './do-task.ts';
import type { Watch } from './job.ts';
import type { Done, Task } from './task.ts';

/** What a worker tells while it works. */
export type Message =
  | { readonly at: readonly string[] }
  /** Bytes read since the last message. */
  | { readonly bytes: number };

/** Bytes after which a word of them is due. */
const REPORT = 1024 * 1024;

export default async function work({
  task,
  port,
}: {
  readonly task: Task;
  readonly port: MessagePort;
}): Promise<Done> {
  const tell = (message: Message): void => port.postMessage(message);
  let held = 0;
  const watch: Watch = {
    at: (names) => tell({ at: names }),
    bytes(count) {
      held += count;
      if (held < REPORT) return;
      tell({ bytes: held });
      held = 0;
    },
  };
  try {
    return await doTask(task, watch);
  } finally {
    port.close();
  }
}
