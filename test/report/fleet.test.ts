/** The summary of many hosts, the line of one, and its schema. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { HostResult } from '../../src/model/host.ts';
import { hostLine } from '../../src/report/fleet/host-line.ts';
import { renderFleet } from '../../src/report/fleet/index.ts';
import { FleetMetrics } from '../../src/report/fleet/metrics.ts';
import { plainOptions } from '../../src/report/index.ts';
import { assemble } from '../../src/scan/assemble.ts';
import { FleetBaseline } from '../../src/scan/baseline.ts';
import { casePart } from '../../src/scan/case-part.ts';
import { SummaryFold } from '../../src/scan/summary.ts';
import { aCasePart, aFile, aHost } from '../support/hosts.ts';
import { parsed } from '../support/json.ts';
import { payloads, poisoned } from '../support/poison.ts';
import { silent, trouble } from '../support/result-cases.ts';

const read = (name: string): object => parsed(readFileSync(`schema/${name}.schema.json`, 'utf8'));

const ajv = new Ajv2020({ allErrors: true, schemas: [read('result-1'), read('host-1')] });

const errorsOf = (value: unknown): readonly string[] => {
  const validate = ajv.getSchema('msixray:host-1');
  if (validate === undefined) return ['no schema'];
  return validate(value) === true
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
};

const broken = assemble({
  host: 'web3',
  files: [
    aFile('web3/a.gz', {
      status: 'failed',
      reason: 'permission denied',
      digest: null,
      bytes: null,
    }),
    aFile('web3/b', { case: 'b'.repeat(16) }),
  ],
  skipped: [],
  cases: [casePart('b'.repeat(16), trouble())],
});
const nothing = assemble({
  host: 'web4',
  files: [],
  skipped: [{ reason: 'empty', files: 1 }],
  cases: [],
});
const calm = assemble({
  host: 'web5',
  files: [],
  skipped: [],
  cases: [casePart('c'.repeat(16), silent())],
});
const compared = new FleetBaseline([
  aHost('web2'),
  { host: 'gone', findings: [{ fingerprint: 'f'.repeat(16), rule: 'r', device: null }] },
]).compare(aHost('web2'));

test.each([
  ['a host with a case', aHost('web1')],
  ['a host against a baseline', compared],
  ['a host with every trouble', broken],
  ['a host with nothing', nothing],
  ['a host without findings', calm],
])('%s fits the schema', (_, host) => {
  expect(errorsOf(parsed(hostLine(host)))).toEqual([]);
});

test.each<readonly [string, object]>([
  ['a status that is none', { files: [{ ...aFile('x'), status: 'lost' }] }],
  ['a case that is none', { windows: [{ ...aHost('x').windows[0], case: 'c' }] }],
  ['another schema', { schema: 'msixray.host/2' }],
  ['a finding without its fields', { findings: [{ case: 'C1' }] }],
])('%s is refused', (_, wrong) => {
  expect(errorsOf({ ...aHost('web1'), ...wrong })).not.toEqual([]);
});

const summary = (
  hosts: readonly HostResult[],
  missing: readonly string[] | null = null,
): Parameters<typeof renderFleet>[1] => {
  const fold = new SummaryFold();
  for (const host of hosts) fold.add(host);
  return fold.end(missing);
};

const text = (
  output: 'text' | 'markdown' | 'html',
  hosts: readonly HostResult[],
  missing: readonly string[] | null = null,
): string => [...renderFleet(output, summary(hosts, missing), plainOptions)].join('');

test('new first, then the worst; what they share; what was not read', () => {
  const fresh = new FleetBaseline([]).compare(aHost('web9'));
  const out = text('text', [aHost('web1'), compared, broken, nothing, calm, fresh], ['gone']);
  expect(out).toMatch(
    /^4 of 6 hosts with findings, 2 of the findings new\. 2 hosts not\s+read whole\.\n/u,
  );
  const worst = out.slice(out.indexOf('worst first'), out.indexOf('Rules'));
  expect([...worst.matchAll(/^web\d/gmu)].flat()).toEqual(['web9', 'web3', 'web1', 'web2']);
  expect(out).toMatch(/^web9 +high +live-vectors-disabled +0000:01:00\.0$/mu);
  expect(out).toMatch(/^web3 +a\.gz +failed +permission denied$/mu);
  expect(out).toMatch(/^web4 +\(no log\) +skipped +empty: 1$/mu);
  expect(out).toContain('Not seen tonight: gone.');
  expect(out).toMatch(/Drivers|Kernels/u);
});

test('what many hosts are told is said once', () => {
  const hosts = Array.from({ length: 5 }, (_, i) => aHost(`web${i}`));
  const out = text('markdown', hosts);
  expect(out).toContain(
    '- **web0 `0000:01:00.0`, web1 `0000:01:00.0`, web2 `0000:01:00.0` and 2 more:** MSI-X was off',
  );
  expect(out.match(/MSI-X was off/gu)).toHaveLength(1);
});

test('only windows that a finding cites are counted beside a host', () => {
  const host = aHost('web1');
  const [window] = host.windows;
  if (window === undefined) throw new Error('no window');
  const asked = {
    ...window,
    id: 'W99',
    cause: 'guest-disable',
    start: '1.0',
    end: '900.0',
  } as const;
  const [row] = summary([{ ...host, windows: [...host.windows, asked] }]).worst;
  const cited = new Set(host.findings.flatMap(({ windows }) => windows));
  expect(row?.windows).toBe(cited.size);
  expect(row?.longest).toBeLessThan(1e9);
});

test('hosts whose logs do not tell a version are a group of their own', () => {
  const host = aHost('web1');
  const untold = {
    ...host,
    host: 'web2',
    cases: host.cases.map((each) => ({
      ...each,
      devices: each.devices.map((device) => ({
        ...device,
        qemu: null,
        kernel: null,
        driver: null,
      })),
    })),
  };
  const { qemus } = summary([host, untold]);
  expect(qemus.at(-1)).toEqual({ name: null, hosts: 1, affected: 1 });
  expect(qemus).toHaveLength(2);
  expect(summary([untold]).qemus).toEqual([]);
  expect(text('text', [host, untold])).toMatch(/^not told by any log +1 +1$/mu);
});

test('nobody, and nothing found', () => {
  expect(text('text', [])).toMatch(/^No host: nothing was scanned\.\n/u);
  expect(text('text', [calm])).toMatch(/^Nothing found on 1 host\./u);
});

/** A host whose every word comes from an attacker. */
const hostile = (payload: string): HostResult =>
  new FleetBaseline([
    { host: payload, findings: [{ fingerprint: payload, rule: payload, device: payload }] },
  ]).compare(
    assemble({
      host: payload,
      files: [aFile(payload, { status: 'incomplete', reason: payload, format: payload })],
      skipped: [{ reason: payload, files: 1 }],
      cases: [casePart('d'.repeat(16), poisoned(payload))],
    }),
  );

