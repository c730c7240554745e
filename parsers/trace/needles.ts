/** What a line of `trace-cmd` or `tracefs` must hold at least one of to be of any use. */
import { clockNeedles, zeroStamps } from './clocks.ts';
import { needlesWith } from './decoders.ts';
import { SWITCH } from './graph-line.ts';
import { markNeedles } from './marks.ts';
import { unusableNeedles } from './unusable.ts';
import { wantNeedles } from './want.ts';

export const traceNeedles: readonly string[] = needlesWith([
  ...markNeedles,
  ...clockNeedles,
  ...unusableNeedles,
  // Ends of calls in function graph text, of which most have no name.
  '  }',
  SWITCH,
  ...wantNeedles,
  'cpus=',
  ...zeroStamps.map((stamp) => `${stamp}: `),
]);
