import { expect, test } from '@jest/globals';
import type { HostResult } from '../../src/model/host.ts';
import { type BaselineLine, FleetBaseline } from '../../src/scan/baseline.ts';
import { aHost } from '../support/hosts.ts';
import { parsed } from '../support/json.ts';

const whole = aHost('web1');
const tonight = { ...whole, findings: whole.findings.slice(0, 1) };
const [finding] = tonight.findings;
const fingerprint = finding?.fingerprint ?? '';
const gone = { fingerprint: 'f'.repeat(16), rule: 'late-vector', device: null };

const marks = (result: HostResult): readonly unknown[] =>
  result.findings.map(({ baseline }) => baseline);

test('without an entry everything is new', () => {
  const compared = new FleetBaseline([]).compare(tonight);
  expect(marks(compared)).toEqual(['new']);
  expect(compared.gone).toEqual([]);
});

test('a night stands for a baseline: all is known, and nothing gone', () => {
  const compared = new FleetBaseline([tonight]).compare(tonight);
  expect(marks(compared)).toEqual(['known']);
  expect(compared.gone).toEqual([]);
});

test('of another host nothing is known', () => {
  const baseline = new FleetBaseline([{ ...tonight, host: 'web2' }]);
  expect(marks(baseline.compare(tonight))).toEqual(['new']);
  expect(baseline.missing(new Set(['web1']))).toEqual(['web2']);
  expect(baseline.missing(new Set(['web1', 'web2']))).toEqual([]);
});

test('one more than known is new', () => {
  const twice = { ...tonight, findings: [...tonight.findings, ...tonight.findings] };
  expect(marks(new FleetBaseline([tonight]).compare(twice))).toEqual(['known', 'new']);
});

test('what is not found any more is gone, if everything was read', () => {
  const baseline = new FleetBaseline([{ host: 'web1', findings: [gone] }]);
  expect(baseline.compare(tonight).gone).toEqual([gone]);
  const { files } = tonight.summary;
  const unread = { ...tonight, summary: { ...tonight.summary, files: { ...files, failed: 1 } } };
  expect(baseline.compare(unread)).not.toHaveProperty('gone');
});

const learned = (result: HostResult, before: readonly BaselineLine[]): unknown => {
  const baseline = new FleetBaseline(before);
  baseline.learn(result);
  return [...baseline.lines()].map((line) => parsed<BaselineLine>(line).findings);
};

test('learning forgets what is gone, keeps other hosts, and counts', () => {
  const other = { host: 'web2', findings: [gone] };
  const now = { fingerprint, rule: finding?.rule, device: finding?.device, count: 1 };
  expect(learned(tonight, [{ host: 'web1', findings: [gone] }, other])).toEqual([
    [now],
    [{ ...gone, count: 1 }],
  ]);
});

test('of a host that was not read whole nothing is forgotten', () => {
  const { files } = tonight.summary;
  const unread = {
    ...tonight,
    summary: { ...tonight.summary, files: { ...files, incomplete: 1 } },
  };
  expect(learned(unread, [{ host: 'web1', findings: [{ ...gone, count: 3 }] }])).toEqual([
    [
      expect.objectContaining({ ...gone, count: 3 }),
      expect.objectContaining({ fingerprint }),
    ].toSorted(() => 1),
  ]);
});
