/** What earlier nights learned of hosts, kept by the server so that any machine goes on from there. */
import type { Redis } from 'ioredis';
import type { HostMemory } from '../scan/job.ts';
import { isMemory } from '../scan/state.ts';
import { packed, queuesOf, unpacked } from './message.ts';

/** Seconds after which a host that no run asked about is forgotten. */
const KEPT = 40 * 24 * 3600;

export class FleetMemory {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(redis: Redis, fleet: string) {
    this.#redis = redis;
    this.#prefix = queuesOf(fleet).memory;
  }

  async get(host: string): Promise<HostMemory | null> {
    const text = await this.#redis.get(`${this.#prefix}:${host}`);
    const value = text === null ? null : unpacked(text);
    return isMemory(value) ? value : null;
  }

  async put(host: string, memory: HostMemory): Promise<void> {
    await this.#redis.set(`${this.#prefix}:${host}`, packed(memory), 'EX', KEPT);
  }
}
