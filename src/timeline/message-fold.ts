/** Kernel messages that matter, kept in order: there are few, and a storm of one kind is counted instead. */
import type { MessageEvent, MessageEventType } from '../model/event/index.ts';
import { markOf, type Mark } from './mark.ts';

/** A message with its place. */
export interface Message<T extends MessageEventType = MessageEventType> {
  readonly event: Extract<MessageEvent, { readonly type: T }>;
  readonly mark: Mark;
  repeats: number;
}

/** Different messages of one type kept at most. */
export const KEPT_OF_A_TYPE = 2000;

export class MessageFold {
  readonly all: Message[] = [];
  readonly #kept = new Map<MessageEventType, number>();
  dropped = 0;

  event(event: MessageEvent): void {
    const last = this.all.at(-1);
    if (event.type === 'callbacks_suppressed') {
      if (last !== undefined) last.repeats += event.count;
      return;
    }
    const kept = this.#kept.get(event.type) ?? 0;
    if (kept >= KEPT_OF_A_TYPE) {
      this.dropped += 1;
      return;
    }
    this.#kept.set(event.type, kept + 1);
    const mark = markOf(event);
    this.all.push({ event: { ...event, text: mark.text }, mark, repeats: 1 });
  }

  /** How many are kept of the type that is kept most. */
  get most(): number {
    return Math.max(0, ...this.#kept.values());
  }

  *of<T extends MessageEventType>(type: T): Generator<Message<T>> {
    for (const { event, mark, repeats } of this.all) {
      if (isOf(event, type)) yield { event, mark, repeats };
    }
  }
}

const isOf = <T extends MessageEventType>(
  event: MessageEvent,
  type: T,
): event is Extract<MessageEvent, { readonly type: T }> => event.type === type;
