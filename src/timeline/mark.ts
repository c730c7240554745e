import type { Occurrence } from '../model/event/index.ts';
import type { Nanos } from '../model/time.ts';
import type { Evidence, EvidenceRole } from '../model/timeline.ts';

/** An instant of one source with the line that shows it. */
export interface Mark {
  readonly t: Nanos | null;
  readonly line: number;
  readonly text: string;
}

/** Characters of a line that evidence quotes; the rest is cut with an ellipsis. */
const QUOTED = 400;

/**
 * Keeps an event's place and text. The text is copied: a line is a slice of the block that it was read in, and keeping
 * the slice would keep the block.
 */
export function markOf(event: Occurrence): Mark {
  const text = event.text.length > QUOTED ? `${event.text.slice(0, QUOTED)}…` : event.text;
  return { t: event.t, line: event.line, text: copyOf(text) };
}

/** The place alone: of a line that nothing quotes its text is most of what it takes to keep. */
export const placeOf = ({ t, line }: Mark): Mark => ({ t, line, text: '' });

const copyOf = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

export const evidenceOf = (source: number, mark: Mark, role: EvidenceRole): Evidence => ({
  source,
  line: mark.line,
  text: mark.text,
  role,
});

/** Order of two places in one source: by line, which is the order of writing. */
export const before = (a: Mark, b: Mark): boolean => a.line < b.line;
