// Files that are cut, damaged or made to harm.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import type { RandomFile } from '../../../src/model/format.ts';
import { traceDat } from '../../../parsers/trace-dat/index.ts';
import { fileOf, lines, readTraceDat } from '../../support/read-trace-dat.ts';
import { alloc, formatText, payload, ringPage, smallFile } from '../../support/ring-page.ts';
import { traceDatFile } from '../../support/trace-dat-file.ts';

const fixture = (name: string): Buffer =>
  gunzipSync(readFileSync(join(process.cwd(), 'fixtures', 'trace-dat', `${name}.dat.gz`)));

const START = 5_000_000_000n;

const small = smallFile([
  [ringPage(START, [{ data: alloc(1) }]), ringPage(START + 20n, [{ data: alloc(3) }])],
  [ringPage(START + 10n, [{ data: alloc(2) }])],
]);

const irqs = (bytes: Uint8Array): readonly number[] =>
  readTraceDat(bytes).events.flatMap((event) => (event.type === 'vector_alloc' ? [event.irq] : []));

const keys = (bytes: Uint8Array): readonly string[] =>
  readTraceDat(bytes).problems.map(([key]) => key);

test('a whole file has no problem', () => {
  expect(irqs(traceDatFile(small))).toEqual([1, 2, 3]);
  expect(keys(traceDatFile(small))).toEqual([]);
});

test.each([6, 7] as const)(
  'version %i, cut anywhere: never more than there was, and told',
  (version) => {
    const bytes = traceDatFile({ ...small, version });
    const counts = new Set<number>();
    for (let length = 10; length < bytes.length; length += 97) {
      const cut = bytes.subarray(0, length);
      const told = readTraceDat(cut);
      counts.add(irqs(cut).length);
      expect(irqs(cut).every((irq) => [1, 2, 3].includes(irq))).toBe(true);
      expect(told.problems.length).toBeGreaterThan(0);
      expect(told.problems.every(([key]) => key === 'input-cut')).toBe(true);
    }
    expect(counts).toEqual(new Set([0, 1, 2, 3]));
  },
);

test.each(['none', 'zlib'] as const)(
  'without the table at its end, packed by %s: the records of every CPU, whose number nobody knows',
  (packing) => {
    const bytes = traceDatFile({ ...small, packing });
    const { events } = readTraceDat(bytes.subarray(0, bytes.length - 20));
    const told = events.flatMap((event) =>
      event.type === 'vector_alloc' ? [[event.irq, event.cpu]] : [],
    );
    expect(told).toEqual([
      [1, null],
      [2, null],
      [3, null],
    ]);
    expect(lines(readTraceDat(bytes.subarray(0, bytes.length - 20)))[0]).toBe(
      ' qemu-system-x86-7     [???]     5.000000000: vector_alloc:         irq=1 vector=36 reserved=0 ret=0',
    );
  },
);

test('a recorded file without its end is read nearly whole', () => {
  const whole = fixture('nvme-resize');
  const cut = readTraceDat(whole.subarray(0, whole.length - 100));
  expect(cut.events.length).toBe(readTraceDat(whole).events.length);
  expect(cut.problems.map(([key]) => key)).toEqual(['input-cut']);
});

test('a recording that was never finished says what to do', () => {
  const bytes = Buffer.from(traceDatFile(small));
  // Magic, word, version, order, size of a long, page size, `none`, an empty version: then the place of the options.
  bytes.writeBigUInt64LE(0n, 3 + 7 + 2 + 2 + 4 + 5 + 1);
  expect(readTraceDat(bytes).problems[0]).toEqual([
    'input-cut',
    'the recording was never finished: trace-cmd restore puts it together',
  ]);
  expect(irqs(bytes)).toEqual([1, 2, 3]);
});

