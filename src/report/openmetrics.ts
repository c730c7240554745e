/**
 * `-f openmetrics`: gauges for node_exporter's textfile collector and its kin. No label carries a time, a path or a device,
 * so that the number of series stays small; metrics of many hosts use the same families.
 */
import type { Result, ResultWindow } from '../model/result.ts';
import { label } from './escape.ts';
import type { Renderer } from './output.ts';
import { expected, spanOf } from './words.ts';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  /** Without a suffix; a name that ends in a unit has it as `unit`. */
  readonly name: string;
  readonly help: string;
  readonly unit?: 'seconds';
  readonly samples: readonly Sample[];
}

/** The text of all families with its end mark. A value that is not finite is left out. */
export function metricsText(families: readonly Family[]): string {
  const lines: string[] = [];
  for (const { name, help, unit, samples } of families) {
    lines.push(`# TYPE ${name} gauge`);
    if (unit !== undefined) lines.push(`# UNIT ${name} ${unit}`);
    lines.push(`# HELP ${name} ${help}`);
    for (const { labels, value } of samples) {
      if (!Number.isFinite(value)) continue;
      const pairs = Object.entries(labels).map(([key, text]) => `${key}="${label(text)}"`);
      lines.push(`${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`);
    }
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

/** Adds up by labels, in the order of the labels' text. */
export function gather(
  samples: Iterable<readonly [Readonly<Record<string, string>>, number]>,
): readonly Sample[] {
  const sums = new Map<string, { labels: Readonly<Record<string, string>>; value: number }>();
  for (const [labels, value] of samples) {
    const key = JSON.stringify(labels);
    const before = sums.get(key);
    if (before === undefined) sums.set(key, { labels, value });
    else before.value += value;
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sample]) => sample);
}

const kindOf = ({ kind, cause }: ResultWindow): Readonly<Record<string, string>> => ({
  kind,
  cause,
});

export const familiesOf = (result: Result): readonly Family[] => [
  {
    name: 'msixray_findings',
    help: 'Findings by rule and severity.',
    samples: gather(result.findings.map(({ rule, severity }) => [{ rule, severity }, 1])),
  },
  {
    name: 'msixray_windows',
    help: 'Windows in which interrupts could not be delivered.',
    samples: gather(result.windows.map((window) => [kindOf(window), 1])),
  },
  {
    name: 'msixray_window_seconds',
    help: 'Sum of the lengths of windows whose both ends are known.',
    unit: 'seconds',
    samples: gather(
      result.windows.map((window) => [
        kindOf(window),
        (spanOf(window.start, window.end) ?? 0) / 1e9,
      ]),
    ),
  },
  {
    name: 'msixray_windows_open',
    help: 'Windows that were not closed at the end of the log.',
    samples: [{ labels: {}, value: result.windows.filter((w) => w.state === 'open').length }],
  },
  {
    name: 'msixray_expected_lost_interrupts',
    help: 'Expected number of interrupts raised while MSI-X was off.',
    samples: gather(result.windows.map((window) => [kindOf(window), expected(window).lost ?? 0])),
  },
  {
    name: 'msixray_files',
    help: 'Sources by whether they were read to their end.',
    samples: gather([
      [{ status: 'complete' }, 0],
      [{ status: 'incomplete' }, 0],
      ...result.sources.map(
        ({ complete }) => [{ status: complete ? 'complete' : 'incomplete' }, 1] as const,
      ),
    ]),
  },
  {
    name: 'msixray_events_lost',
    help: 'Events that tracers say they lost.',
    samples: [
      {
        labels: {},
        value: result.coverage.losses.reduce((total, loss) => total + (loss.count ?? 0), 0),
      },
    ],
  },
  {
    name: 'msixray_rules',
    help: 'Rules by what came of them.',
    samples: gather(result.rules.map(({ outcome }) => [{ outcome }, 1])),
  },
];

export const renderer: Renderer = { render: (result: Result) => [metricsText(familiesOf(result))] };
