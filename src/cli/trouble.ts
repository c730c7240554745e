/** The user can put it right: a wrong option, a file that cannot be written. Shown without a stack; exit status 2. */
export class Trouble extends Error {
  /** What to do about it; a line of its own. */
  readonly advice: string | null;

  constructor(message: string, advice: string | null = null) {
    super(message);
    this.name = 'Trouble';
    this.advice = advice;
  }
}

/** Anything may be thrown; tests run in another realm, where Node's errors are no `Error`. */
const propertyOf = (error: unknown, key: 'code' | 'message'): string | null => {
  if (typeof error !== 'object' || error === null || !(key in error)) return null;
  const value: unknown = Object.getOwnPropertyDescriptor(error, key)?.value;
  return typeof value === 'string' ? value : null;
};

export const messageOf = (error: unknown): string => propertyOf(error, 'message') ?? String(error);

export const codeOf = (error: unknown): string | null => propertyOf(error, 'code');

/** The reason of a failed system call in words: Node's message without code, call and path. */
export const reasonOf = (error: unknown): string =>
  messageOf(error)
    .replace(/^[A-Z0-9]+: /u, '')
    .replace(/, [a-z]+(?: '.*)?$/u, '');
