/** Puts one text in place of every string of a result that comes from a log; times, ids and words of the program stay. */
import type { Result } from '../../src/model/result.ts';
import { trouble } from './result-cases.ts';

/** Fields whose values are the program's own words or numbers. */
const OWN = new Set([
  'schema',
  'kind',
  'cause',
  'state',
  'role',
  'severity',
  'confidence',
  'outcome',
  'key',
  'clock',
  'offsetBasis',
  'bytes',
  'start',
  'end',
  'first',
  'last',
  'offset',
  'offsetError',
  'realtimeOffset',
  'offStart',
  'offEnd',
  'firstAfter',
  'startBound',
  'endBound',
  'at',
  'from',
  'to',
  'step',
  'longest',
  'total',
  'fingerprint',
  'windows',
  'window',
  'notMsix',
]);

function poison(value: unknown, key: string, payload: string): unknown {
  if (typeof value === 'string') return OWN.has(key) ? value : payload;
  if (Array.isArray(value)) return value.map((item) => poison(item, key, payload));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      // The clock of a case is an object, that of a source a word; a window's id is looked up.
      typeof item === 'string' && name === 'id' && /^W\d+$/u.test(item)
        ? item
        : poison(item, name, payload),
    ]),
  );
}

/** The case of every trouble, spoken by an attacker. */
export const poisoned = (payload: string): Result =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- same shape, other strings
  poison(trouble(), '', payload) as Result;

export const payloads = {
  terminal: '\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\r\n\b\u{202e}evil\u{2066}\u{0}',
  html: `</script></title><img src=x onerror=alert(1)><!-- "'><svg/onload=alert(1)>`,
  markdown:
    '**x** [a](https://evil.example) ![i](//evil.example/p.png) `` ``` ~~~ | a | <b> &lt; \\',
  mention:
    '@torvalds @org/team #123 GH-1 org/repo#2 !3 $4 %5 ~label d9e6710d7d59c1f774bfb49f3b1c2b5ee06ed33e https://evil.example',
  fence: '```\n~~~~\n````\n</details>\n# heading',
  xml: `]]><evil a="1"/>&amp;&evil;\u{0}\u{fffe}\u{d800}`,
  csv: '=HYPERLINK("https://evil.example","x")\n+1,-1;"',
  json: `"},{"x":"\u{2028}\\u0000\u{2029}{0} [a](b)`,
  long: 'x'.repeat(70_000),
  labels: 'a"} 1\n# EOF\nevil{b="\\',
} as const;
