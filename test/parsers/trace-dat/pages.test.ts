// Pages of the ring buffer in forms that a recording seldom has.
import { expect, test } from '@jest/globals';
import { readTraceDat } from '../../support/read-trace-dat.ts';
import { alloc, headerPage, PAGE, payload, ringPage, smallFile } from '../../support/ring-page.ts';
import {
  traceDatFile,
  type WrittenBuffer,
  type WrittenFile,
} from '../../support/trace-dat-file.ts';

/** `irq@ns` of every vector_alloc, in order, and `lost:cpu:count` of every loss. */
function story(file: WrittenFile): readonly string[] {
  const { events, epoch } = readTraceDat(traceDatFile(file));
  return events.flatMap((event) => {
    if (event.type === 'loss') return [`lost:${event.cpu}:${event.count}`];
    if (event.type !== 'vector_alloc') return [];
    return [`${event.irq}@${event.t === null ? '?' : epoch + BigInt(event.t)}`];
  });
}

const START = 5_000_000_123n;

test('stamps add up, over extensions and padding', () => {
  const page = ringPage(START, [
    { data: alloc(1), after: 10 },
    { extend: 2n ** 30n + 5n },
    { data: alloc(2), after: 1 },
    { padding: 20, after: 3 },
    { long: alloc(3), after: 4 },
    { data: alloc(4) },
  ]);
  const far = START + 10n + 2n ** 30n + 6n;
  expect(story(smallFile([[page]]))).toEqual([
    `1@${START + 10n}`,
    `2@${far}`,
    `3@${far + 7n}`,
    `4@${far + 7n}`,
  ]);
});

test('data whose length is no multiple of four', () => {
  const odd = new Uint8Array(26);
  odd.set(alloc(2));
  const page = ringPage(START, [{ data: alloc(1) }, { long: odd }, { data: alloc(3) }]);
  expect(story(smallFile([[page]])).map((told) => told.split('@')[0])).toEqual(['1', '2', '3']);
});

test('padding without a length ends the page', () => {
  const page = ringPage(START, [{ data: alloc(1) }, { padding: 0 }, { data: alloc(2) }]);
  expect(story(smallFile([[page, ringPage(START + 9n, [{ data: alloc(3) }])]]))).toEqual([
    `1@${START}`,
    `3@${START + 9n}`,
  ]);
});

test('a whole stamp keeps the upper bits of the one before', () => {
  // CLOCK_TAI has more than the 59 bits that a record holds.
  const tai = 1_795_342_146n * 1_000_000_000n;
  const page = ringPage(tai, [
    { data: alloc(1) },
    { stamp: (tai + 1000n) % 2n ** 59n },
    { data: alloc(2), after: 1 },
  ]);
  expect(story(smallFile([[page]]))).toEqual([`1@${tai}`, `2@${tai + 1001n}`]);
});

test('a whole stamp after its lower bits went round', () => {
  const edge = 3n * 2n ** 59n;
  const page = ringPage(edge - 10n, [{ data: alloc(1) }, { stamp: 5n }, { data: alloc(2) }]);
  expect(story(smallFile([[page]]))).toEqual([`1@${edge - 10n}`, `2@${edge + 5n}`]);
});

/** A vector_alloc of `irq`, `irq` + 1, …, each so many ns after the one before. */
const allocs = (irq: number, ...after: readonly number[]): Uint8Array =>
  ringPage(
    START,
    after.map((ns, i) => ({ data: alloc(irq + i), after: ns })),
  );

test('CPUs are merged by stamp, and of equal stamps the lower CPU is first', () => {
  expect(
    story(smallFile([[allocs(10, 5, 5, 0)], [allocs(20, 5, 0, 10)], [allocs(30, 0, 5, 20)]])).map(
      (told) => told.split('@')[0],
    ),
  ).toEqual(['30', '10', '20', '21', '31', '11', '12', '22', '32']);
});

test('losses stand before the first record of their page', () => {
  const pages = [
    ringPage(START, [{ data: alloc(1) }]),
    ringPage(START + 10n, [{ data: alloc(2) }], { missed: 316 }),
    ringPage(START + 20n, [], { missed: null }),
    ringPage(START + 30n, [{ data: alloc(3) }]),
  ];
  expect(story(smallFile([pages]))).toEqual([
    `1@${START}`,
    'lost:0:316',
    `2@${START + 10n}`,
    'lost:0:null',
    `3@${START + 30n}`,
  ]);
});