test.each<[what: string, bytes: Uint8Array, key: string]>([
  ['nothing', new Uint8Array(0), 'format-unusable'],
  ['another file', Buffer.from('cpus=2\n'), 'format-unusable'],
  ['a head alone', traceDatFile(small).subarray(0, 12), 'input-cut'],
  [
    'version 8',
    Buffer.concat([Buffer.from('\x17\x08Dtracing8\0\0\b'), Buffer.alloc(99)]),
    'format-unusable',
  ],
  [
    'version 5',
    Buffer.concat([Buffer.from('\x17\x08Dtracing5\0\0\b'), Buffer.alloc(99)]),
    'format-unusable',
  ],
  [
    'an unknown layout of pages',
    traceDatFile({ ...small, headerPage: 'field: int a;\n' }),
    'format-unusable',
  ],
  ['no format of any event', traceDatFile({ ...small, events: [] }), 'format-unusable'],
])('%s: %s', (_what, bytes, key) => {
  expect(readTraceDat(bytes).problems.map(([one]) => one)).toEqual([key]);
  expect(readTraceDat(bytes).events).toEqual([]);
});

test('records packed in an unknown way are said to be so', () => {
  const bytes = traceDatFile({ ...small, packing: 'zlib' });
  const renamed = Buffer.from(bytes);
  renamed.write('lzma', bytes.indexOf('zlib'));
  expect(keys(renamed)).toContain('input-cut');
  expect(readTraceDat(renamed).problems.some(([, text]) => text.includes('lzma'))).toBe(true);
});

test('a record that passes the end of its page ends the page', () => {
  const broken = ringPage(START, [{ data: alloc(1) }, { data: alloc(9) }]);
  const view = new DataView(broken.buffer);
  // The second record's word, after 16 bytes of head and the first record: data of 28 words, beyond what is committed.
  view.setUint32(16 + 4 + 24, 28, true);
  const bytes = traceDatFile(smallFile([[broken, ringPage(START + 5n, [{ data: alloc(2) }])]]));
  expect(irqs(bytes)).toEqual([1, 2]);
  expect(readTraceDat(bytes).problems).toEqual([
    ['input-cut', 'CPU 0: a page holds a record that passes its end'],
  ]);
});

test('functions without symbols are no silence', () => {
  const format = formatText(
    'function',
    1,
    ['unsigned long ip:8', 'unsigned long parent_ip:8'],
    '""',
  );
  const page = ringPage(START, [{ data: payload({ type: 1 }, [1, -1, 2, -1]) }]);
  const bytes = traceDatFile(
    smallFile([[page]], {
      ftrace: [format],
      events: [],
      kallsyms: '0000000000000000 T free_irq\n',
    }),
  );
  expect(readTraceDat(bytes).problems).toEqual([
    ['format-unusable', expect.stringContaining('functions without names')],
  ]);
});

/** A file that counts what is asked of it. */
function counting(bytes: Uint8Array): { readonly file: RandomFile; readonly asked: () => number } {
  let asked = 0;
  const inner = fileOf(bytes);
  return {
    file: {
      size: inner.size,
      read(at, length) {
        const read = inner.read(at, length);
        asked += read.length;
        return read;
      },
      unpack(codec, packed, limit) {
        const out = inner.unpack(codec, packed, limit);
        asked += out?.length ?? 0;
        return out;
      },
    },
    asked: () => asked,
  };
}

/** Flips bytes of a file, the same ones each time. */
function* mutations(bytes: Uint8Array, count: number): Generator<Uint8Array> {
  let seed = 12345;
  const next = (limit: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed % limit;
  };
  for (let i = 0; i < count; i++) {
    const copy = Uint8Array.from(bytes);
    for (let n = 0; n <= next(4); n++) {
      const at = next(3) === 0 ? next(600) : next(copy.length);
      const value = [0, 1, 0x7f, 0x80, 0xff][next(5)] ?? 0;
      copy.fill(value, at, at + 1 + next(8));
    }
    yield copy;
  }
}

test.each([
  ['version 7', traceDatFile(small)],
  ['version 6', traceDatFile({ ...small, version: 6 })],
  ['version 7, packed', traceDatFile({ ...small, packing: 'zlib' })],
  ['a recording', fixture('kprobe')],
])('%s with flipped bytes: nothing throws, and little is read', (_what, bytes) => {
  let most = 0;
  for (const mutant of mutations(bytes, 150)) {
    const { file, asked } = counting(mutant);
    const parser = traceDat.open(
      file,
      { event: () => undefined, problem: () => undefined },
      { zone: 'UTC', year: null },
    );
    while (parser.readOn());
    most = Math.max(most, asked());
  }
  // Numbers are read 16 KiB ahead, so that each of some forty parts may cost so much.
  expect(most).toBeLessThan(bytes.length * 4 + 2_000_000);
});
