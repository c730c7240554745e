/** What one kernel message says, before its line gives it a time and a place. */
import type { FactEvent, MessageEvent, Occurrence } from '../../../src/model/event/index.ts';

type Bare<E, K extends PropertyKey> = E extends unknown ? Omit<E, K> : never;

/** A classified message without when and where. */
export type MessageBody = Bare<MessageEvent, keyof Occurrence | 'realtime'>;
/** A fact that the kernel prints about itself at boot. */
export type FactBody = Bare<FactEvent, keyof Occurrence>;
export type Body = MessageBody | FactBody;

/** One kind of message. Its line holds `needle`, whatever else varies between kernel versions. */
export interface Recognizer {
  /** A byte string that every wording of this message holds: lines without any needle are dropped unseen. */
  readonly needle: string;
  /** `message` is the text after all prefixes, trimmed; null where it is not this message or is cut. */
  read(message: string): Body | null;
}

/** Group `index` of a match; the empty string where it took no part. */
export const group = (match: RegExpExecArray, index: number): string => match[index] ?? '';

/** A recognizer made of one anchored expression. */
export function byRegExp(
  needle: string,
  expression: RegExp,
  body: (match: RegExpExecArray) => Body | null,
): Recognizer {
  return {
    needle,
    read(message) {
      const match = expression.exec(message);
      return match === null ? null : body(match);
    },
  };
}
