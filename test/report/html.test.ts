import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import type { Result } from '../../src/model/result.ts';
import { renderer } from '../../src/report/html.ts';
import { plainOptions } from '../../src/report/output.ts';
import { payloads, poisoned } from '../support/poison.ts';
import { large, silent, trouble } from '../support/result-cases.ts';
import { nvmeResize } from '../support/result.ts';

const pageOf = (result: Result): string =>
  [...renderer.render(result, { ...plainOptions, command: 'msixray a.txt' })].join('');

const matches = (text: string, pattern: RegExp): readonly string[] =>
  Array.from(text.matchAll(pattern), ([, first = '']) => first);

const VOID = new Set(['meta', 'input', 'br']);

/** Elements left open or closed out of order, and markup that is no element of the page. */
function disorder(page: string): readonly string[] {
  const body = page
    .replace('<!doctype html>', '')
    .replaceAll(/<(script|style)( [^>]*)?>.*?<\/\1>/gsu, '');
  const open: string[] = [];
  const rest = body.replaceAll(
    /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z][a-zA-Z0-9-]*="[^"<]*")*)(\/?)>/gu,
    (_, closes: string, name: string, _attributes, empty: string) => {
      if (closes === '/') {
        if (open.pop() !== name) open.push(`not ${name}`);
      } else if (empty === '' && !VOID.has(name)) open.push(name);
      return '';
    },
  );
  return /[<>]/u.test(rest) ? [...open, 'loose markup'] : open;
}

const pages = [
  ['nvme-resize', nvmeResize()],
  ['trouble', trouble()],
  ['silent', silent()],
  ['large', large(1_010, 2)],
  ...Object.entries(payloads).map(
    ([name, payload]) => [`poisoned with ${name}`, poisoned(payload)] as const,
  ),
] as const;

describe.each(pages)('%s', (_, result) => {
  const page = pageOf(result);

  test('is well-formed, from known elements only', () => {
    expect(disorder(page)).toEqual([]);
    expect(page).not.toMatch(/<(?:img|iframe|object|link|base|form)\b/u);
    expect(page.replaceAll(/"[^"]*"/gu, '""')).not.toMatch(/<[^>]* (?:on[a-z]+|style)=/u);
  });

  test('asks nothing of a network', () => {
    const outside = page.replaceAll(/<(script|style)( [^>]*)?>.*?<\/\1>/gsu, '');
    expect(
      matches(outside, / (?:src|href|action)="([^"]*)"/gu).filter((to) => !to.startsWith('#')),
    ).toEqual([]);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /url\(|@import|fetch\(|XMLHttp/u,
    );
  });

  test('every link has its place, every id is unique', () => {
    const ids = matches(page, / id="([^"]*)"/gu);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = new Set(ids.map((id) => `#${id}`));
    expect(matches(page, / href="([^"]*)"/gu).filter((to) => !targets.has(to))).toEqual([]);
  });
});

const hash = (text = ''): string => createHash('sha256').update(text).digest('base64');

test('the policy allows the script and the style of the page, and no others', () => {
  const page = pageOf(nvmeResize());
  const [style] = matches(page, /<style>(.*?)<\/style>/gsu);
  const [script] = matches(page, /<script>(.*?)<\/script>/gsu);
  const [policy = ''] = matches(page, /Content-Security-Policy" content="([^"]*)"/gu);
  expect(policy.replaceAll('&#39;', "'")).toBe(
    `default-src 'none'; style-src 'sha256-${hash(style)}'; script-src 'sha256-${hash(script)}'; base-uri 'none'; form-action 'none'`,
  );
});

test('the script is JavaScript', () => {
  const [script = ''] = matches(pageOf(nvmeResize()), /<script>(.*?)<\/script>/gsu);
  expect(() => new Script(script)).not.toThrow();
});

test('the data of the script is the picture in numbers', () => {
  const [text = ''] = matches(pageOf(nvmeResize()), /id="data">(.*?)<\/script>/gsu);
  const data: unknown = JSON.parse(text);
  expect(data).toHaveProperty('base', '39.807779000');
  // From, to, bit clear from, to, calm, open, id, cause, place.
  const second = [196_825_000, 198_112_000, 196_991_000, 197_462_000, 0, 0, 'W2', 'resize', 1];
  expect(data).toHaveProperty('devices.0.windows.1', second);
  expect(data).toHaveProperty('devices.0.lanes.1.label', '1 irq 35');
});

test('without a clock there is no picture and no script', () => {
  const page = pageOf(silent());
  expect(page).not.toMatch(/<svg|<script/u);
  expect(page).toContain('before you take that for clean');
});

test('a page of many windows stays small enough to open', () => {
  expect(pageOf(large(1_500, 4)).length).toBeLessThan(2_000_000);
});
