/** Lines of a scan for tests of what is made of them. */
import type { HostResult } from '../../src/model/host.ts';
import { assemble, type CasePart } from '../../src/scan/assemble.ts';
import { casePart } from '../../src/scan/case-part.ts';
import { nvmeResize } from './result.ts';

/** A case with one finding; `name` makes its key. */
export const aCasePart = (name: string): CasePart =>
  casePart(name.padEnd(16, '0').slice(0, 16), nvmeResize());

export const aFile = (
  name: string,
  over: Partial<HostResult['files'][number]> = {},
): HostResult['files'][number] => ({
  name,
  status: 'read',
  reason: null,
  digest: 'a'.repeat(64),
  bytes: '100',
  format: 'trace-cmd',
  source: name,
  case: null,
  ...over,
});

/** A host with a case and its file. */
export const aHost = (host: string, over: Partial<HostResult> = {}): HostResult => ({
  ...assemble({
    host,
    files: [aFile(`${host}/trace.txt`, { case: aCasePart('c').head.key })],
    skipped: [{ reason: 'no known format', files: 2 }],
    cases: [aCasePart('c')],
  }),
  ...over,
});
