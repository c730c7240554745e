/** The forms of a line: one message under every prefix, and the records of several lines. */
import type { Sample } from '../../../src/model/format.ts';

const NOBODY = 'irq 21: nobody cared (try booting with the "irqpoll" option)';
const DISABLING = 'Disabling IRQ #21';
const UTIL_LINUX = 'util-linux 2.38.1';
const SYSTEMD = 'systemd 252';

const one = (line: string, from: string): Sample => ({ line, gives: ['irq_disabled'], from });

const dmesg: readonly Sample[] = [
  one(`[    6.635824] ${DISABLING}`, `dmesg, ${UTIL_LINUX}`),
  one(`[Sun Nov 22 10:29:48 2026] ${DISABLING}`, `dmesg -T, ${UTIL_LINUX}`),
  one(`[  +0.000995] ${DISABLING}`, `dmesg -e, ${UTIL_LINUX}`),
  one(`[Nov22 14:18] ${DISABLING}`, `dmesg -H, ${UTIL_LINUX}: the first line of a minute`),
  one(`[    6.635824 <    0.000995>] ${DISABLING}`, `dmesg -d, ${UTIL_LINUX}`),
  one(`[<    0.000995>] ${DISABLING}`, `dmesg --time-format delta, ${UTIL_LINUX}`),
  one(`2026-11-22T13:11:33,635824+00:00 ${DISABLING}`, `dmesg --time-format iso, ${UTIL_LINUX}`),
  one(`kern  :emerg : [    6.635824] ${DISABLING}`, `dmesg -x, ${UTIL_LINUX}`),
  one(`<0>[    6.635824] ${DISABLING}`, `dmesg -r, ${UTIL_LINUX}`),
  one(DISABLING, `dmesg -t, ${UTIL_LINUX}`),
  one(`[    6.635824] [  T117] ${DISABLING}`, `dmesg, ${UTIL_LINUX}, PRINTK_CALLER`),
  one(`[    6.635824][    C1] ${DISABLING}`, 'serial console, PRINTK_CALLER'),
  {
    before: [
      '{',
      '   "dmesg": [',
      '      {',
      '         "pri": 0,',
      '         "time":     6.635824,',
    ],
    line: `         "msg": "${DISABLING}"`,
    gives: ['irq_disabled'],
    from: `dmesg -J, ${UTIL_LINUX}`,
  },
  one(`{"pri":0,"time":6.635824,"msg":"${DISABLING}"}`, 'dmesg -J through jq -c'),
  one(`0,489,6635824,-;${DISABLING}`, '/dev/kmsg, Linux 6.12'),
  one(`0,489,6635824,-,caller=C1;${DISABLING}`, '/dev/kmsg, PRINTK_CALLER'),
  one(`6.12.117+deb12,0,489,6635824,-;${DISABLING}`, 'netconsole, extended, with release'),
];

