/** Every format, in no particular order: a line is claimed by exactly one. */
import type { Format } from '../src/model/format.ts';
import { kernelLog } from './kernel-log/index.ts';

export const formats: readonly Format[] = [kernelLog];
