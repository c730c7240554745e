import { expect, test } from '@jest/globals';
import type { LineFormat } from '../../src/model/format.ts';
import { perfTrace } from '../../parsers/perf-trace/index.ts';
import { strace } from '../../parsers/strace/index.ts';
import { readLines } from '../support/read-lines.ts';

/** Type, time and what the ioctl or its end says. */
const said = (format: LineFormat, lines: readonly string[]): readonly unknown[] =>
  readLines(format, lines).events.map((event) =>
    event.type === 'ioctl_enter'
      ? ['enter', event.t, event.tid, event.fd, event.cmd]
      : event.type === 'ioctl_exit'
        ? ['exit', event.t, event.tid, event.ret]
        : event.type,
  );

const SET_IRQS = 0x3b6e;

const straceCases: readonly [string, readonly string[], readonly unknown[]][] = [
  [
    'a whole call with its duration',
    ['251   1795342555.727934 ioctl(5, VFIO_DEVICE_SET_IRQS, 0x7ffe2ea4f6d0) = 0 <0.000873>'],
    [
      ['enter', 727_934_000, 251, 5, SET_IRQS],
      ['exit', 728_807_000, 251, 0],
    ],
  ],
  [
    'a whole call without duration: its end is not known',
    ['251   1795342555.727934 ioctl(5, VFIO_DEVICE_SET_IRQS, 0x7ffe2ea4f6d0) = 3'],
    [
      ['enter', 727_934_000, 251, 5, SET_IRQS],
      ['exit', null, 251, 3],
    ],
  ],
  [
    'a call in two parts, of two threads',
    [
      '251   1795342555.100000 ioctl(5, VFIO_DEVICE_SET_IRQS <unfinished ...>',
      '252   1795342555.200000 ioctl(6, VFIO_DEVICE_RESET <unfinished ...>',
      '251   1795342555.300000 <... ioctl resumed>, 0x7ffe2ea4f6d0) = 0 <0.150000>',
      '252   1795342555.400000 <... ioctl resumed>) = -1 ENOTTY (Inappropriate ioctl for device)',
    ],
    [
      ['enter', 100_000_000, 251, 5, SET_IRQS],
      ['enter', 200_000_000, 252, 6, 0x3b6f],
      ['exit', 250_000_000, 251, 0],
      ['exit', 400_000_000, 252, -25],
    ],
  ],
  [
    'the end of a call whose begin is not there',
    ['251   1795342555.3 <... ioctl resumed>) = 0'],
    [],
  ],
  [
    'times since the line before',
    [
      '251        0.000000 brk(NULL) = 0x273ed000',
      '251        0.400000 brk(NULL) = 0x273ed000',
      '251        0.700000 ioctl(5, 0x3b6e, 0x7fffbcc26890) = 0',
    ],
    [
      ['enter', 1_100_000_000, 251, 5, SET_IRQS],
      ['exit', null, 251, 0],
    ],
  ],
  [
    'times of the day, over midnight',
    [
      '23:59:59.900000 ioctl(5, 0x3b6e, 0x7fffbcc26890) = 0 <0.200000>',
      '00:00:00.500000 ioctl(5, 0x3b6e, 0x7fffbcc26890) = ?',
    ],
    [
      ['enter', 900_000_000, -1, 5, SET_IRQS],
      ['exit', 1_100_000_000, -1, 0],
      ['enter', 1_500_000_000, -1, 5, SET_IRQS],
      ['exit', null, -1, null],
    ],
  ],
  [
    'a path with a comma, brackets and an arrow',
    ['7 ioctl(5</dev/a, b<char 10:196>>, VFIO_DEVICE_SET_IRQS, 0x7f) = 0'],
    [
      ['enter', null, 7, 5, SET_IRQS],
      ['exit', null, 7, 0],
    ],
  ],
  [
    'a number in its parts, as an strace without names prints it',
    ['7 ioctl(5, _IOC(_IOC_NONE, 0x3b, 0x6e, 0), 0x7f) = 0'],
    [
      ['enter', null, 7, 5, SET_IRQS],
      ['exit', null, 7, 0],
    ],
  ],
  [
    'another device',
    ['7 ioctl(5, KVM_RUN, 0) = 0', '7 ioctl(1, TCGETS, 0x7f) = -1 ENOTTY (x)'],
    [],
  ],
];

test.each(straceCases)('strace: %s', (_what, lines, expected) => {
  expect(said(strace, lines)).toEqual(expected);
});

test.each([
  ['a cut call', '251   1795342555.7 ioctl(5, VFIO_DEVICE_SET_IRQS, 0x7ff'],
  ['a cut path', '251   1795342555.7 ioctl(5</dev/vfio'],
])('strace: %s is counted', (_what, line) => {
  const { events, problems } = readLines(strace, [line]);
  expect(events).toEqual([]);
  expect(problems.map((problem) => problem.key)).toEqual(['line-malformed']);
});

test.each([
  ['a line of C', '  x = ioctl(fd, VFIO_DEVICE_SET_IRQS, &set);'],
  ['a sentence', 'ioctl(5) is called; the result = 0'],
  ['a kernel message', '[   12.345678] vfio-pci 0000:01:00.0: resetting'],
  ['a shell prompt', '$ strace -f -p 251'],
])('strace does not claim %s', (_what, line) => {
  expect(strace.claims(line)).toBe(false);
});

const perfCases: readonly [string, readonly string[], readonly unknown[]][] = [
  [
    'a whole call',
    [
      '  1074.668 ( 1.420 ms): CPU 0/KVM/290 ioctl(fd: 6, cmd: (NONE, 0x3b, 0x6e, 0), arg: 0x7f)         = 0',
    ],
    [
      ['enter', 74_668_000, 290, 6, SET_IRQS],
      ['exit', 76_088_000, 290, 0],
    ],
  ],
  [
    'a call on two lines',
    [
      '    74.668 (         ): vt/290 ioctl(fd: 6, cmd: (NONE, 0x3b, 0x6e, 0), arg: 0x7f) ...',
      '    74.700 ( 0.010 ms): vt/291 ioctl(fd: 1, cmd: TCGETS, arg: 0x7f)         = 0',
      '    74.668 ( 1.420 ms): vt/290  ... [continued]: ioctl())                    = -1 EINVAL (Invalid argument)',
    ],
    [
      ['enter', 74_668_000, 290, 6, SET_IRQS],
      ['exit', 76_088_000, 290, -22],
    ],
  ],
  [
    'one thread alone, which is not named',
    ['     0.000 ( 0.461 ms): ioctl(fd: 5, cmd: 0x3b6e, arg: 0x7f)                = 0'],
    [
      ['enter', 0, -1, 5, SET_IRQS],
      ['exit', 461_000, -1, 0],
    ],
  ],
];

test.each(perfCases)('perf trace: %s', (_what, lines, expected) => {
  expect(said(perfTrace, lines)).toEqual(expected);
});
