/** A baseline file: JSON as it is written, or YAML as people edit it. */
import { BASELINE_SCHEMA, type Baseline, type BaselineEntry } from '../baseline.ts';
import type { Node } from 'yaml';
import { type Faults, parseDocuments } from './document.ts';
import type { Fault } from './fault.ts';
import { Fields } from './fields.ts';

const FINGERPRINT = /^[0-9a-f]{16}$/u;
const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u;

/** `baseline` is null where anything is wrong: a half-read baseline would call known findings new. Never throws on input. */
export function readBaseline(text: string): {
  readonly baseline: Baseline | null;
  readonly faults: readonly Fault[];
} {
  const { roots, faults } = parseDocuments(text);
  const [root, ...more] = roots;
  if (root === undefined || more.length > 0) {
    if (faults.list.length === 0) faults.at(0, 'a baseline is one map with schema and entries');
    return { baseline: null, faults: faults.list };
  }
  const fields = new Fields(root, faults, 'a baseline');
  const schema = fields.need('schema');
  if (schema !== null && schema.value !== BASELINE_SCHEMA) {
    faults.add(schema.node, `schema must be ${BASELINE_SCHEMA}`);
  }
  const entries = fields.list('entries').flatMap((node) => readEntry(node, faults) ?? []);
  fields.done();
  const baseline = faults.list.length > 0 ? null : ({ schema: BASELINE_SCHEMA, entries } as const);
  return { baseline, faults: faults.list };
}

function readEntry(node: Node, faults: Faults): BaselineEntry | null {
  const fields = new Fields(node, faults, 'an entry');
  const fingerprint = fields.need('fingerprint');
  const rule = fields.need('rule');
  const device = fields.text('device')?.value ?? null;
  const count = fields.has('count') ? fields.whole('count', 1) : 1;
  const reason = fields.need('reason');
  const expires = fields.text('expires');
  fields.done();
  if (fingerprint !== null && !FINGERPRINT.test(fingerprint.value)) {
    faults.add(fingerprint.node, 'a fingerprint is sixteen hex digits');
  }
  if (expires !== null && !DAY.test(expires.value)) {
    faults.add(expires.node, 'expires must be a day like 2026-12-31');
  }
  if (fingerprint === null || rule === null || reason === null || count === null) return null;
  return {
    fingerprint: fingerprint.value,
    rule: rule.value,
    device,
    count,
    reason: reason.value,
    expires: expires?.value ?? null,
  };
}
