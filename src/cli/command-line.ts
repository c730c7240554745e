/** The command as it can be typed again: words that a shell would change are quoted. */
export const commandLine = (argv: readonly string[]): string =>
  ['msixray', ...argv.map(quoted)].join(' ');

const quoted = (word: string): string =>
  /^[\w%+,./:=@^-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