test.each([4, 8] as const)('big-endian, with longs of %i bytes', (longSize) => {
  const options = { little: false, longSize };
  const pages = [
    ringPage(START, [{ data: alloc(1, false), after: 7 }], options),
    ringPage(START + 99n, [{ long: alloc(2, false), after: 1 }], { ...options, missed: 3 }),
  ];
  expect(story(smallFile([pages], { little: false, headerPage: headerPage(longSize) }))).toEqual([
    `1@${START + 7n}`,
    'lost:0:3',
    `2@${START + 100n}`,
  ]);
});

test('a kernel of 32 bits, recorded by version 6', () => {
  const page = ringPage(START, [{ data: alloc(1) }], { longSize: 4, missed: 9 });
  expect(story(smallFile([[page]], { version: 6, headerPage: headerPage(4) }))).toEqual([
    'lost:0:9',
    `1@${START}`,
  ]);
});

/** An irq_handler_entry with these flags. */
function entry(flags: number): Uint8Array {
  const bytes = new Uint8Array(24);
  bytes.set(payload({ type: 301, flags }, [21, 16 + 5 * 0x10000]));
  bytes.set(Buffer.from('edu0\0'), 16);
  return bytes;
}

test('a poll of handlers in softirq context is told from an interrupt', () => {
  const name = 'name: irq_handler_entry\nID: 301\nformat:\n';
  const format = `${name}	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
	field:int common_pid;	offset:4;	size:4;	signed:1;

	field:int irq;	offset:8;	size:4;	signed:1;
	field:__data_loc char[] name;	offset:12;	size:4;	signed:0;

print fmt: "irq=%d name=%s", REC->irq, __get_str(name)
`;
  const page = ringPage(START, [
    { data: entry(0x08) },
    { data: entry(0x10) },
    { data: entry(0x18) },
  ]);
  const { events } = readTraceDat(traceDatFile(smallFile([[page]], { events: [format] })));
  expect(events.map(({ type }) => type)).toEqual([
    'irq_handler_entry',
    'irq_handler_polled',
    'irq_handler_entry',
  ]);
});

const buffer = (name: string, clock: string, irq: number, stamp: bigint): WrittenBuffer => ({
  name,
  clock,
  cpus: [{ cpu: 0, data: ringPage(stamp, [{ data: alloc(irq) }]) }],
});

test('buffers are merged, and one with another clock is named and left out', () => {
  const file = smallFile([], {
    buffers: [
      buffer('', 'local', 1, START),
      buffer('vfio', 'local', 2, START),
      buffer('early', 'local', 3, START - 5n),
      buffer('wall', 'tai', 4, START),
    ],
  });
  expect(story(file)).toEqual([`3@${START - 5n}`, `1@${START}`, `2@${START}`]);
  const { problems } = readTraceDat(traceDatFile(file));
  expect(problems).toEqual([['recording-ignored', 'the buffer wall has another clock']]);
});

test('offsets move every stamp; a date leaves them and tells wall time', () => {
  const page = ringPage(START, [{ data: alloc(1) }]);
  const file = smallFile([[page]], {
    options: [
      { id: 7, data: '-1000000000' },
      { id: 1, data: '0x660daa4e79c8b' },
    ],
  });
  expect(story(file)).toEqual([`1@${START - 1_000_000_000n}`]);
  const { events } = readTraceDat(traceDatFile(file));
  expect(events.find((event) => event.type === 'fact')).toMatchObject({
    fact: 'realtime-offset',
    value: BigInt('0x660daa4e79c8b') * 1000n,
  });
});

test('counts of a scaled counter are nanoseconds on a clock of their own', () => {
  // From trace-cmd 3.1.6: 893418223442 by 894784853 over 2^31 prints as 372.257592962.
  const scale = Buffer.alloc(16);
  scale.writeUInt32LE(894_784_853, 0);
  scale.writeUInt32LE(31, 4);
  const page = ringPage(893_418_223_442n, [{ data: alloc(1) }]);
  const file = smallFile([[page]], {
    options: [{ id: 14, data: scale }],
    buffers: [{ name: '', clock: 'x86-tsc', cpus: [{ cpu: 0, data: page }] }],
  });
  expect(story(file)).toEqual(['1@372257592962']);
  expect(readTraceDat(traceDatFile(file)).clock).toBe('relative');
});

test('a page is as long as the file says', () => {
  const long = new Uint8Array(2 * PAGE);
  long.set(ringPage(START, [{ data: alloc(1) }]));
  const data = Buffer.concat([long, long]);
  const file = smallFile([], {
    pageSize: 2 * PAGE,
    buffers: [{ name: '', clock: 'local', cpus: [{ cpu: 3, data }] }],
  });
  expect(story(file)).toEqual([`1@${START}`, `1@${START}`]);
});
