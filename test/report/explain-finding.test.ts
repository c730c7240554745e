import { expect, test } from '@jest/globals';
import { explainFinding } from '../../src/report/explain-finding.ts';
import { finding, nvmeResize } from '../support/result.ts';

const result = nvmeResize();
const [first] = result.findings;

test('goes from what was seen to what to do', () => {
  const text = explainFinding(result, 'F1') ?? '';
  const titles = text.split('\n').filter((line) => /^\d\. /u.test(line));
  expect(titles.map((title) => title.replace(/^\d\. (\w+ ?\w*).*/u, '$1'))).toEqual([
    'What was',
    ...(first?.windows ?? []).map((id) => id),
    'What else',
    'How sure',
    'What to',
  ]);
  expect(text.startsWith(`F1 ${first?.severity} ${first?.rule} on ${first?.device}\n`)).toBe(true);
  expect(text).toContain(`${first?.evidence[0]?.source} line ${first?.evidence[0]?.line}:`);
});

test('is found by its fingerprint too, and not by a number that is not there', () => {
  expect(explainFinding(result, first?.fingerprint ?? '')).toBe(explainFinding(result, 'F1'));
  expect(explainFinding(result, 'F99')).toBeNull();
});

test('a finding of the sources has no line to show', () => {
  const bare = finding({ id: 'F1', device: null, windows: [], evidence: [], remedy: '', docs: '' });
  const text = explainFinding(nvmeResize({ findings: [bare] }), 'F1') ?? '';
  expect(text).toContain('   No single line: the finding is about the sources as a whole.\n');
  expect(text).not.toContain('What to do');
});

test('nothing of a log gets through raw, and no line is endless', () => {
  const [line] = first?.evidence ?? [];
  const hostile = {
    source: 'a\u001b]0;x',
    line: 1,
    role: 'opens' as const,
    text: `\u202e${'x'.repeat(5000)}`,
  };
  const bad = finding({ id: 'F1', message: 'm\u0007', evidence: [hostile], doubts: ['d\r'] });
  const text = explainFinding(nvmeResize({ findings: [bad] }), 'F1', true) ?? '';
  expect(line).toBeDefined();
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/u);
  expect(Math.max(...text.split('\n').map((one) => one.length))).toBeLessThan(1000);
});
