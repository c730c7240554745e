/** Whatever a log says, no output lets it act: every string of a result replaced by each payload. */
import { describe, expect, test } from '@jest/globals';
import { outputs, plainOptions, type RenderOptions } from '../../src/report/index.ts';
import { payloads, poisoned } from '../support/poison.ts';

const render = async (
  id: string,
  payload: string,
  options: Partial<RenderOptions> = {},
): Promise<string> => {
  const output = outputs.find((each) => each.id === id);
  const renderer = await output?.load();
  return [...(renderer?.render(poisoned(payload), { ...plainOptions, ...options }) ?? [])].join('');
};

/** What a terminal acts on, but for the newline between lines: C0, DEL, C1, separators, bidi embeddings and isolates. */
const acts = (char: string): boolean => {
  const code = char.codePointAt(0) ?? 0;
  return (
    (code < 0x20 && char !== '\n') ||
    (code >= 0x7f && code < 0xa0) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
};

describe.each(outputs)('$id', ({ id }) => {
  test.each(Object.entries(payloads))('%s: nothing that a terminal acts on', async (_, payload) => {
    const text = await render(id, payload);
    expect(text.length).toBeGreaterThan(100);
    expect(Array.from(text).filter(acts)).toEqual([]);
  });
});

test.each(Object.entries(payloads))(
  'text, %s: ASCII alone, no line too long but quotes',
  async (_, payload) => {
    const text = await render('text', payload, { width: 72 });
    expect(/[^\n\x20-\x7e]/u.test(text)).toBe(false);
    const long = text.split('\n').filter((line) => line.length > 72);
    expect(long.every((line) => /^ *(?:opens|closes|arrives|events-lost) /u.test(line))).toBe(true);
  },
);

/** What is left of Markdown when its code is taken out: the only text that a tracker reads for meaning. */
function outsideCode(text: string): string {
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of text.split('\n')) {
    const opens = /^(`{3,})[^`]*$/u.exec(line)?.[1];
    if (fence !== null) {
      if (line === fence) fence = null;
    } else if (opens === undefined)
      kept.push(line.replaceAll(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/gu, ''));
    else fence = opens;
  }
  expect(fence).toBeNull();
  return kept.join('\n');
}

test.each(Object.entries(payloads))(
  'markdown, %s: no mention, link, reference or HTML',
  async (_, payload) => {
    const text = outsideCode(await render('markdown', payload));
    expect(text).not.toMatch(/[@<>&\\~$![\]]/u);
    expect(text).not.toMatch(/#\d|https?:|\/\/|[0-9a-f]{9}/u);
    expect(text).not.toMatch(/^#+ heading/mu);
  },
);
