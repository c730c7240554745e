/** The queue's programs and its connection. Both packages are optional: they are loaded when a queue is asked for. */
import type * as bullmqPackage from 'bullmq';
import type { Redis } from 'ioredis';

export interface Broker {
  readonly bullmq: typeof bullmqPackage;
  /** For everybody but workers; fails where the server does not answer. */
  readonly redis: Redis;
  /** A connection of its own that waits for the server however long it is away. */
  patient(): Redis;
  close(): Promise<void>;
}

/** The packages are not installed, or the server does not answer; the message says what to do. */
export class NoBroker extends Error {}

/** Reconnects are tried at least so often, milliseconds. */
const LONGEST_PAUSE = 2000;
const TRIES = 5;

/** Rejects by {@link NoBroker}. */
export async function openBroker(url: string): Promise<Broker> {
  const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]).catch(
    (): never => {
      throw new NoBroker('a fleet needs two more packages: npm install bullmq ioredis');
    },
  );
  const opened: Redis[] = [];
  const redis = new ioredis.Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (tries) => (tries > TRIES ? null : tries * 100),
  });
  opened.push(redis);
  // Each failed attempt is an event; the last one rejects below.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
  } catch {
    redis.disconnect();
    throw new NoBroker(`no Redis answers at ${withoutPassword(url)}`);
  }
  return {
    bullmq,
    redis,
    patient() {
      const connection = new ioredis.Redis(url, {
        maxRetriesPerRequest: null,
        retryStrategy: (tries) => Math.min(tries * 100, LONGEST_PAUSE),
      });
      connection.on('error', () => undefined);
      opened.push(connection);
      return connection;
    },
    async close() {
      for (const connection of opened) connection.disconnect();
      await Promise.resolve();
    },
  };
}

export function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.password = '';
    parsed.username = '';
    return parsed.href;
  } catch {
    return 'that address';
  }
}
