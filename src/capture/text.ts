/** A recipe as text: prose wrapped, commands as they are to be typed. */
import type { Step } from './step.ts';

const INDENT = '    ';

export function planText(steps: readonly Step[], width: number): string {
  return steps.map((one) => stepText(one, width)).join('\n');
}

function stepText({ title, notes, commands }: Step, width: number): string {
  const lines = [
    title,
    ...notes.flatMap((note) => wrapped(note, Math.max(30, width - 2)).map((line) => `  ${line}`)),
    ...(commands.length > 0 && notes.length > 0 ? [''] : []),
    ...commands.flatMap((command) => command.split('\n').map((line) => `${INDENT}${line}`)),
  ];
  return `${lines.join('\n')}\n`;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
