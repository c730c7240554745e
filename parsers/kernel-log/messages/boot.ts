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
];
