/** Which trace clock lines up with the other logs. */
import type { Host } from './host.ts';
import type { Wish } from './wish.ts';

export interface ClockChoice {
  readonly name: string;
  readonly why: string;
}

/** What is to be said of each clock that somebody may choose. */
const reasons: ReadonlyMap<string, string> = new Map([
  [
    'global',
    'it is the clock of the kernel log, and one for all CPUs. On a machine without a steady TSC local was 5.8 s off the kernel log, and mono 70 ms',
  ],
  [
    'mono',
    "it is the clock of QEMU's simple trace file and of bpftrace. The kernel log runs apart from it, by an offset from boot and by what NTP steers: give the journal as json, which holds both",
  ],
  [
    'boot',
    'it is mono that goes on while the host sleeps. The text of trace-cmd prints it as a bare number: give trace.dat itself',
  ],
  ['local', 'it costs least, and is the clock of the kernel log where the TSC is steady'],
  ['tai', 'it is wall time but for whole seconds: QEMU logs of a virtual machine line up at once'],
]);

export function clockFor(host: Host, { clock }: Wish): ClockChoice {
  const name = clock ?? (host.clocks?.has('global') === false ? 'local' : 'global');
  return { name, why: reasons.get(name) ?? 'you asked for it' };
}
