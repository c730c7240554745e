/** Everything that a log can say, as far as the analysis listens. */
import type { Nanos } from '../time.ts';
import { type KernelEvent } from './kernel.ts';
import { type MessageEvent } from './message.ts';
import type { Occurrence } from './occurrence.ts';
import { type QemuEvent } from './qemu.ts';

export * from './kernel.ts';
export * from './message.ts';
export * from './occurrence.ts';
export * from './qemu.ts';

/** Facts about the machine or the recording that a log states: header lines, `Linux version`, libvirt's first line. */
export type FactEvent = Occurrence & { readonly type: 'fact' } & (
    | {
        readonly fact:
          | 'kernel'
          | 'qemu'
          | 'host'
          | 'vm'
          | 'arch'
          | 'trace-clock'
          | 'command-line'
          | 'guest'
          | 'last-stamp';
        readonly value: string;
      }
    /** Wall time of this source's zero, ns since 1970: `--date`, trace.dat options. */
    | { readonly fact: 'realtime-offset'; readonly value: bigint }
    /** One instant on both clocks: `t` of this event is the source's. */
    | { readonly fact: 'realtime-anchor'; readonly value: bigint }
  );

/** A gap: the recorder lost events of a CPU. `t` is the last stamp seen before it. */
export type LossEvent = Occurrence & {
  readonly type: 'loss';
  readonly cpu: number | null;
  /** How many events; null where it is not said. */
  readonly count: number | null;
  /** `started`: this CPU's buffer begins here, what it recorded before was overwritten. */
  readonly kind: 'lost' | 'started';
};

/** A row of a snapshot. */
export type SnapshotEvent = Occurrence &
  (
    | {
        readonly type: 'proc_interrupts_row';
        readonly irq: number;
        readonly counts: readonly number[];
        readonly chip: string;
        readonly name: string;
      }
    | {
        readonly type: 'lspci_msix';
        readonly device: string;
        readonly enabled: boolean;
        readonly masked: boolean;
        readonly tableSize: number;
      }
    | { readonly type: 'lspci_driver'; readonly device: string; readonly driver: string }
  );

export type Event = KernelEvent | QemuEvent | MessageEvent | FactEvent | LossEvent | SnapshotEvent;
export type EventType = Event['type'];

/** An event's stamp where it has one. */
export const stampOf = (event: Occurrence): Nanos | null => event.t;
