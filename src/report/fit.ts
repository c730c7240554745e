/** Brings a document under a size: what is least important goes first, and the reader is told. */
import { sectionOf, type Document, type Section } from './document.ts';
import { grouped } from './words.ts';

export interface Layout {
  title(text: string): string;
  section(section: Section): string;
}

const bytesOf = (text: string): number => {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4;
  }
  return bytes;
};

/** Room for the note on what was left out. */
const NOTE = 700;
/** Parts named in the note. */
const NAMED = 6;
/** Parts that are laid out in vain before the rest is given up. */
const MISSES = 40;

/** The pieces of the document in order; under `maxBytes` of UTF-8 where that is not null. */
export function* laidOut(
  document: Document,
  layout: Layout,
  maxBytes: number | null,
): Generator<string> {
  if (maxBytes === null) {
    yield layout.title(document.title);
    for (const section of document.sections) yield layout.section(section);
    return;
  }
  const title = cut(layout.title(document.title), Math.max(200, maxBytes - NOTE));
  const kept = fitting(document, layout, maxBytes - NOTE - bytesOf(title));
  const gone = document.sections.filter((section) => !kept.has(section));
  yield title;
  if (gone.length > 0) yield layout.section(noteOn(gone, maxBytes));
  for (const section of document.sections) yield kept.get(section) ?? '';
}

/** Lays out what fits, the worthiest first. A smaller part may still fit where a larger one did not. */
function fitting(document: Document, layout: Layout, room: number): ReadonlyMap<Section, string> {
  const kept = new Map<Section, string>();
  const dead = new Set<string>();
  let left = room;
  let misses = 0;
  for (const section of document.sections.toSorted((a, b) => b.worth - a.worth)) {
    if (misses >= MISSES) break;
    if (section.group !== null && dead.has(section.group)) continue;
    const text = layout.section(section);
    const bytes = bytesOf(text);
    if (bytes <= left) {
      kept.set(section, text);
      left -= bytes;
      continue;
    }
    misses++;
    if (section.group !== null) dead.add(section.group);
  }
  return kept;
}

function cut(text: string, maxBytes: number): string {
  let kept = text;
  while (bytesOf(kept) > maxBytes) kept = kept.slice(0, Math.floor(kept.length * 0.9));
  return kept;
}

function noteOn(gone: readonly Section[], maxBytes: number): Section {
  const what = [...new Set(gone.map((section) => section.what))];
  const named = what.slice(0, NAMED).map((name) => name.slice(0, 60));
  const more = what.length > NAMED ? ` and ${what.length - NAMED} more parts` : '';
  const text = [
    `Shortened to ${grouped(maxBytes)} bytes. Left out: ${named.join(', ')}${more}.`,
    'The whole report, to attach: the same command with -f text=report.txt instead of --for.',
  ].join(' ');
  return sectionOf('this note', Infinity, () => [{ is: 'paragraph', text: [text] }]);
}
