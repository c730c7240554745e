import type { Sample } from '../../src/model/format.ts';

const P61 = 'perf 6.1 on Linux 6.12';

export const samples: readonly Sample[] = [
  {
    line: '    74.668 ( 1.420 ms): vt/290 ioctl(fd: 6, cmd: (NONE, 0x3b, 0x6e, 0), arg: 0x7ffd03e9b8a0)         = 0',
    gives: ['ioctl_enter', 'ioctl_exit'],
    from: P61,
  },
  {
    line: '   164.568 ( 0.179 ms): vt/290 ioctl(fd: 6, cmd: (NONE, 0x3b, 0x6e, 0), arg: 0x7ffd03e9b8a0)         = -1 EINVAL (Invalid argument)',
    gives: ['ioctl_enter', 'ioctl_exit'],
    from: P61,
  },
  {
    line: '    60.696 ( 0.070 ms): vt/290 ioctl(fd: 1, cmd: TCGETS, arg: 0x7ffd03e9b1d0)                        = -1 ENOTTY (Inappropriate ioctl for device)',
    gives: [],
    from: P61,
  },
  {
    line: '    74.668 (         ): vt/290 ioctl(fd: 6, cmd: (NONE, 0x3b, 0x6e, 0), arg: 0x7ffd03e9b8a0) ...',
    gives: ['ioctl_enter'],
    from: 'constructed: another thread was faster',
  },
  {
    line: '    74.668 ( 1.420 ms): vt/290  ... [continued]: ioctl())                                            = 0',
    gives: ['ioctl_exit'],
    before: [
      '    74.668 (         ): vt/290 ioctl(fd: 6, cmd: (NONE, 0x3b, 0x6e, 0), arg: 0x7ffd03e9b8a0) ...',
    ],
    from: 'constructed: another thread was faster',
  },
];
