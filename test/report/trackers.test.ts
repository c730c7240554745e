import { describe, expect, test } from '@jest/globals';
import type { Result } from '../../src/model/result.ts';
import {
  outputOf,
  plainOptions,
  trackerOf,
  trackers,
  type Tracker,
} from '../../src/report/index.ts';
import { expectGolden } from '../support/golden.ts';
import { payloads, poisoned } from '../support/poison.ts';
import { large, trouble } from '../support/result-cases.ts';
import { finding, nvmeResize } from '../support/result.ts';

async function render({ output, options }: Tracker, result: Result): Promise<string> {
  const renderer = await outputOf(output)?.load();
  const command = 'msixray trace-cmd-report.txt qemu.log';
  const pieces = renderer?.render(result, { ...plainOptions, command, ...options }) ?? [];
  return [...pieces].join('');
}

/** More findings than any tracker takes. */
function flood(): Result {
  const result = large(60, 8);
  const [template = finding()] = result.findings;
  return {
    ...result,
    findings: Array.from({ length: 1_800 }, (_, i) => ({
      ...template,
      id: `F${i + 1}`,
      device: `0000:${i.toString(16).padStart(2, '0')}:00.0`,
      severity: i === 1_500 ? 'critical' : 'high',
    })),
  };
}

const FLOOD = flood();

describe.each(trackers)('$id', (tracker) => {
  test.each([
    ['nvme-resize', nvmeResize],
    ['trouble', trouble],
  ])('%s', async (name, make) => {
    const text = await render(tracker, make());
    expect(text.endsWith('\n')).toBe(true);
    expectGolden(`${name}.for-${tracker.id}.txt`, text);
  });

  test('keeps its size and says what is missing', async () => {
    const text = await render(tracker, FLOOD);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(tracker.options.maxBytes ?? 0);
    expect(Buffer.byteLength(text)).toBeGreaterThan((tracker.options.maxBytes ?? 0) * 0.9);
    expect(text.replaceAll('`', '')).toContain('MSI-X was off 60 times');
    expect(text).toMatch(/Left out: /u);
    expect(text.indexOf('CRITICAL')).toBeLessThan(text.indexOf('HIGH'));
    expect(text).toContain('What to record next');
  });

  test('keeps its size however long every string is', async () => {
    const text = await render(tracker, poisoned(payloads.long));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(tracker.options.maxBytes ?? 0);
    expect(text).toMatch(/^(?:## `?)?x{50}/u);
  });
});

test('a name that is no tracker is null', () => {
  expect(trackerOf('jira')).toBeNull();
  expect(trackerOf('lkml')?.output).toBe('text');
});
