/** What the kernel says about itself when it starts. */
import { byRegExp, group, type Recognizer } from './body.ts';

export const boot: readonly Recognizer[] = [
  // `Linux version 6.12.117+deb12-amd64 (debian-kernel@lists.debian.org) (…) #1 SMP …`
  byRegExp('Linux version ', /^Linux version (\d[^\s]{0,127})(?= \(|$)/, (match) => ({
    type: 'fact',
    fact: 'kernel',
    value: group(match, 1),
  })),
  // x86 prints `Command line: ` first and every architecture `Kernel command line: ` later
  byRegExp('ommand line: ', /^(?:Command|Kernel command) line: (.*)$/, (match) => ({
    type: 'fact',
    fact: 'command-line',
    value: group(match, 1).trim(),
  })),
  // The firmware of a virtual machine on its serial console: what follows is a guest's log.
  byRegExp('SeaBIOS (version ', /SeaBIOS \(version /, () => ({
    type: 'fact',
    fact: 'guest',
    value: 'SeaBIOS',
  })),
  byRegExp(
    ': pci function ',
    /^(nvme) (nvme\d{1,5}): pci function ([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/,
    (match) => ({
      type: 'driver_took_device',
      driver: group(match, 1),
      device: group(match, 3),
    }),
  ),
  byRegExp('reboot: ', /^reboot: (?:Power down|Restarting system|System halted)/, () => ({
    type: 'system_down',
  })),
];
