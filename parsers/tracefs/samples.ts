import type { Sample } from '../../src/model/format.ts';
import { eventSamples } from './event-samples.ts';
import { graphSamples } from './graph-samples.ts';
import { layoutSamples } from './layout-samples.ts';

export const samples: readonly Sample[] = [...layoutSamples, ...eventSamples, ...graphSamples];
