/** Every format, in no particular order: a line is claimed by exactly one. */
import type { Format } from '../src/model/format.ts';
import { kernelLog } from './kernel-log/index.ts';
import { traceCmd } from './trace-cmd/index.ts';
import { tracefs } from './tracefs/index.ts';
import { qemuLog } from './qemu-log/index.ts';

export const formats: readonly Format[] = [kernelLog, traceCmd, tracefs, qemuLog];
