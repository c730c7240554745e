import type { Sample } from '../../src/model/format.ts';
import { interruptSamples } from './interrupt-samples.ts';
import { lifecycleSamples } from './lifecycle-samples.ts';
import { reportSamples } from './report-samples.ts';

export const samples: readonly Sample[] = [
  ...interruptSamples,
  ...lifecycleSamples,
  ...reportSamples,
];
