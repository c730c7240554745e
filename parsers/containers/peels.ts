/**
 * What other programs put around a line. Each peel takes one layer off and answers null where its layer is not there;
 * which layers an input has is found in parsers/detect.ts.
 */
import { withoutEscapes } from './ansi.ts';

export interface Peel {
  readonly id: string;
  readonly title: string;
  /** The line without this layer; null where it has none. Linear in the length of the line. */
  peel(line: string): string | null;
}

const byRegExp = (id: string, title: string, prefix: RegExp): Peel => ({
  id,
  title,
  peel(line) {
    const match = prefix.exec(line);
    return match === null ? null : line.slice(match[0].length);
  },
});

/** A serial console or a Windows editor ends its lines with CR LF. */
const carriageReturn: Peel = {
  id: 'cr',
  title: 'carriage return at the end',
  peel(line) {
    let end = line.length;
    while (end > 0 && line.charCodeAt(end - 1) === 13) end -= 1;
    return end === line.length ? null : line.slice(0, end);
  },
};

const ansi: Peel = {
  id: 'ansi',
  title: 'terminal escapes',
  peel(line) {
    const without = withoutEscapes(line);
    return without.length === line.length ? null : without;
  },
};

/** `441:text` (grep -n), `trace.txt:441:text` (grep -Hn). */
const grepNumber = byRegExp('grep-number', 'line number in front (grep -n)', /^\d{1,9}:/);
const grepFile = byRegExp(
  'grep-file',
  'file name and line number in front (grep -Hn)',
  /^[^\s:[\]<>(){}"']{1,200}:\d{1,9}:/,
);

/** `> `, `> > `, `>> `: a mail quotes the log. */
const mailQuote = byRegExp('mail-quote', 'quoted in a mail', /^(?:> ?){1,10}/);

/** `2024-06-10T12:00:00.1234567Z `: every line of a GitHub job log has seven decimals. */
const githubActions = byRegExp(
  'github-actions',
  'GitHub Actions time stamp',
  /^\uFEFF?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z /,
);

/** `[12:34:56] ` (Timestamper plugin), `[2024-06-10T12:00:00.123Z] ` (Pipeline). */
const jenkins = byRegExp(
  'jenkins',
  'Jenkins time stamp',
  /^\[(?:\d\d:\d\d:\d\d(?:\.\d{3})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\] {1,2}/,
);

/** `2024-06-10T12:00:00 ` (LAVA's text log), `2024-06-10T12:00:00.123456 target: ` */
const lava = byRegExp(
  'lava',
  'LAVA time stamp',
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})? {1,2}(?:target: {1,2})?(?=[[<])/,
);

/** `+irq 19: nobody cared …`: a patch adds the log to a document. */
const patch = byRegExp('patch', 'added by a patch', /^\+/);

/** Web pages and mail programs turn some blanks into no-break spaces. */
const noBreak: Peel = {
  id: 'no-break',
  title: 'no-break spaces',
  peel: (line) => (line.includes('\u00a0') ? line.replaceAll('\u00a0', ' ') : null),
};

/** A log in the text of a mail or a wiki page is often set in. */
const indent = byRegExp('indent', 'set in with blanks or tabs', /^[ \t]{1,64}(?=[^ \t])/);

/** In the order in which they are tried: outer layers first. */
export const peels: readonly Peel[] = [
  carriageReturn,
  ansi,
  noBreak,
  githubActions,
  jenkins,
  lava,
  mailQuote,
  patch,
  grepFile,
  grepNumber,
  indent,
];
