import { expect, test } from '@jest/globals';
import {
  ascii,
  csv,
  html,
  json,
  jsonInHtml,
  label,
  markdown,
  markdownCell,
  markdownCode,
  markdownFence,
  visible,
} from '../../src/report/escape.ts';

test.each([
  ['plain text', 'plain text'],
  ['\u{1b}[31mred', String.raw`\x1b[31mred`],
  ['\u{9b}31m', String.raw`\x9b31m`],
  ['a\rb\nc\0', String.raw`a\x0db\x0ac\x00`],
  ['irq\u{202e}43', String.raw`irq\u{202e}43`],
  ['\u{feff}zero\u{200b}width', String.raw`\u{feff}zero\u{200b}width`],
  ['half \u{d800} pair', String.raw`half \u{d800} pair`],
  ['\tab\tc', '        ab      c'],
  ['größe 中 ✓', 'größe 中 ✓'],
])('visible(%j) is %j', (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('ascii leaves nothing beyond ASCII', () => {
  expect(ascii('größe 中')).toBe(String.raw`gr\xf6\xdfe \u{4e2d}`);
});

test('html closes no tag and no attribute', () => {
  expect(html(`<a href="x" title='&'>`)).toBe('&lt;a href=&quot;x&quot; title=&#39;&amp;&#39;&gt;');
});

test('json keeps the value and shows what a terminal would act on', () => {
  const value = { text: 'a\u{9b}b\u{202e}c\u{2028}d\u{e0041}' };
  const text = json(JSON.stringify(value));
  expect(text).toBe(String.raw`{"text":"a\u009bb\u202ec\u2028d\udb40\udc41"}`);
  expect(JSON.parse(text)).toEqual(value);
});

test('jsonInHtml cannot leave its script element', () => {
  const value = ['</script><!--', '\u{2029}'];
  const text = jsonInHtml(JSON.stringify(value));
  expect(text).not.toMatch(/[<>\u{2029}]/u);
  expect(JSON.parse(text)).toEqual(value);
});

test.each([
  ['=1+1', `"'=1+1"`],
  ['+cmd', `"'+cmd"`],
  ['-2', `"'-2"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'        =1"`],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['plain', 'plain'],
  [-2, '-2'],
  [null, ''],
])('csv(%j) is %s', (value, cell) => {
  expect(csv(value)).toBe(cell);
});

test('label closes no quotes', () => {
  expect(label(String.raw`a"b\c`)).toBe(String.raw`a\"b\\c`);
});

test.each([
  [
    'vector 0 fired 22 times, at 40.004604 (1.287 ms).',
    'vector 0 fired 22 times, at 40.004604 (1.287 ms).',
  ],
  ['ping @torvalds now', 'ping `@torvalds` now'],
  ['see #12, GH-3 and a/b#4', 'see `#12`, `GH-3` and `a/b#4`'],
  ['<img src=x>', '`<img` `src=x>`'],
  ['vfio_msi_disable of 0000:01:00.0: gone', '`vfio_msi_disable` of `0000:01:00.0`: gone'],
  ['https://x.example www.x.example', '`https://x.example` `www.x.example`'],
  ['commit d9e6710d7d59c1', 'commit `d9e6710d7d59c1`'],
  ['1. not a list', '`1`. not a list'],
  ['- not a list', '`-` not a list'],
  ['a - b', 'a - b'],
  ['(see vfio_pci)', '(see `vfio_pci`)'],
  ['[a](b)', '`[a](b)`'],
  ['tick ` here', 'tick `` ` `` here'],
  ['%3 &amp; !4 ~bug $5', '`%3` `&amp`; `!4` `~bug` `$5`'],
  ['12% idle', '12% idle'],
])('markdown(%j) is %j', (text, shown) => {
  expect(markdown(text)).toBe(shown);
});

test('a table cell splits no column', () => {
  expect(markdownCell('a|b 1. c')).toBe(String.raw`${'`a'}\|${'b`'} 1. c`);
});

test('code spans and fences outlast the backticks inside', () => {
  expect(markdownCode('a``b')).toBe('```a``b```');
  expect(markdownFence(['```', '~~~~'])).toEqual(['````text', '```', '~~~~', '````']);
});
