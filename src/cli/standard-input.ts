import { openDescriptor } from '../input/open-file.ts';
import type { Streams } from './streams.ts';

/** Standard input: a pipe or a file in blocks whose memory is used again, anything else as Node has it. */
export const standardInput = (): Streams['stdin'] => openDescriptor(0) ?? process.stdin;
