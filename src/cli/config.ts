/**
 * `msixray.config.yaml` or `.json`, found upwards from the working directory: options of `analyze` by their long names.
 * The command line wins; an option that can be repeated is replaced, not added to.
 *
 *   fail-on: high
 *   rules: site.yaml
 *   rule: [late-vector=off, no-dynamic-msix=low]
 */
import { dirname, isAbsolute, join } from 'node:path';
import type { Command, Option } from 'commander';
import { parse } from 'yaml';
import { didYouMean } from '../rules/suggest.ts';
import { readText } from './read-text.ts';
import { messageOf, Trouble } from './trouble.ts';

/** Options whose value is a path: relative ones are meant from where the file lies. */
const PATHS: ReadonlySet<string> = new Set(['rules', 'baseline', 'redact-map']);
/** Options that are asked for, not configured. */
const NEVER: ReadonlySet<string> = new Set(['update-baseline', 'follow', 'exec', 'help', 'config']);

/** The options of a command that a file may give, by the name they have there. */
export const configurable = (command: Command): ReadonlyMap<string, Option> =>
  new Map(
    command.options
      .map((option): [string, Option] => [option.long?.replace(/^--(?:no-)?/u, '') ?? '', option])
      .filter(([name]) => !NEVER.has(name)),
  );

/** A file that was found may lie in a folder of somebody else: it can neither run code nor write files. */
const AS_NAMED_ONLY: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['rules', (value: string) => /\.[cm]?[jt]s$/iu.test(value)],
  ['format', (value: string) => value.includes('=')],
  ['redact-map', () => true],
]);

/**
 * Gives a command the options of a file where its command line gives none. `found`: nobody named the file. Throws
 * {@link Trouble}.
 */
export async function applyConfig(command: Command, path: string, found: boolean): Promise<void> {
  const options = configurable(command);
  for (const [name, value] of await readConfig(path)) {
    const option = options.get(name);
    if (option === undefined) {
      throw new Trouble(
        `${path}: there is no option called ${name}${didYouMean(name, options.keys())}`,
      );
    }
    if (found) mayBeFound(name, value, path);
    const key = option.attributeName();
    if (command.getOptionValueSource(key) === 'cli') continue;
    command.setOptionValueWithSource(key, valueOf(option, name, value, path), 'config');
  }
}

function mayBeFound(name: string, value: unknown, path: string): void {
  const refuses = AS_NAMED_ONLY.get(name);
  for (const each of Array.isArray(value) ? value : [value]) {
    if (refuses?.(String(each)) !== true) continue;
    throw new Trouble(
      `${path}: ${name}: ${String(each)} runs code or writes a file; for that name the configuration yourself (--config ${path}), or leave it out (--no-config)`,
    );
  }
}

async function readConfig(path: string): Promise<readonly (readonly [string, unknown])[]> {
  let value: unknown;
  try {
    value = parse(await readText(path), { maxAliasCount: 0 });
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(`${path}: ${messageOf(error).split('\n', 1)[0] ?? ''}`);
  }
  if (value === null) return [];
  if (typeof value === 'object' && !Array.isArray(value)) return Object.entries(value);
  throw new Trouble(`${path}: a configuration is a map of options, like fail-on: high`);
}

/** As the command line would read it. */
function valueOf(option: Option, name: string, value: unknown, path: string): unknown {
  const wrong = (why: string): Trouble => new Trouble(`${path}: ${name}: ${why}`);
  if (!option.required && !option.optional) {
    if (typeof value !== 'boolean') throw wrong('true or false');
    return value;
  }
  let read: unknown = option.defaultValue;
  for (const each of Array.isArray(value) ? value : [value]) {
    if (typeof each !== 'string' && typeof each !== 'number') throw wrong('a text or a number');
    const text = PATHS.has(name) ? from(path, String(each)) : String(each);
    try {
      read = option.parseArg === undefined ? text : option.parseArg(text, read);
    } catch (error) {
      throw wrong(messageOf(error));
    }
  }
  return read;
}

const from = (config: string, path: string): string =>
  isAbsolute(path) ? path : join(dirname(config), path);
