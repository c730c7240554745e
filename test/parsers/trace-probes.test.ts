import { expect, test } from '@jest/globals';
import type { Event } from '../../src/model/event/index.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { facts, readLines } from '../support/read-lines.ts';

const HEAD = '              vt-286     [000] .....    71.741305: ';

/** The events of kernel text lines, each after the same head. */
const inTracefs = (...bodies: readonly string[]): readonly Event[] =>
  readLines(
    tracefs,
    bodies.map((body) => HEAD + body),
  ).events;

const TASK = { tid: 286, comm: 'vt', cpu: 0 };

const calls: readonly [string, string, object][] = [
  [
    'arguments by name, flags in hex',
    'x: (vfio_pci_set_irqs_ioctl+0x4/0xd0 [vfio_pci_core]) vdev=0xff3d1d0c41cf0800 flags=0x24 index=2 start=0 count=1',
    {
      fn: 'vfio_pci_set_irqs_ioctl',
      args: { vdev: '0xff3d1d0c41cf0800', flags: 0x24, index: 2, start: 0, count: 1 },
    },
  ],
  [
    'flags in decimal and a name',
    'x: (vfio_pci_set_irqs_ioctl+0x4/0xd0 [vfio_pci_core]) flags=33 index=2 start=0 count=0 name="0000:01:00.0"',
    {
      fn: 'vfio_pci_set_irqs_ioctl',
      args: { flags: 0x21, index: 2, start: 0, count: 0, name: '0000:01:00.0' },
    },
  ],
  [
    'an address, told by the shape of the fields',
    'x: (ffffffffc0894b00) vdev=0xff3d1d0c41cf0800 flags=0x24 index=2 start=0 count=1',
    {
      fn: 'vfio_pci_set_irqs_ioctl',
      args: { vdev: '0xff3d1d0c41cf0800', flags: 0x24, index: 2, start: 0, count: 1 },
    },
  ],
  [
    'an address, told by the name',
    'p_vfio_pci_core_vfio_msi_disable_0: (ffffffffc0894b00)',
    { fn: 'vfio_msi_disable', args: {} },
  ],
  [
    'arguments without names',
    'x: (vfio_pci_set_irqs_ioctl+0x4/0xd0) arg1=0xff3d1d0c41cf0800 arg2=0x24 arg3=0x2 arg4=0x0 arg5=0x1',
    {
      fn: 'vfio_pci_set_irqs_ioctl',
      args: { vdev: '0xff3d1d0c41cf0800', flags: 0x24, index: 2, start: 0, count: 1 },
    },
  ],
  [
    'a negative fd in 32 bits',
    'x: (vfio_msi_set_vector_signal+0x0/0x320) vector=3 fd=0xffffffff',
    { fn: 'vfio_msi_set_vector_signal', args: { vector: 3, fd: -1 } },
  ],
  [
    "a handler's name, told by its shape",
    'x: (ffffffff81111111) irq=28 name="vfio-msix[0](0000:00:05.0)"',
    { fn: 'request_threaded_irq', args: { irq: 28, name: 'vfio-msix[0](0000:00:05.0)' } },
  ],
  [
    'a compiler suffix',
    'x: (pci_disable_msix.part.0+0x0/0x60) dev=0xffff8881',
    { fn: 'pci_disable_msix', args: { pdev: '0xffff8881' } },
  ],
];

test.each(calls)('a probe with %s', (_what, body, expected) => {
  expect(inTracefs(body).map(facts)).toEqual([
    { ...TASK, type: 'call', via: 'kprobe', ...expected },
  ]);
});

