/** Every rule that ships, the worst first. */
import type { Rule } from '../model/rule.ts';
import { clockUnaligned } from './clock-unaligned.ts';
import { eventsLost } from './events-lost.ts';
import { hostEnableFailed } from './host-enable-failed.ts';
import { interruptInWindow } from './interrupt-in-window.ts';
import { intxRedirect } from './intx-redirect.ts';
import { lateVector } from './late-vector.ts';
import { liveVectorsDisabled } from './live-vectors-disabled.ts';
import { lostInterruptSymptom } from './lost-interrupt-symptom.ts';
import { msixLeftDisabled } from './msix-left-disabled.ts';
import { noDynamicMsix } from './no-dynamic-msix.ts';
import { remapFault } from './remap-fault.ts';
import { spuriousVector } from './spurious-vector.ts';
import { vectorExhausted } from './vector-exhausted.ts';
import { vectorRearmGap } from './vector-rearm-gap.ts';
import { vectorSilentAfterWindow } from './vector-silent-after-window.ts';

export const rules: readonly Rule[] = [
  interruptInWindow,
  vectorSilentAfterWindow,
  hostEnableFailed,
  msixLeftDisabled,
  intxRedirect,
  liveVectorsDisabled,
  remapFault,
  vectorExhausted,
  lateVector,
  spuriousVector,
  lostInterruptSymptom,
  vectorRearmGap,
  noDynamicMsix,
  eventsLost,
  clockUnaligned,
];

export { rulesVersion } from './version.ts';
