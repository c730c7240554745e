/** How an output looks on this terminal, in this pipe, in this file. */
import { plainOptions, type RenderOptions } from '../report/index.ts';
import type { FailOn } from './exit-status.ts';
import type { Streams } from './streams.ts';

export interface LookFlags {
  /** False with --no-color. */
  readonly color: boolean;
  readonly width?: number;
  readonly maxFindings?: number;
  /** IANA zone of wall times. */
  readonly tz?: string;
  /** What an output that passes or fails (JUnit) judges by. */
  readonly failOn?: FailOn;
}

/** What a text is laid out for where no terminal tells its width. */
export const WIDTH = 80;
const MIN_WIDTH = 40;

/** Only a terminal gets colour and letters outside ASCII: a pipe and a file get the same bytes wherever they are made. */
export function renderOptions(
  flags: LookFlags,
  streams: Pick<Streams, 'stdout' | 'env'>,
  toFile: boolean,
): RenderOptions {
  const { stdout, env } = streams;
  const terminal = !toFile && stdout.isTTY === true;
  const columns = terminal ? (stdout.columns ?? WIDTH) : WIDTH;
  return {
    ...plainOptions,
    width: flags.width ?? Math.max(MIN_WIDTH, columns),
    colour: !toFile && wantsColour(flags.color, terminal, env),
    unicode: terminal && /utf-?8/iu.test(localeOf(env)),
    maxFindings: flags.maxFindings ?? null,
    zone: flags.tz ?? 'UTC',
    failOn: flags.failOn === 'never' ? null : (flags.failOn ?? plainOptions.failOn),
  };
}

/** --no-color, then NO_COLOR, then FORCE_COLOR, then the terminal. */
function wantsColour(allowed: boolean, terminal: boolean, env: Streams['env']): boolean {
  if (!allowed || isSet(env['NO_COLOR'])) return false;
  if (isSet(env['FORCE_COLOR'])) return env['FORCE_COLOR'] !== '0';
  return terminal && env['TERM'] !== 'dumb';
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

const localeOf = (env: Streams['env']): string =>
  [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet) ?? '';
