import { kinds } from './kinds.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/**
 * Originals that are still in an output, and anything else in it that has the form of a name and is no pseudonym.
 * An output escapes and wraps: what is found here was put there by the output, or slipped through.
 */
export function survivors(text: string, pseudonyms: Pseudonyms): readonly string[] {
  const found = new Set<string>();
  const known = new Set<string>();
  for (const [kind, original, pseudonym] of pseudonyms.entries()) {
    known.add(pseudonym.toLowerCase());
    const short = kind === 'device' ? original.slice(original.indexOf(':') + 1) : original;
    if (hasWord(text, original) || hasWord(text, short)) found.add(original);
  }
  for (const { id, pattern } of kinds) {
    if (pattern === null) continue;
    for (const [match] of text.matchAll(new RegExp(pattern, 'giu'))) {
      const name = match.toLowerCase();
      const plain = id === 'device' ? name.slice(0, name.lastIndexOf('.')) : name;
      if (!known.has(plain) && !known.has(name)) found.add(match);
    }
  }
  return [...found];
}

/** As a word of its own: `01:00` inside a pseudonym is none. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isPart(text[at - 1]) && !isPart(text[at + word.length])) return true;
  }
  return false;
}

const isPart = (char: string | undefined): boolean => char !== undefined && /[\w:-]/u.test(char);
