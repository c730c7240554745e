import type { LineFormat } from '../../src/model/format.ts';
import { skipSpaces, withoutReturn } from '../trace/scan.ts';
import { STAMPS_MAX, nextStampColon } from '../trace/stamp.ts';
import { PerfHead } from './head.ts';
import { PerfScriptParser, perfNeedles, systemColon } from './parser.ts';
import { samples } from './samples.ts';

/** The text of `perf script`. Its clock is the kernel's local clock unless `perf record -k` chose another. */
export const perfScript: LineFormat = {
  id: 'perf-script',
  title: 'perf script',
  describes:
    'perf script of trace events and probes, with --ns, --reltime, -F +misc and call chains',
  reads: 'lines',
  samples,
  needles: perfNeedles,
  claims: isPerfLine,
  open: (sink) => new PerfScriptParser(sink),
};

/** A head and an event `system:name:`, or a hardware event's period and name. Lines of call chains are claimed by none. */
function isPerfLine(line: string): boolean {
  const text = withoutReturn(line);
  const head = new PerfHead();
  let colon = nextStampColon(text, 0);
  for (let tries = 0; colon >= 0 && tries < STAMPS_MAX; tries++) {
    if (head.read(text, colon)) return isPerfEvent(text, skipSpaces(text, colon + 1));
    colon = nextStampColon(text, colon + 1);
  }
  return false;
}

const isPerfEvent = (text: string, from: number): boolean =>
  systemColon(text, from) > 0 ||
  /^(?:\d{1,20} +)?[\w./-]{1,60}:|^PERF_RECORD_/.test(text.slice(from, from + 100));
