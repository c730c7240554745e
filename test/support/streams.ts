import { readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import type { Streams, Terminal } from '../../src/cli/streams.ts';
import { inChunks } from './chunks.ts';

export interface Captured extends Streams {
  readonly out: () => string;
  readonly err: () => string;
}

interface World {
  readonly stdin?: Uint8Array | string;
  readonly stdinIsTerminal?: boolean;
  readonly stdoutIsTerminal?: boolean;
  readonly stderrIsTerminal?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

function capture(isTTY: boolean, columns = 80): readonly [Terminal, () => string] {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  return [Object.assign(stream, { isTTY, columns }), () => Buffer.concat(chunks).toString()];
}

/** From the root of the project, where jest runs. */
const page = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);

const NOW = new Date('2026-11-22T12:00:00Z');

/** Streams that end in strings. Standard input is no terminal unless said. */
export function streams(world: World = {}): Captured {
  const [stdout, out] = capture(world.stdoutIsTerminal ?? false, world.columns);
  const [stderr, err] = capture(world.stderrIsTerminal ?? false, world.columns);
  const stdin = Object.assign(inChunks(world.stdin ?? ''), {
    isTTY: world.stdinIsTerminal ?? false,
  });
  return { stdin, stdout, stderr, env: world.env ?? {}, page, now: () => NOW, out, err };
}