const journal: readonly Sample[] = [
  {
    line: `Nov 22 13:32:25 host1 kernel: ${NOBODY}`,
    gives: ['fact', 'nobody_cared'],
    from: `journalctl -o short, ${SYSTEMD}`,
  },
  ...(
    [
      ['Nov 22 13:32:25.678901', 'short-precise'],
      ['2026-11-22T13:32:25+0000', 'short-iso'],
      ['2026-11-22T13:32:25.678901+0000', 'short-iso-precise'],
      ['Sun 2026-11-22 13:32:25 UTC', 'short-full'],
      ['[12345.678901]', 'short-monotonic'],
      ['[12345.999000 <    0.320099 >]', 'short-delta'],
      ['1795354345.678901', 'short-unix'],
    ] as const
  ).map(([stamp, option]): Sample => ({
    line: `${stamp} host1 kernel: ${DISABLING}`,
    gives: ['fact', 'irq_disabled'],
    from: `journalctl -o ${option}, ${SYSTEMD}`,
  })),
  {
    line: `{"_TRANSPORT":"kernel","_HOSTNAME":"host1","MESSAGE":"${DISABLING}","__REALTIME_TIMESTAMP":"1795354345678901","__MONOTONIC_TIMESTAMP":"12345679000","_SOURCE_MONOTONIC_TIMESTAMP":"12345678901","_BOOT_ID":"0b5c6a5a2f3c4e0c9d3c3f9f4ac7e1f2"}`,
    gives: ['fact', 'fact', 'irq_disabled'],
    from: `journalctl -o json, ${SYSTEMD}, most fields left out`,
  },
  {
    before: ['__REALTIME_TIMESTAMP=1795354345678901', '_TRANSPORT=kernel'],
    line: `MESSAGE=${DISABLING}`,
    gives: ['irq_disabled'],
    from: `journalctl -o export, ${SYSTEMD}`,
  },
  {
    line: 'Sun 2026-11-22 13:32:25.678901 UTC [s=5e1f0c2a7b3d4e6f8091a2b3c4d5e6f7;i=1a2;b=0b5c6a5a2f3c4e0c9d3c3f9f4ac7e1f2;m=2dfdc1c35;t=660d3c4a1f2b5;x=9f8e7d6c5b4a3928]',
    gives: [],
    from: `journalctl -o verbose, ${SYSTEMD}`,
  },
  {
    line: '-- Boot 0b5c6a5a2f3c4e0c9d3c3f9f4ac7e1f2 --',
    gives: [],
    from: `journalctl, ${SYSTEMD}`,
  },
];

const syslog: readonly Sample[] = [
  {
    line: `Nov 22 13:32:25 host1 kernel: [12345.678901] ${DISABLING}`,
    gives: ['fact', 'irq_disabled'],
    from: 'kern.log, rsyslog 8, traditional format',
  },
  {
    line: `2026-11-22T13:32:25.678901+00:00 host1 kernel: [12345.678901] ${DISABLING}`,
    gives: ['fact', 'irq_disabled'],
    from: 'kern.log, rsyslog 8, ISO format',
  },
  {
    line: `<4>1 2026-11-22T13:32:25.678901+00:00 host1 kernel - - - ${DISABLING}`,
    gives: ['fact', 'irq_disabled'],
    from: 'RFC 5424',
  },
  {
    line: `нояб. 22 13:32:25 host1 kernel: ${DISABLING}`,
    gives: ['fact', 'irq_disabled'],
    from: 'syslog under a Russian locale',
  },
  one(` kernel:[12345.678901] ${DISABLING}`, 'terminal, emergency broadcast of rsyslog'),
  {
    line: 'Nov 22 13:32:25 host1 QEMU[69339]: kvm: vfio: Unable to power on device, stuck in D3',
    gives: ['fact', 'vfio_error'],
    from: 'Proxmox VE journal',
  },
  {
    line: 'Nov 22 13:32:25 host1 qemu-system-x86_64[28860]: vfio_msix_vector_do_use  (0000:3b:00.0) vector 3 used',
    gives: ['fact', 'vfio_msix_vector_do_use'],
    from: "QEMU's syslog trace back end",
  },
];

const boot: readonly Sample[] = [
  {
    line: '[    0.000000] Linux version 6.12.117+deb12-amd64 (debian-kernel@lists.debian.org) (x86_64-linux-gnu-gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0) #1 SMP',
    gives: ['fact'],
    from: 'dmesg, Linux 6.12',
  },
  {
    line: '[    0.000000] Command line: console=ttyS0 intel_iommu=on iommu=nopt',
    gives: ['fact'],
    from: 'dmesg, Linux 6.12',
  },
  {
    line: '[    5.268218] ACPI: \\_SB_.GSIF: Enabled at IRQ 21',
    gives: [],
    from: 'dmesg, Linux 6.12',
  },
];

export const formSamples: readonly Sample[] = [...dmesg, ...journal, ...syslog, ...boot];
