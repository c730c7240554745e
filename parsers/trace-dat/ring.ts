/**
 * How the kernel lays out a page of its ring buffer, from `header_page` and `header_event`:
 *
 *   field: u64 timestamp;   offset:0;   size:8;      signed:0;
 *   field: local_t commit;  offset:8;   size:8;      signed:1;
 *   field: char data;       offset:16;  size:4080;   signed:0;
 *
 *   padding     : type == 29
 */
import { fieldIn } from './event-format.ts';

export interface RingLayout {
  /** Bytes of the commit word, which is a long of the kernel. */
  readonly commitAt: number;
  readonly commitSize: number;
  /** Where the records begin in a page. */
  readonly dataAt: number;
  /** Bytes of a page, all told. */
  readonly pageSize: number;
}

/** What every kernel since 2.6.30 says. */
const TYPES = [
  ['padding', 29],
  ['time_extend', 30],
  ['time_stamp', 31],
] as const;

/** Null for a layout that no kernel since 2.6.30 wrote. */
export function ringLayout(headerPage: string, headerEvent: string): RingLayout | null {
  const lines = headerPage.split('\n');
  const stamp = lines.map(fieldIn).find((field) => field?.name === 'timestamp');
  const commit = lines.map(fieldIn).find((field) => field?.name === 'commit');
  const data = lines.map(fieldIn).find((field) => field?.name === 'data');
  if (stamp?.offset !== 0 || stamp.size !== 8) return null;
  if (commit === undefined || commit === null || data === undefined || data === null) return null;
  if ((commit.size !== 4 && commit.size !== 8) || commit.offset !== 8 || data.offset > 64)
    return null;
  const fits = TYPES.every(([name, type]) => {
    const said = new RegExp(`^\\s*${name}\\s{0,20}: type == (\\d{1,3})\\s*$`, 'm').exec(
      headerEvent,
    );
    return said === null || Number(said[1]) === type;
  });
  return fits && headerEvent.includes('type_len')
    ? {
        commitAt: commit.offset,
        commitSize: commit.size,
        dataAt: data.offset,
        pageSize: data.offset + data.size,
      }
    : null;
}
