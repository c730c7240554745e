import { createHash } from 'node:crypto';
import type { Result, ResultFinding } from '../model/result.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { Redactor, type ToldNames } from './redactor.ts';

/**
 * The result with pseudonyms for hosts, VMs, devices, UUIDs, addresses and paths in every text of it. Fingerprints are made
 * anew: one over a PCI address could be tried out.
 */
export function redactResult(
  result: Result,
  names: Omit<ToldNames, 'source'>,
  pseudonyms: Pseudonyms,
): Result {
  // Standard input has no name of its own.
  const source = result.sources.map(({ name }) => name).filter((name) => name !== 'stdin');
  const redactor = new Redactor(
    {
      source,
      host: [...names.host, ...pseudonyms.originals('host')],
      vm: [...names.vm, ...pseudonyms.originals('vm')],
    },
    pseudonyms,
  );
  const redacted = inTexts(result, (text) => redactor.text(text));
  return { ...redacted, findings: redacted.findings.map(newFingerprint) };
}

/** The same value with every text in it changed. Keys are words of the schema and stay. */
function inTexts<T>(value: T, change: (text: string) => string): T;
function inTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each: unknown) => inTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [key, inTexts(each, change)]),
  );
}

/** Findings of one rule and device are told apart by their number. */
function newFingerprint(
  finding: ResultFinding,
  _: number,
  all: readonly ResultFinding[],
): ResultFinding {
  const alike = all.filter(
    ({ rule, device }) => rule === finding.rule && device === finding.device,
  );
  const words = [finding.rule, finding.device, alike.indexOf(finding)];
  const hash = createHash('sha256').update(JSON.stringify(words)).digest('hex');
  return { ...finding, fingerprint: hash.slice(0, 16) };
}
