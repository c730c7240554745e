/** One rule in full, as plain text: from its metadata and the prose of its page. */
import type { Rule, RuleMeta } from '../model/rule.ts';
import { docsOf } from './engine.ts';

/** Sections of a page that a terminal shows; the examples stay on the page. */
const SHOWN: ReadonlySet<string> = new Set([
  'What it means',
  'Causes',
  'Not this rule',
  'Fix',
  'References',
]);

/** `page`: the Markdown of docs/rules/<id>.md; null where there is none. Ends with a newline; lines fit `width` where words do. */
export function explainRule({ meta }: Rule, page: string | null, width = 80): string {
  const facts = [
    `severity  ${meta.severity}`,
    `status    ${meta.status}${meta.since === '' ? '' : `, since ${meta.since}`}`,
    ...(docsOf(meta.id) === '' ? [] : [`page      ${docsOf(meta.id)}`]),
  ];
  const parts = [
    [meta.id, ...filled(meta.summary, '', '', width)],
    facts,
    ...(page === null ? [] : sections(page, width)),
    ['Says', ...Object.values(meta.messages).flatMap((text) => item(text, width))],
    ['Needs in the log', ...needs(meta, width)],
    ...(page === null
      ? [['What to do', ...remedies(meta).flatMap((text) => item(text, width))]]
      : []),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const remedies = ({ remedy }: RuleMeta): readonly string[] =>
  typeof remedy === 'string' ? [remedy] : [...new Set(Object.values(remedy))];

const needs = ({ requires }: RuleMeta, width: number): readonly string[] =>
  requires.length === 0
    ? ['  nothing: it says what it is blind to']
    : requires.flatMap((group) => item(`one of ${group.join(', ')}`, width));

const item = (text: string, width: number): readonly string[] =>
  filled(`- ${text}`, '  ', '    ', width);

/** Heading and text of each section shown; Markdown links become their text, marks of emphasis go. */
function sections(page: string, width: number): readonly (readonly string[])[] {
  const [, ...parts] = page.split(/^## /mu);
  return parts.flatMap((part) => {
    const end = part.indexOf('\n');
    const heading = part.slice(0, end).trim();
    return SHOWN.has(heading) ? [[heading, ...prose(part.slice(end), width)]] : [];
  });
}

function prose(markdown: string, width: number): readonly string[] {
  const text = plain(markdown.replaceAll(/^```.*?^```\n?/gmsu, ''));
  return text
    .split(/\n{2,}/u)
    .filter((paragraph) => paragraph.trim() !== '')
    .flatMap((paragraph, index) => [
      ...(index === 0 ? [] : ['']),
      ...paragraph
        .trim()
        .split(/\n(?=- )/u)
        .flatMap((block) => filled(block, '  ', block.startsWith('- ') ? '    ' : '  ', width)),
    ]);
}

const plain = (markdown: string): string =>
  markdown
    .replaceAll(/\[([^\]\n]*)\]\([^)\n]*\)/gu, '$1')
    .replaceAll(/<(https?:[^>\n]*)>/gu, '$1')
    .replaceAll(/[`*]/gu, '');

/** Words of a text in lines of at most `width`, a longer word alone. */
function filled(text: string, first: string, next: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u).filter((one) => one !== '')) {
    const indent = lines.length === 0 ? first : next;
    if (line === '') line = indent + word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = next + word;
    }
  }
  return line === '' ? lines : [...lines, line];
}
