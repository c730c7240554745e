/**
 * The doors through which text from a log leaves the program, one for each kind of output. Everything in a Result may
 * have been written by a guest or an attacker; a renderer never prints a string of it without one of these.
 */

// C1 and DEL; soft hyphen; Arabic letter mark; Mongolian vowel separator; zero width and bidi marks; line and paragraph
// separators, bidi embeddings; invisible operators and bidi isolates; BOM; interlinear marks; noncharacters; tags.
const UNSEEN = String.raw`\u{7f}-\u{9f}\u{ad}\u{61c}\u{180e}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff0}-\u{fffb}\u{fffe}\u{ffff}\u{e0000}-\u{e0fff}`;

/** What moves a cursor, hides, or turns the reading direction; with C0 and halves of surrogate pairs. */
const HIDDEN = new RegExp(String.raw`[\u{0}-\u{1f}${UNSEEN}]|\p{Surrogate}`, 'gu');
const HIDDEN_IN_JSON = new RegExp(`[${UNSEEN}]`, 'gu');

const hex = (char: string): string => (char.codePointAt(0) ?? 0).toString(16);

function named(char: string): string {
  const code = hex(char);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
}

/** Tabs become blanks up to the next stop of eight, as a terminal would show them. */
function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  return text.split('\t').reduce((line, part) => line + ' '.repeat(8 - (line.length % 8)) + part);
}

/**
 * One line that can be shown anywhere as plain text: what would move a cursor, change colours or turn the reading
 * direction is shown as `\x1b` or `\u{202e}`. Every other door begins with this one.
 */
export const visible = (text: string): string => expandTabs(text).replaceAll(HIDDEN, named);

/** {@link visible}, in ASCII alone: for mail. */
export const ascii = (text: string): string =>
  visible(text).replaceAll(/[\u{80}-\u{10ffff}]/gu, named);

/** HTML text and quoted attribute values. */
export const html = (text: string): string =>
  visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** XML text and attribute values: the five entities are common to both, and {@link visible} leaves no illegal character. */
export const xml = html;

/** JSON text without a character that a terminal acts on; the same value. */
export const json = (text: string): string =>
  text.replaceAll(HIDDEN_IN_JSON, (char) =>
    Array.from({ length: char.length }, (_, i) => char.charCodeAt(i))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  );

/** JSON text inside a script element: no `</script>`, no `<!--`. */
export const jsonInHtml = (text: string): string =>
  json(text)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('>', String.raw`\u003e`);

/**
 * One CSV cell (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers
 * that the program made itself go as they are.
 */
export function csv(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = visible(value);
  const safe = /^\s*[=+\-@|%]/u.test(text) ? `'${text}` : text;
  return /[",;\n\r']|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The value of an OpenMetrics label, without its quotes. */
export const label = (text: string): string =>
  visible(text)
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`);

const longestRun = (text: string, char: string): number => {
  let longest = 0;
  let run = 0;
  for (const here of text) {
    run = here === char ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
};

/** A Markdown code span; inside one there are no mentions, references, links or HTML. */
export function markdownCode(text: string): string {
  const shown = visible(text).trim();
  if (shown === '') return '';
  const fence = '`'.repeat(longestRun(shown, '`') + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

// A word of letters, digits and quiet punctuation. A hexadecimal word could be a commit, GH-1 an issue, `:100:` an emoji,
// %3 a milestone, www. a link.
const QUIET = /^[\p{L}\p{N}.,;:()/'"%?–…→-]+$/u;
const LOUD = /:\S*:|^www\.|\/\/|gh-\d|[0-9a-f]{7}|(?:^|\D)%|---/iu;
const NUMBER = /^\(?\d+(?:\.\d+)?[,;:.)]*$/u;
/** Begins a list, a heading or a rule where it stands first in a line. */
const STARTS = /^(?:[-+*#=]+|\d{1,9}[.)])$/u;

function markdownWord(word: string, first: boolean): string {
  if (word === '') return '';
  if (QUIET.test(word) && (!LOUD.test(word) || NUMBER.test(word)) && !(first && STARTS.test(word)))
    return word;
  // Punctuation of the sentence stays outside of the code.
  const head = word.startsWith('(') ? '(' : '';
  const closes = head !== '' || !word.includes('(') ? /[,;:.)]{0,3}$/u : /[,;:.]{0,3}$/u;
  const tail = closes.exec(word)?.[0] ?? '';
  const core = word.slice(head.length, word.length - tail.length);
  return core === '' ? markdownCode(word) : `${head}${markdownCode(core)}${tail}`;
}

/**
 * Markdown running text: plain words stay, every word that Markdown, a tracker's mention or a reference could act on
 * becomes a code span. A backslash would not do: trackers look for mentions after Markdown.
 */
export const markdown = (text: string): string =>
  visible(text)
    .split(/ +/u)
    .map((word, index) => markdownWord(word, index === 0))
    .join(' ')
    .trim();

/** A cell of a Markdown table; the bar splits cells even inside code spans. */
export const markdownCell = (text: string): string =>
  visible(text)
    .split(/ +/u)
    .map((word) => markdownWord(word, false))
    .join(' ')
    .trim()
    .replaceAll('|', String.raw`\|`);

/** A fenced block that its lines cannot close. */
export function markdownFence(lines: readonly string[]): readonly string[] {
  const shown = lines.map((line) => visible(line));
  const longest = shown.reduce((most, line) => Math.max(most, longestRun(line, '`')), 2);
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...shown, fence];
}
