import { detect, type Detected, detectLines } from '../../parsers/detect.ts';
import { formats } from '../../parsers/index.ts';
import { trimmed } from './line-stage.ts';

/** Bytes of the beginning that are looked at. */
export const HEAD_BYTES = 64 * 1024;
/** Where those say nothing. */
export const FAR_BYTES = 1024 * 1024;

/**
 * What the input is. `forced` is the id of a format and wins over the content; what stands around its lines is still found
 * by content. `whole` says that the head is all there is, so that its last line is a full one.
 */
export function recognise(
  head: Uint8Array,
  forced: string | null,
  whole: boolean,
): Detected | null {
  const lines = linesOf(head, whole);
  if (forced === null) return detect(lines, head);
  const format = formats.find((each) => each.id === forced);
  if (format === undefined) return null;
  if (format.reads !== 'lines') return { format, peels: [] };
  return detectLines(lines, [format]) ?? { format, peels: [] };
}

function linesOf(head: Uint8Array, whole: boolean): readonly string[] {
  const lines = new TextDecoder().decode(head).split('\n');
  const last = lines.at(-1);
  if (last === '' || (!whole && lines.length > 1)) lines.pop();
  return lines.map((line) => trimmed(line));
}
