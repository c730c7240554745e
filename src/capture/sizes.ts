/** How large buffers must be for nothing to be lost, and how large a recording gets. */
import type { Wish } from './wish.ts';

/**
 * Bytes of one irq_handler_entry in the ring buffer: a word of type and time, the common fields, irq, the name's place, and
 * a name like `vfio-msix[12](0000:3b:00.0)`, rounded up.
 */
const INTERRUPT_BYTES = 56;

/** A reader that is not scheduled for so long loses nothing. */
const READER_STALL = 4;

const LEAST_KB = 4096;
const MOST_KB = 1024 * 1024;

/** Of each CPU, KiB, where a reader drains the buffers: all interrupts may fall on one CPU. */
export function drainedBuffer({ rate, allInterrupts }: Wish): number {
  const bytes = rate * INTERRUPT_BYTES * READER_STALL * (allInterrupts ? 4 : 1);
  return clamp(Math.ceil(bytes / 1024));
}

const clamp = (kb: number): number =>
  // A power of two is easy to read.
  2 ** Math.ceil(Math.log2(Math.min(MOST_KB, Math.max(LEAST_KB, kb))));

/** Bytes of the whole recording, about: events in binary form, and as text. */
export function recordingSize({ rate, seconds, allInterrupts }: Wish): {
  readonly binary: number;
  readonly text: number;
} {
  const events = rate * seconds * (allInterrupts ? 2 : 1);
  return { binary: events * INTERRUPT_BYTES, text: events * 110 };
}

/** `34 MB`. */
export function bytesText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}
