/** Does one task. The same function runs in a thread and without one. */
import type { Watch } from './job.ts';
import { look } from './look.ts';
import { scanHost } from './scan-host.ts';
import type { Done, Runner, Task } from './task.ts';

/** Rejects for a fault of the program only. */
export async function doTask(task: Task, watch: Watch): Promise<Done> {
  if (task.is === 'host') return { is: 'host', outcome: await scanHost(task.job, watch) };
  let hostName: string | null = null;
  const memory = await look(task.unit, {
    fetch: task.fetch,
    banned: new Map(task.banned),
    onFile: (name) => watch.at([name]),
    onHostName: (text) => {
      if (text.trim() !== '') hostName ??= text.trim();
    },
  });
  return { is: 'look', looked: { memory, hostName } };
}

/** No threads: for tests and for those who bring threads of their own. Nothing can stop a task. */
export const inlineRunner: Runner = {
  width: 1,
  run: doTask,
  close: () => Promise.resolve(),
};
