import type { Sample } from '../../src/model/format.ts';

const S61 = 'strace 6.1';

export const samples: readonly Sample[] = [
  {
    line: '251   1795342555.647762 ioctl(5, VFIO_DEVICE_SET_IRQS, 0x7ffe2ea4f6d0) = 0 <0.001146>',
    gives: ['ioctl_enter', 'ioctl_exit'],
    from: `${S61}, -f -ttt -T`,
  },
  {
    line: '251   1795342555.865012 ioctl(5, VFIO_DEVICE_SET_IRQS, 0x7ffe2ea4f6d0) = -1 EINVAL (Invalid argument) <0.000338>',
    gives: ['ioctl_enter', 'ioctl_exit'],
    from: `${S61}, -f -ttt -T`,
  },
  {
    line: '251   1795342555.740341 ioctl(5, VFIO_DEVICE_SET_IRQS <unfinished ...>',
    gives: ['ioctl_enter'],
    from: `${S61}, -f -ttt -T`,
  },
  {
    line: '251   1795342555.747128 <... ioctl resumed>, 0x7ffe2ea4f6d0) = 0 <0.006484>',
    gives: ['ioctl_exit'],
    before: ['251   1795342555.740341 ioctl(5, VFIO_DEVICE_SET_IRQS <unfinished ...>'],
    from: `${S61}, -f -ttt -T`,
  },
  {
    line: '251   1795342555.081521 execve("/bin/vt", ["vt", "0000:00:05.0"], 0x7ffe4ffca050 /* 6 vars */) = 0 <0.024990>',
    gives: [],
    from: `${S61}, -f -ttt -T`,
  },
  { line: '252   1795342556.078715 +++ exited with 0 +++', gives: [], from: `${S61}, -f -ttt -T` },
  {
    line: '256   10:15:56.748283 ioctl(5<anon_inode:[vfio-device]>, VFIO_DEVICE_SET_IRQS, 0x7ffd166852b0) = 0',
    gives: ['ioctl_enter', 'ioctl_exit'],
    from: `${S61}, -f -tt -yy`,
  },
  {
    line: '261        0.000629 ioctl(5, 0x3b6e, 0x7fffbcc26890) = 0',
    gives: ['ioctl_enter', 'ioctl_exit'],
    from: `${S61}, -f -r -X raw`,
  },
  {
    line: '246   ioctl(5, VFIO_DEVICE_SET_IRQS, 0x7ffe0d37ed70) = 0',
    gives: ['ioctl_enter', 'ioctl_exit'],
    from: `${S61}, -f`,
  },
  { line: '246   brk(NULL)                         = 0x1bc15000', gives: [], from: `${S61}, -f` },
  {
    line: 'ioctl(5, VFIO_DEVICE_SET_IRQS, 0x7ffe2ea4f6d0) = 3',
    gives: ['ioctl_enter', 'ioctl_exit'],
    from: 'constructed: without -f; only 3 vectors are available',
  },
  {
    line: '[pid   251] 10:15:56 ioctl(5, 0x3b6f /* VFIO_DEVICE_RESET */) = 0',
    gives: ['ioctl_enter', 'ioctl_exit'],
    from: 'constructed: -f -t -X verbose on a terminal',
  },
];
