/** What the user asks of a recipe. */
import type { Tool } from './host.ts';

export interface Wish {
  /** Null: the best that is there. */
  readonly tool: Tool | null;
  /** Null: the one that lines up with the kernel log. */
  readonly clock: string | null;
  /** Interrupts of all passed-through devices in a second. */
  readonly rate: number;
  /** How long the recording is meant to last. */
  readonly seconds: number;
  /** Every interrupt of the host, too: shows whom INTx hits. */
  readonly allInterrupts: boolean;
  /** Name of a libvirt domain. */
  readonly domain: string | null;
}

export const standardWish: Wish = {
  tool: null,
  clock: null,
  rate: 20_000,
  seconds: 600,
  allInterrupts: false,
  domain: null,
};
