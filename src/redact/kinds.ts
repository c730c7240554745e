/** What tells where a log comes from, and what stands for it: one row a kind. */

export interface Kind {
  readonly id: string;
  /** Source of a regular expression without capturing groups; case does not matter. Null: names that are told, not found. */
  readonly pattern: string | null;
  /** The n-th pseudonym, from 1 up: of the same form, and in a range that is kept for examples where there is one. */
  pseudonym(n: number, original: string): string;
}

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

/** RFC 5737: three networks for documentation; after 762 hosts they are used again with a mark. */
function exampleAddress(n: number): string {
  const nets = ['192.0.2', '198.51.100', '203.0.113'] as const;
  const net = nets[Math.floor((n - 1) / 254) % nets.length] ?? nets[0];
  const round = Math.floor((n - 1) / (254 * nets.length));
  return `${net}.${((n - 1) % 254) + 1}${round === 0 ? '' : `-${round}`}`;
}

/** The ending of a file tells what it is; anything longer may tell more. */
const endingOf = (name: string): string => /\.[a-z0-9]{1,4}$/iu.exec(name)?.[0] ?? '';

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

/** In order: where two could begin at one place, the first is taken. */
export const kinds: readonly Kind[] = [
  { id: 'source', pattern: null, pseudonym: (n, original) => `source-${n}${endingOf(original)}` },
  { id: 'host', pattern: null, pseudonym: (n) => `host-${n}` },
  { id: 'vm', pattern: null, pseudonym: (n) => `vm-${n}` },
  {
    id: 'uuid',
    pattern: '(?<![\\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\\w-])',
    pseudonym: (n) => `00000000-0000-4000-8000-${hex(n, 12)}`,
  },
  {
    id: 'mac',
    pattern: '(?<![\\w:])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![\\w:])',
    pseudonym: (n) => `02:00:00:${hex(n >> 16, 2)}:${hex((n >> 8) & 255, 2)}:${hex(n & 255, 2)}`,
  },
  {
    id: 'ipv6',
    pattern:
      '(?<![\\w:.])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?=[0-9a-f:]{3,39}(?![\\w:]))(?=[0-9a-f:]{0,39}?::)[0-9a-f:]{3,39})(?![\\w:])',
    pseudonym: (n) => `2001:db8::${hex(n, 1)}`,
  },
  {
    id: 'ipv4',
    pattern: `(?<![\\w.])(?:${BYTE}\\.){3}${BYTE}(?![\\w]|\\.\\d)`,
    pseudonym: exampleAddress,
  },
  {
    // `3b:00.0`, with or without its domain: which of both is seen to in Pseudonyms. The function number stays.
    id: 'device',
    pattern: '(?<![\\w:.])(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\\.[0-7](?![\\w])',
    pseudonym: (n) => `ffff:${hex((n >> 5) & 255, 2)}:${hex(n & 31, 2)}`,
  },
  {
    // Predictable names of network interfaces are made of the PCI address: enp59s0f0.
    id: 'interface',
    pattern: '(?<![\\w])(?:en|ib|sl|wl|ww)(?:P\\d{1,5})?p\\d{1,3}s\\d{1,3}[a-z0-9]{0,10}(?![\\w])',
    pseudonym: (n) => `net-${n}`,
  },
  {
    id: 'kernel-address',
    pattern: '(?<![\\w])(?:0x)?ffff[0-9a-f]{12}(?![\\w])',
    pseudonym: (n, original) => `${original.startsWith('0x') ? '0x' : ''}ffff0000${hex(n, 8)}`,
  },
  {
    // What every Linux has says nothing: /dev/vfio/27, /proc/interrupts, /sys/kernel.
    id: 'path',
    pattern:
      '(?<![\\w.:/])/(?!(?:dev|proc|sys/kernel|sys/bus|sys/devices|sys/module)(?:/|(?![\\w])))(?:[\\w.@+~:%-]+/)+[\\w.@+~%-]*',
    pseudonym: (n, original) => `/path-${n}${endingOf(original)}`,
  },
];

export type KindId = string;