/** What a terminal acts on. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;

test.each(Object.entries(payloads))('nobody acts on %s', (_, payload) => {
  const host = hostile(payload);
  for (const output of ['text', 'markdown', 'html'] as const) {
    expect(text(output, [host], [payload])).not.toMatch(CONTROL);
  }
  const page = text('html', [host], [payload]);
  expect(page).not.toMatch(/<(?:img|script|svg|evil|b)\b/iu);
  expect(hostLine(host).trimEnd()).not.toMatch(CONTROL);
  expect(parsed<HostResult>(hostLine(host)).host).toBe(payload);
  const metrics = new FleetMetrics();
  metrics.add(host);
  const lines = metrics.text(1).split('\n');
  expect(lines.filter((line) => line.startsWith('# EOF'))).toHaveLength(1);
  expect(lines.filter((line) => !/^(?:# |msixray_|$)/u.test(line))).toEqual([]);
});

test('the summary of a thousand hosts is short', () => {
  const one = aHost('web');
  const hosts = Array.from({ length: 1000 }, (_, i) => ({ ...one, host: `web${i}` }));
  const out = text('text', hosts);
  expect(out.length).toBeLessThan(40_000);
  expect(out).toContain('And 950 hosts that -f ndjson has.');
});

test('a case is numbered anew in each line', () => {
  const host = assemble({
    host: 'x',
    files: [],
    skipped: [],
    cases: [aCasePart('b'), aCasePart('a')],
  });
  expect(host.cases.map(({ id, key }) => [id, key[0]])).toEqual([
    ['C1', 'a'],
    ['C2', 'b'],
  ]);
});
