import { expect, test } from '@jest/globals';
import { qemuSimple } from '../../parsers/qemu-simple/index.ts';
import type { Event } from '../../src/model/event/index.ts';
import type { ProblemKey } from '../../src/model/stats.ts';

/** Writes a file as QEMU does: words in the host's order, nothing padded. */
class Writer {
  readonly #parts: Uint8Array[] = [];
  readonly #little: boolean;

  constructor(little = true, version = 4n) {
    this.#little = little;
    this.word(0xffffffffffffffffn).word(0xf2b177cb0aa429b4n).word(version);
  }

  word(value: bigint): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, value, this.#little);
    return this.raw(bytes);
  }

  half(value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, this.#little);
    return this.raw(bytes);
  }

  raw(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    return this;
  }

  text(value: string): this {
    const bytes = new TextEncoder().encode(value);
    return this.half(bytes.length).raw(bytes);
  }

  mapping(id: bigint, name: string): this {
    return this.word(0n).word(id).text(name);
  }

  /** An event with the arguments that `write` writes; `length` overrides the record's own. */
  event(id: bigint, ns: bigint, write: (to: Writer) => void, length?: number): this {
    const args = new Writer(this.#little);
    args.#parts.length = 0;
    write(args);
    const bytes = args.bytes();
    return this.word(1n)
      .word(id)
      .word(ns)
      .half(length ?? bytes.length + 24)
      .half(28_860)
      .raw(bytes);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

interface Read {
  readonly events: readonly Event[];
  readonly problems: readonly (readonly [ProblemKey, number, number | null])[];
  readonly epoch: bigint;
}

function read(bytes: Uint8Array, size = bytes.length): Read {
  const events: Event[] = [];
  const problems: [ProblemKey, number, number | null][] = [];
  const parser = qemuSimple.open(
    {
      event: (event) => events.push(event),
      problem: (key, line, _text, count = 1) => problems.push([key, line, count]),
    },
    { zone: 'UTC', year: null },
  );
  for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
  parser.end();
  expect(parser.clock).toBe('monotonic');
  return { events, problems, epoch: parser.epoch };
}

const NAME = '0000:3b:00.0';
const USE = 100n;
const REGION = 101n;

/** Two events that are wanted around one that is not, and a mapping in between; the last record says 17 were dropped. */
const written = (little = true): Writer =>
  new Writer(little)
    .mapping(USE, 'vfio_msix_vector_do_use')
    .mapping(REGION, 'vfio_region_write')
    .event(USE, 5_000_000_001n, (to) => to.text(NAME).word(3n))
    .event(REGION, 5_000_000_002n, (to) => to.text(NAME).word(0n).word(8n).word(1n).word(4n))
    .mapping(102n, 'kvm_irqchip_commit_routes')
    .event(102n, 6_000_000_003n, () => undefined)
    .event(0xfffffffffffffffen, 6_000_000_004n, (to) => to.word(17n));

const expected = {
  events: [
    {
      type: 'vfio_msix_vector_do_use',
      t: 1,
      line: 1,
      text: `vfio_msix_vector_do_use (${NAME}) vector 3 used`,
      tid: null,
      device: NAME,
      vector: 3,
    },
    {
      type: 'kvm_irqchip_commit_routes',
      t: 1_000_000_003,
      line: 3,
      text: 'kvm_irqchip_commit_routes ',
      tid: null,
    },
    {
      type: 'loss',
      t: 1_000_000_004,
      line: 4,
      text: 'dropped 17 events',
      cpu: null,
      count: 17,
      kind: 'lost',
    },
  ],
  problems: [['events-lost', 4, 17]],
  epoch: 5_000_000_000n,
};

test.each([true, false])('reads mappings, events and drops (little-endian: %s)', (little) => {
  const bytes = written(little).bytes();
  expect(qemuSimple.sniff(bytes)).toBe(true);
  expect(read(bytes)).toEqual(expected);
});

test('may be cut into chunks anywhere', () => {
  const bytes = written().bytes();
  for (let size = 1; size <= 64; size += 1) expect(read(bytes, size)).toEqual(expected);
});

test('a file that was cut says so, unless it was cut between records', () => {
  const bytes = written().bytes();
  const says = Array.from({ length: bytes.length }, (_, length) =>
    read(bytes.slice(0, length)).problems.map(([key]) => key),
  );
  // Between records: after the header, each of three mappings and three events.
  expect(says.filter((keys) => keys.length === 0)).toHaveLength(7);
  expect(new Set(says.flat())).toEqual(new Set(['input-cut']));
});

test.each([
  [
    'vfio_msix_early_setup',
    (to: Writer) => to.text(NAME).word(0x40n).word(0n).word(0x2000n).word(16n),
    { pos: 0x40, entries: 16, noresize: null },
  ],
  [
    'vfio_msix_early_setup',
    (to: Writer) => to.text(NAME).word(0x40n).word(0n).word(0x2000n).word(16n).word(1n),
    { noresize: true },
  ],
  ['vfio_intx_interrupt', (to: Writer) => to.text(NAME).word(0x41n), { pin: 'A' }],
  [
    'vfio_vmstate_change',
    (to: Writer) => to.text(NAME).word(1n).text('running').text('RUNNING'),
    { running: true, state: 'RUNNING' },
  ],
  [
    'vfio_vmstate_change',
    (to: Writer) => to.text(NAME).word(0n).text('paused').word(4n),
    { running: false, state: '4' },
  ],
  [
    'kvm_irqchip_add_msi_route',
    (to: Writer) => to.text('N/A').word(0n).word(0xffffffffffffffffn),
    { virq: -1 },
  ],
  [
    'memory_region_ops_write',
    (to: Writer) => to.word(0n).word(0x55n).word(0xfe00100cn).word(1n).word(4n).text('msix-table'),
    { type: 'msix_table_write', mr: '0x55', addr: 0xfe00100c },
  ],
])('reads the arguments of %s', (name, write, says) => {
  const { events, problems } = read(new Writer().mapping(9n, name).event(9n, 1n, write).bytes());
  expect(problems).toEqual([]);
  expect(events).toMatchObject([says]);
});

test.each([
  ['too short', (to: Writer) => to.text(NAME)],
  ['too long', (to: Writer) => to.text(NAME).word(3n).word(0n)],
  ['text beyond its record', (to: Writer) => to.half(0xffffffff).word(3n)],
  ['a vector that no table has', (to: Writer) => to.text(NAME).word(2048n)],
])('arguments that are not those of the event: %s', (_, write) => {
  const bytes = new Writer().mapping(USE, 'vfio_msix_vector_do_use').event(USE, 1n, write);
  const { events, problems } = read(bytes.bytes());
  expect(events).toEqual([]);
  expect(problems).toEqual([['line-malformed', 1, 1]]);
});

test('a memory region of QEMU to 5.2 has no name: no problem', () => {
  const bytes = new Writer()
    .mapping(9n, 'memory_region_ops_write')
    .event(9n, 1n, (to) => to.word(0n).word(0x55n).word(0xfe00100cn).word(1n).word(4n));
  expect(read(bytes.bytes())).toMatchObject({ events: [], problems: [] });
});

test.each([
  ['a record of 4 GiB', written().event(REGION, 1n, () => undefined, 0xffffffff)],
  ['a record shorter than its head', written().event(REGION, 1n, () => undefined, 23)],
  ['a name of 4 GiB', written().word(0n).word(9n).half(0xffffffff)],
  ['a type that is none', written().word(2n).word(9n).word(9n)],
])('stops at %s', (_, to) => {
  // What follows is not read any more, whatever it is.
  const bytes = to.raw(written().bytes()).bytes();
  const { events, problems } = read(bytes, 100);
  expect(events).toEqual(expected.events);
  expect(problems.map(([key]) => key)).toEqual(['events-lost', 'input-cut']);
});

test('skips a long record of an event that nobody wants, and one that is too long to be what it says', () => {
  const long = new Uint8Array(200_000);
  const bytes = new Writer()
    .mapping(USE, 'vfio_msix_vector_do_use')
    .event(REGION, 1n, (to) => to.raw(long))
    .event(USE, 2n, (to) => to.raw(long))
    .event(USE, 3n, (to) => to.text(NAME).word(3n))
    .bytes();
  const { events, problems } = read(bytes, 65_536);
  expect(events).toMatchObject([{ type: 'vfio_msix_vector_do_use', line: 3 }]);
  expect(problems).toEqual([['line-malformed', 2, 1]]);
});

test.each([0n, 2n, 3n, 5n])('says that it cannot read version %s', (version) => {
  const bytes = new Writer(true, version).bytes();
  expect(qemuSimple.sniff(bytes)).toBe(true);
  expect(read(bytes).problems).toEqual([['format-unusable', 1, 1]]);
});

test('an empty file is a file that was cut', () => {
  expect(read(new Uint8Array(0))).toMatchObject({ events: [], problems: [['input-cut', 1, 1]] });
});

test('sniffs nothing else', () => {
  const bytes = written().bytes();
  expect(qemuSimple.sniff(bytes.slice(0, 23))).toBe(false);
  for (let at = 0; at < 16; at += 1) {
    const other = bytes.slice();
    other[at] = (other[at] ?? 0) ^ 1;
    expect(qemuSimple.sniff(other)).toBe(false);
  }
});

test('a damaged byte never throws, and never adds an event', () => {
  const bytes = written().bytes();
  for (let at = 0; at < bytes.length; at += 1) {
    for (const damage of [1, 0xff]) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ damage;
      expect(read(damaged, 64).events.length).toBeLessThanOrEqual(expected.events.length);
    }
  }
});
