import { withoutEscapes } from '../containers/ansi.ts';

/** The line as the kernel wrote it: no terminal escapes, no CR or blanks at the end, no no-break spaces of a mail program. */
export function cleaned(line: string): string {
  const plain = withoutEscapes(line).trimEnd();
  return plain.includes('\u00a0') ? plain.replaceAll('\u00a0', ' ') : plain;
}
