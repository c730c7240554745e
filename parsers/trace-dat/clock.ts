/** What the clock of a recording counts. */
import type { ClockKind } from '../../src/model/time.ts';
import type { Buffer } from './recording.ts';

/** Clocks by the names that the file trace_clock and the recorder give them. */
const kinds: ReadonlyMap<string, ClockKind> = new Map([
  ['local', 'boot'],
  ['global', 'boot'],
  ['perf', 'boot'],
  ['boot', 'boot'],
  // The counter, scaled by what the recorder stored: its zero is nobody else's.
  ['tsc2nsec', 'relative'],
  ['mono', 'monotonic'],
  ['mono_raw', 'monotonic'],
  ['tai', 'realtime'],
]);

/** Clocks without a name are `local`; counters are ticks, unless the file says how long one is. */
export function clockKind(name: string | null, scaled: boolean): ClockKind {
  const kind = name === null ? 'boot' : (kinds.get(name) ?? 'ticks');
  return kind === 'ticks' && scaled ? 'relative' : kind;
}

/** The clock in brackets: `local [global] counter`, or a clock that stands alone. */
export function clockNameIn(text: string): string | null {
  const name = /\[([a-z0-9_-]{1,20})\]/.exec(text.slice(0, 400))?.[1] ?? text.trim();
  return /^[a-z0-9_-]{1,20}$/.test(name) ? name : null;
}

/** The buffers whose stamps can be compared: those with the clock of the first one that has records. */
export function buffersOnOneClock(buffers: readonly Buffer[]): {
  readonly clock: string | null;
  readonly kept: readonly Buffer[];
  readonly others: readonly Buffer[];
} {
  const used = buffers.filter(({ cpus }) => cpus.length > 0);
  const clock = used[0]?.clock ?? null;
  return {
    clock,
    kept: used.filter((buffer) => buffer.clock === clock),
    others: used.filter((buffer) => buffer.clock !== clock),
  };
}
