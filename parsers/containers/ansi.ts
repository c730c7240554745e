/** Terminal escapes (ECMA-48), as serial consoles and coloured tools write them. */
const ESCAPE = '\u001b';
const BEL = '\u0007';
/** No window title is longer; a BEL further on is another's. */
const LONGEST_TITLE = 256;

/** The line without escape sequences. A sequence that the line's end cuts off goes too. Linear. */
export function withoutEscapes(line: string): string {
  let from = line.indexOf(ESCAPE);
  if (from < 0) return line;
  const kept: string[] = [];
  let start = 0;
  let bell = line.indexOf(BEL);
  while (from >= 0) {
    if (from > start) kept.push(line.slice(start, from));
    if (bell >= 0 && bell < from) bell = line.indexOf(BEL, from);
    start = endOfEscape(line, from + 1, bell);
    from = line.indexOf(ESCAPE, start);
  }
  kept.push(line.slice(start));
  return kept.join('');
}

/** Where the sequence ends of which `at` is the first character after ESC. `bell`: where the next BEL is, or -1. */
function endOfEscape(line: string, at: number, bell: number): number {
  const kind = line[at];
  if (kind === '[') {
    // CSI: parameters and intermediates are 0x20 to 0x3f, the final byte is 0x40 to 0x7e
    let end = at + 1;
    while (end < line.length && isBetween(line.charCodeAt(end), 0x20, 0x3f)) end += 1;
    return end < line.length && isBetween(line.charCodeAt(end), 0x40, 0x7e) ? end + 1 : end;
  }
  // OSC (window title), up to BEL; without one only the two characters go
  if (kind === ']') return bell >= at && bell - at < LONGEST_TITLE ? bell + 1 : at + 1;
  // `ESC c` and its kin: intermediates, then one character
  let end = at;
  while (end < line.length && isBetween(line.charCodeAt(end), 0x20, 0x2f)) end += 1;
  return Math.min(end + 1, line.length);
}

const isBetween = (code: number, low: number, high: number): boolean => code >= low && code <= high;
