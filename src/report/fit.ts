/** Brings a document under a size: what is least important goes first, and the reader is told. */
import type { Document, Section } from './document.ts';
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
  const parts = document.sections.map((section) => {
    const text = layout.section(section);
    return { section, text, bytes: bytesOf(text) };
  });
  let total = bytesOf(title) + parts.reduce((all, part) => all + part.bytes, 0);
  const gone = new Set<Section>();
  if (total > maxBytes) {
    const byWorth = parts.toSorted((a, b) => a.section.worth - b.section.worth);
    for (const part of byWorth) {
      if (total + NOTE <= maxBytes) break;
      gone.add(part.section);
      total -= part.bytes;
    }
  }
  yield title;
  if (gone.size > 0) yield layout.section(noteOn(gone, maxBytes));
  for (const part of parts) if (!gone.has(part.section)) yield part.text;
}

function cut(text: string, maxBytes: number): string {
  let kept = text;
  while (bytesOf(kept) > maxBytes) kept = kept.slice(0, Math.floor(kept.length * 0.9));
  return kept;
}

function noteOn(gone: ReadonlySet<Section>, maxBytes: number): Section {
  const what = [...new Set([...gone].map((section) => section.what))];
  const named = what.slice(0, NAMED).map((name) => name.slice(0, 60));
  const more = what.length > NAMED ? ` and ${what.length - NAMED} more parts` : '';
  return {
    what: 'this note',
    worth: Infinity,
    under: false,
    fold: null,
    blocks: [
      {
        is: 'paragraph',
        text: [
          `Shortened to ${grouped(maxBytes)} bytes. Left out: ${named.join(', ')}${more}. `,
          'The whole report: the same command with -f text=report.txt instead of --for, to attach.',
        ],
      },
    ],
  };
}
