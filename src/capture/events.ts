/** Tracepoints of a recording, with the filters that keep it small. */
import { type Host, isX86 } from './host.ts';
import type { Wish } from './wish.ts';

export interface TraceEvent {
  /** `irq:irq_handler_entry`; may end with `*`. */
  readonly name: string;
  readonly filter: string | null;
  readonly shows: string;
}

const VFIO = 'name ~ "vfio*"';

/** The events that this host has, as far as it is known. */
export function eventsOn(host: Host, { allInterrupts }: Wish): readonly TraceEvent[] {
  const wanted: readonly TraceEvent[] = [
    {
      name: 'irq:irq_handler_entry',
      filter: allInterrupts ? null : VFIO,
      shows: 'each interrupt, with device and vector in its name',
    },
    ...(allInterrupts
      ? [{ name: 'irq:irq_handler_exit', filter: null, shows: 'interrupts that nobody handled' }]
      : []),
    ...(isX86(host) === false
      ? []
      : [
          {
            name: 'irq_vectors:vector_*',
            filter: null,
            shows: 'which CPU vector each irq has, and when it loses it',
          },
        ]),
    {
      name: 'kvm:kvm_pi_irte_update',
      filter: null,
      shows: 'interrupts that go to a vCPU without the host',
    },
    {
      name: 'sched:sched_process_exit',
      filter: 'comm ~ "qemu*"',
      shows: 'the end of a VM',
    },
  ];
  return wanted.filter(({ name }) => isThere(host, name));
}

function isThere({ events }: Host, name: string): boolean {
  if (events === null) return true;
  if (!name.endsWith('*')) return events.has(name);
  return [...events].some((event) => event.startsWith(name.slice(0, -1)));
}
