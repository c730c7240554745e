import { main } from '../../src/cli/main.ts';
import { type Captured, streams } from './streams.ts';

export interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command without a process. */
export async function run(argv: readonly string[], world: Captured = streams()): Promise<Run> {
  const status = await main(argv, world);
  return { status, out: world.out(), err: world.err() };
}
