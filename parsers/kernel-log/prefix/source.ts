/** Who wrote a line: `host kernel: `, `kernel: `, `host QEMU[69339]: `, and what stands between in some daemons. */
import { at, part } from './header.ts';

export interface Source {
  readonly end: number;
  readonly host: string | null;
  readonly program: string;
}

/** `host1 kernel: `, `kernel: `, `host1 kern.warn kernel: ` (busybox, OpenWrt), `kernel:` (broadcasts), `kernel[0]: `. */
const KERNEL =
  /(?:([^\s:]{1,255}) )?(?:[a-z]{3,8}\.[a-z]{3,8} )?(?:kernel|klogd|vmunix)(?:\[[^\]\s]{0,20}\])?: ?/y;

/** `host1 systemd[1]: `; without a host where the journal was asked for none. */
const PROGRAM = /(?:([^\s:]{1,255}) )?([A-Za-z_][\w./@-]{0,63})\[\d{1,10}\]: /y;

/** `host1 sudo: `. QEMU itself writes `guest1 qemu-system-x86_64: ` after an ISO stamp: that is its own log. */
const UNNUMBERED = /[^\s:]{1,255} (?!qemu|kvm: )[A-Za-z_][\w./@()-]{0,63}: /y;

export function sourceAt(line: string, from: number): Source | null {
  const kernel = at(KERNEL, line, from);
  if (kernel !== null) {
    const host = part(kernel, 1);
    return { end: KERNEL.lastIndex, host: host === '' ? null : host, program: 'kernel' };
  }
  const program = at(PROGRAM, line, from);
  if (program === null) return null;
  const host = part(program, 1);
  return {
    end: PROGRAM.lastIndex,
    host: host === '' ? null : host,
    program: part(program, 2),
  };
}

/** As {@link sourceAt}, also without a process id: two words and a colon, which prose can have too. */
export const looksLikeSource = (line: string, from: number): boolean =>
  sourceAt(line, from) !== null || at(UNNUMBERED, line, from) !== null;
