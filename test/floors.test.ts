import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';

interface Floor {
  /** Floors, or single files of one, that it may import besides itself. */
  readonly imports: readonly string[];
  /** npm packages and Node modules that it may import: each package has one home. */
  readonly packages: readonly string[];
}

/** Imports point down only, and siblings never import each other. Anything unlisted is forbidden. */
const floors: Readonly<Record<string, Floor>> = {
  bin: { imports: ['src/cli'], packages: ['node:fs/promises', 'node:v8'] },
  'src/cli': {
    imports: [
      'src/analyze.ts',
      'src/select.ts',
      'src/fleet',
      'src/follow',
      'src/scan',
      'src/input',
      'src/rules',
      'src/report',
      'src/redact',
      'src/capture',
      'parsers',
      'src/model',
    ],
    packages: [
      'bullmq',
      'commander',
      'luxon',
      'yaml',
      'node:child_process',
      'node:events',
      'node:fs',
      'node:fs/promises',
      'node:os',
      'node:path',
      'node:process',
      'node:stream',
      'node:stream/promises',
      'node:timers/promises',
    ],
  },
  'src/fleet': {
    imports: ['src/scan', 'src/report/fleet', 'src/model'],
    packages: ['bullmq', 'ioredis', 'node:crypto', 'node:fs/promises', 'node:zlib'],
  },
  'src/follow': {
    imports: ['src/analyze.ts', 'src/select.ts', 'src/input', 'src/timeline', 'src/model'],
    packages: [],
  },
  'src/scan': {
    imports: [
      'src/analyze.ts',
      'src/input',
      'src/timeline/clock.ts',
      'src/rules',
      'parsers/index.ts',
      'src/model',
    ],
    packages: [
      'picomatch',
      'piscina',
      'tar-stream',
      'yauzl',
      'node:child_process',
      'node:crypto',
      'node:events',
      'node:fs',
      'node:fs/promises',
      'node:os',
      'node:path',
      'node:readline',
      'node:stream',
      'node:stream/promises',
      'node:worker_threads',
      'node:zlib',
    ],
  },
  'src/analyze.ts': {
    imports: [
      'src/publish.ts',
      'src/select.ts',
      'src/input',
      'src/timeline',
      'src/rules',
      'src/model',
    ],
    packages: ['node:stream'],
  },
  'src/publish.ts': { imports: ['src/verdict.ts', 'src/model'], packages: [] },
  'src/select.ts': { imports: ['src/model'], packages: [] },
  'src/verdict.ts': { imports: ['src/model'], packages: [] },
  'src/input': {
    imports: ['parsers/index.ts', 'parsers/detect.ts', 'src/model'],
    packages: [
      'fzstd',
      'split2',
      'unbzip2-stream',
      'xxhash-wasm',
      'xz-decompress',
      'node:crypto',
      'node:fs',
      'node:fs/promises',
      'node:net',
      'node:os',
      'node:path',
      'node:stream',
      'node:stream/promises',
      'node:timers/promises',
      'node:util',
      'node:worker_threads',
      'node:zlib',
    ],
  },
  'src/capture': { imports: ['src/model'], packages: [] },
  'src/timeline': { imports: ['src/model'], packages: [] },
  'src/rules': { imports: ['src/model'], packages: ['yaml', 'node:crypto'] },
  'src/redact': { imports: ['src/model'], packages: ['node:crypto'] },
  'src/report': {
    imports: ['src/model'],
    packages: ['d3-scale', 'luxon', 'ndjson', 'node:crypto'],
  },
  parsers: { imports: ['src/model'], packages: [] },
  'src/model': { imports: [], packages: [] },
};

const files = ['bin', 'src', 'parsers'].flatMap((dir) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(dir, name)),
);

const within = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place}/`);

const floorOf = (path: string): string | undefined =>
  Object.keys(floors).find((floor) => within(path, floor));

/** What a file imports: `from '…'`, `import '…'` and `import('…')`. */
function importsOf(source: string): string[] {
  const found = source.matchAll(/\b(?:from|import)\s*\(?\s*'([.@\w][^'\s]*)'/gu);
  return Array.from(found, ([, spec = '']) => spec);
}

/** The imports of a file that its floor does not allow. */
function forbidden(file: string, { imports, packages }: Floor, floor: string): string[] {
  return importsOf(readFileSync(file, 'utf8')).filter((spec) => {
    if (!spec.startsWith('.')) return !packages.includes(spec);
    const target = normalize(join(dirname(file), spec));
    return ![floor, ...imports].some((place) => within(target, place));
  });
}

test.each(files)('%s imports only from floors below it', (file) => {
  const floor = floorOf(file) ?? 'no floor';
  expect(Object.keys(floors)).toContain(floor);
  expect(forbidden(file, floors[floor] ?? { imports: [], packages: [] }, floor)).toEqual([]);
});

test('every form of import is seen', () => {
  const source = `import a from './a.ts';\nexport * from './b.ts';\nimport './c.ts';\nawait import('./d.ts');
import type {\n  E,\n} from './e.ts';`;
  expect(importsOf(source)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts']);
});
