/** Forms of a trace that hold no event an analysis could read. They are told so, and not guessed at. */

import type { Dialect } from './dialects.ts';

interface UnusableForm {
  readonly by: Dialect;
  readonly pattern: RegExp;
  /** A piece that every line of the form holds. */
  readonly needle: string;
}

const forms: readonly UnusableForm[] = [
  // trace-cmd report --stat: counters of the ring buffer, and no events.
  { by: 'trace-cmd', pattern: /^Kernel buffer statistics:$/, needle: 'Kernel buffer statistics:' },
  // trace-cmd report --first-event: stamps of the ends, and no events.
  { by: 'trace-cmd', pattern: /^List of CPUs in .{1,200} with data:$/, needle: 'List of CPUs in ' },
  // The trace option `raw`: pid, CPU, ns, and the event's number instead of its name.
  { by: 'tracefs', pattern: /^\d{1,10} \d{1,5} \d{1,20} type: \d{1,5}$/, needle: ' type: ' },
];

export const unusableNeedles: readonly string[] = forms.map((form) => form.needle);

/** The form without events that this is a line of; null for any other line. */
export const unusableForm = (text: string): UnusableForm | null =>
  forms.find((form) => form.pattern.test(text)) ?? null;
