/** What a result hangs on besides the files. */
import { createHash } from 'node:crypto';
import { VERSION } from '../model/version.ts';
import { rulesVersion } from '../rules/version.ts';
import type { ScanOptions } from './job.ts';

/** Names everything but the files that a result hangs on. */
export const basisOf = (options: ScanOptions): string =>
  createHash('sha256')
    .update(JSON.stringify([VERSION, rulesVersion, options]))
    .digest('hex')
    .slice(0, 16);
