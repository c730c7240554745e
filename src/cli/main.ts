import { CommanderError } from 'commander';
import { SelectionError } from '../select.ts';
import { isClosedPipe } from './deliver.ts';
import { CLEAN, TROUBLE } from './exit-status.ts';
import { type Context, createProgram } from './program.ts';
import type { Streams } from './streams.ts';
import { messageOf, Trouble } from './trouble.ts';

/** A reader that goes away makes every later write fail: each writer sees to its own. */
const ignore = (): void => undefined;

/** Runs one command. `argv` is without the interpreter and the script. Resolves to the exit status; never rejects. */
export async function main(argv: readonly string[], streams: Streams): Promise<number> {
  const context: Context = { streams, argv, status: CLEAN };
  streams.stdout.on('error', ignore);
  streams.stderr.on('error', ignore);
  try {
    await createProgram(context).parseAsync(argv, { from: 'user' });
    return context.status;
  } catch (error) {
    // Commander has said it already, and calls every usage error 1.
    if (error instanceof CommanderError) return error.exitCode === 0 ? CLEAN : TROUBLE;
    if (isClosedPipe(error)) return context.status;
    // A configuration, a rule file or a name of a file is quoted there: it may hold what moves a cursor.
    const { visible } = await import('../report/escape.ts');
    const lines = `msixray: ${explained(error, streams.env)}`.split('\n');
    streams.stderr.write(`${lines.map(visible).join('\n')}\n`);
    return TROUBLE;
  }
}

function explained(error: unknown, env: Streams['env']): string {
  if (error instanceof SelectionError) return error.message;
  if (error instanceof Trouble) {
    return error.advice === null ? error.message : `${error.message}\n  ${error.advice}`;
  }
  const stack = error instanceof Error && env['MSIXRAY_DEBUG'] === '1' ? `\n${error.stack}` : '';
  return `internal error: ${messageOf(error)}${stack}
  Please report it with the command. MSIXRAY_DEBUG=1 shows where it happened.`;
}
