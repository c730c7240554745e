/** A Redis of the test's own, in a folder of its own; it survives a restart. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

export interface OwnRedis {
  readonly url: string;
  /** A connection, to look inside. */
  client(): Redis;
  /** Ends it and starts it again on the same data. */
  restart(pauseMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function ownRedis(folder: string): Promise<OwnRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server = await serve(port, folder);
  const clients: Redis[] = [];
  return {
    url,
    client() {
      const client = new Redis(url, { maxRetriesPerRequest: null });
      client.on('error', () => undefined);
      clients.push(client);
      return client;
    },
    async restart(pauseMs) {
      await end(server);
      await sleep(pauseMs);
      server = await serve(port, folder);
    },
    async stop() {
      for (const client of clients) client.disconnect();
      await end(server);
    },
  };
}

async function serve(port: number, folder: string): Promise<ChildProcess> {
  const server = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--dir',
      folder,
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
      '--save',
      '',
    ],
    { stdio: 'ignore' },
  );
  const probe = new Redis(port, {
    lazyConnect: true,
    retryStrategy: () => 50,
    maxRetriesPerRequest: null,
  });
  probe.on('error', () => undefined);
  await probe.ping();
  probe.disconnect();
  return server;
}

function end(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('close', () => resolve());
    server.kill('SIGTERM');
  });
}

/** The server is started a moment later: nobody else takes the port in between, as a rule. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      );
    });
  });
}
