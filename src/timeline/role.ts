/** Which part of the machine wrote a source. */
import type { SourceFold } from './source-fold.ts';
import type { SourceMeta } from './source-meta.ts';

/** By what it holds: a trace beats a log, a log of the host beats one of a guest. */
export function roleOf(
  fold: SourceFold,
  format: string | null,
): Pick<SourceMeta, 'role' | 'guest'> {
  if (fold.hasKernelEvents) return { role: 'trace', guest: false };
  if (fold.hasQemuEvents) return { role: 'qemu', guest: false };
  if (fold.facts.has('guest')) return { role: 'guest', guest: true };
  if (format === 'kernel-log') return { role: 'kernel-log', guest: false };
  return { role: 'other', guest: false };
}
