/** Every rule that ships, the worst first. */
import type { Rule } from '../model/rule.ts';
import { eventsLost } from './events-lost.ts';
import { hostEnableFailed } from './host-enable-failed.ts';
import { interruptInWindow } from './interrupt-in-window.ts';
import { liveVectorsDisabled } from './live-vectors-disabled.ts';
import { spuriousVector } from './spurious-vector.ts';
import { vectorRearmGap } from './vector-rearm-gap.ts';

export const rules: readonly Rule[] = [
  interruptInWindow,
  hostEnableFailed,
  liveVectorsDisabled,
  spuriousVector,
  vectorRearmGap,
  eventsLost,
];

/** Raised by hand with every change of what a rule finds; the result names it. */
export const rulesVersion = '1';
