/** Every format, in no particular order: a line is claimed by exactly one. */
import type { Format } from '../src/model/format.ts';

export const formats: readonly Format[] = [];