const returns: readonly [string, string, object][] = [
  [
    'of the kernel: caller, then function',
    'x: (vfio_pci_set_msi_trigger+0x99/0x240 [vfio_pci_core] <- pci_alloc_irq_vectors_affinity) ret=3',
    { fn: 'pci_alloc_irq_vectors_affinity', ret: 3, args: {} },
  ],
  [
    'of trace-cmd: function, then caller',
    'x: (vfio_pci_set_irqs_ioctl <- vfio_pci_core_ioctl+0x109) ret=0',
    { fn: 'vfio_pci_set_irqs_ioctl', ret: 0, args: { byDisable: false } },
  ],
  [
    'with an address and a telling name',
    'pci_alloc_ret: (ffffffff81111111 <- ffffffffc0a1df69) ret=-28',
    { fn: 'pci_alloc_irq_vectors_affinity', ret: -28, args: {} },
  ],
  [
    'with 64 unsigned bits',
    'x: (vfio_pci_core_ioctl+0x1/0x2 <- vfio_pci_set_irqs_ioctl) arg1=0xffffffffffffffea',
    { fn: 'vfio_pci_set_irqs_ioctl', ret: -22, args: { byDisable: false } },
  ],
  [
    'with a packed map',
    'x: (vfio_msi_set_vector_signal+0x23c/0x320 <- pci_msix_alloc_irq_at) arg1=0x1f00000004',
    { fn: 'pci_msix_alloc_irq_at', ret: 4, args: { vector: 4, irq: 31 } },
  ],
  [
    'with a packed error',
    'x: (vfio_msi_set_vector_signal+0x23c/0x320 <- pci_msix_alloc_irq_at) arg1=0xffffffe4',
    { fn: 'pci_msix_alloc_irq_at', ret: -28, args: {} },
  ],
  [
    'of a close',
    'x: (vfio_pci_core_disable+0xb7/0x3c0 [vfio_pci_core] <- vfio_pci_set_irqs_ioctl) ret=0',
    { fn: 'vfio_pci_set_irqs_ioctl', ret: 0, args: { byDisable: true } },
  ],
  [
    'without a value',
    'x: (vfio_pci_core_ioctl+0x1/0x2 <- vfio_pci_set_irqs_ioctl)',
    { fn: 'vfio_pci_set_irqs_ioctl', ret: null, args: { byDisable: false } },
  ],
];

test.each(returns)('a return %s', (_what, body, expected) => {
  const wanted = { ...TASK, type: 'call_return', via: 'kprobe', took: null, ...expected };
  expect(inTracefs(body).map(facts)).toEqual([wanted]);
});

test('a return of an address is that of the entry at the address, or a few bytes before', () => {
  const entry = 'enter: (ffffffffc0a20144) flags=0x24 index=2 start=0 count=1';
  const events = inTracefs(
    entry,
    'leave: (ffffffffc0a20144 <- ffffffffc0a1df69) ret=0',
    'leave: (ffffffffc0a20140 <- ffffffffc0a1df69) ret=0',
    'other: (ffffffffc0a30144 <- ffffffffc0a1df69) ret=0',
  );
  expect(events.map((event) => event.type)).toEqual(['call', 'call_return', 'call_return']);
  expect(facts(events[2])).toMatchObject({ fn: 'vfio_pci_set_irqs_ioctl' });
});

test('an ioctl that two events tell is one ioctl', () => {
  const events = inTracefs(
    'sys_enter: NR 16 (5, 3b6e, 7ffda53668c0, 0, 0, 0)',
    'my_e: (syscalls.sys_enter_ioctl) fd=5 cmd=0x3b6e',
    'sys_exit: NR 16 = -22',
    'sys_enter: NR 1 (5, 3b6e, 7ffda53668c0, 0, 0, 0)',
    'sys_exit: NR 1 = 0',
  );
  expect(events.map(facts)).toEqual([
    { ...TASK, type: 'ioctl_enter', fd: 5, cmd: 0x3b6e },
    { ...TASK, type: 'ioctl_exit', ret: -22 },
  ]);
});

test('other ioctls are none of ours', () => {
  expect(
    inTracefs(
      'my_e: (syscalls.sys_enter_ioctl) fd=5 cmd=0xae80',
      'my_e: (syscalls.sys_enter_ioctl) fd=5 cmd=0x3b80',
      'sys_ioctl(fd: 5, cmd: 3b80, arg: 7ffda53668c0)',
    ),
  ).toEqual([]);
});
