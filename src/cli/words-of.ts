import { Trouble } from './trouble.ts';

/**
 * The words of a command that no shell reads: blanks part them, '…' and "…" hold together what is between. Nothing else
 * means anything: no `$`, no `*`, no `|`, no backslash. Throws {@link Trouble}.
 */
export function wordsOf(command: string): readonly string[] {
  const words: string[] = [];
  const pattern = /(?:'[^']*'|"[^"]*"|[^\s'"])+/gu;
  const left = command.replaceAll(pattern, (word) => {
    words.push(
      word.replaceAll(/'([^']*)'|"([^"]*)"/gu, (_, one?: string, two?: string) => one ?? two ?? ''),
    );
    return '';
  });
  if (left.trim() !== '') throw new Trouble(`--exec ${command}: a quotation mark is not closed`);
  if (words.length === 0 || words[0] === '') throw new Trouble('--exec names no command');
  return words;
}
