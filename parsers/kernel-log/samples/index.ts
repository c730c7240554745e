import type { Sample } from '../../../src/model/format.ts';
import { driverSamples } from './drivers.ts';
import { formSamples } from './forms.ts';
import { interruptSamples } from './interrupts.ts';

export const samples: readonly Sample[] = [...interruptSamples, ...driverSamples, ...formSamples];
