import type { HostResult } from '../../model/host.ts';
import { json } from '../escape.ts';

/** One line of the NDJSON, with its newline. */
export const hostLine = (result: HostResult): string => `${json(JSON.stringify(result))}\n`;
