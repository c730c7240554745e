/** Why a file could not be read. */
import { codeOf } from './error-code.ts';

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file: it vanished'],
  ['EISDIR', 'is a folder'],
  ['EACCES', 'permission denied'],
  ['EIO', 'input/output error'],
]);

const PASSING = [
  'no such file',
  'permission denied',
  'input/output error',
  'internal error',
  // Of a worker, where no file could be named.
  'given up',
  'took longer',
  'needs more memory',
];

/** Was it the system's or the program's fault, so that another night may read the same bytes? Damage stays. */
export const mayPass = (reason: string): boolean =>
  PASSING.some((words) => reason.startsWith(words)) || /^E[A-Z0-9]+: /u.test(reason);

/** Why reading failed, without paths: whoever names the file names them. */
export function failureOf(error: unknown): string {
  const known = REASONS.get(codeOf(error) ?? '');
  if (typeof error !== 'object' || error === null) return String(error);
  const message = 'message' in error ? String(error.message) : 'unknown error';
  return known ?? message.replace(/, (?:open|read|scandir|lstat|stat)\b.*$/u, '');
}
