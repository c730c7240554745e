/** Small inputs that are large inside, and archives that want to be elsewhere. */
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { zip } from '../support/zip.ts';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const ZEROS = Buffer.alloc(1 << 20);

function* zeros(megabytes: number): Generator<Buffer> {
  for (let i = 0; i < megabytes; i += 1) yield ZEROS;
}

/** A gzip file of so many MB of nothing. */
export async function gzipBomb(path: string, megabytes: number): Promise<void> {
  await pipeline(Readable.from(zeros(megabytes)), createGzip(), createWriteStream(path));
}

/** A zip whose one member is so many MB of lines. */
export function zipBomb(path: string, megabytes: number): void {
  writeFileSync(path, zip([{ name: 'trace.txt', content: Buffer.alloc(megabytes << 20, 'x\n') }]));
}

/** A tar.gz of `count` members: names that climb and links out, devices, pipes, and files without end. */
export async function wildTar(path: string, count: number): Promise<void> {
  const packer = pack();
  const written = finished(packer.pipe(createGzip({ level: 1 })).pipe(createWriteStream(path)));
  const kinds = [
    { name: '../../../../tmp/msixray-was-here', type: 'file' },
    { name: '/tmp/msixray-was-here', type: 'file' },
    { name: 'link', type: 'symlink', linkname: '/etc/passwd' },
    { name: 'hard', type: 'link', linkname: '../../etc/shadow' },
    { name: 'disk', type: 'block-device' },
    { name: 'tty', type: 'character-device' },
    { name: 'pipe', type: 'fifo' },
  ] as const;
  for (let i = 0; i < count; i += 1) {
    const kind = kinds[i % 8];
    if (kind === undefined || kind.type === 'file') {
      packer.entry({ name: `${kind?.name ?? 'dir/log'}-${i}` }, 'irq');
    } else packer.entry({ ...kind, name: `${kind.name}-${i}` });
    if (i % 50 === 0) await turn(); // what is packed is written meanwhile
  }
  packer.finalize();
  await written;
}

/** A saved result so deep that a reader which calls itself ends. */
export function deepResult(folder: string, depth: number): string {
  const path = join(folder, 'deep.json');
  const inside = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  writeFileSync(path, `{"schema":"msixray.result/1","sources":${inside}}`);
  return path;
}
