/** What a scan keeps of the result of one case. */
import type { Result } from '../model/result.ts';
import type { CasePart } from './assemble.ts';

export function casePart(key: string, result: Result): CasePart {
  return {
    head: {
      key,
      tool: result.tool,
      clock: result.clock,
      sources: result.sources.map(
        ({ name, format, lines, events, clock, first, last, complete, incompleteWhy }) => ({
          name,
          format,
          lines,
          events,
          clock,
          first,
          last,
          complete,
          incompleteWhy,
        }),
      ),
      devices: result.devices.map(
        ({ name, aliases, dynamicMsix, tableSize, qemu, kernel, driver, notMsix, posted }) => ({
          name,
          aliases,
          dynamicMsix,
          tableSize,
          qemu,
          kernel,
          driver,
          notMsix,
          posted,
        }),
      ),
      verdict: result.summary.verdict,
      complete: result.summary.complete,
    },
    windows: result.windows.map((window) => ({ case: key, ...window })),
    findings: result.findings.map((finding) => ({ case: key, ...finding })),
    problems: result.sources.flatMap(({ name, problems }) =>
      problems.map((problem) => ({ case: key, source: name, ...problem })),
    ),
  };
}
