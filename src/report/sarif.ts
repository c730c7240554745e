/**
 * `-f sarif`: SARIF 2.1.0 for code scanning. Limits are those of GitHub's upload: what is over them is left out from the
 * end, and a notification says how much.
 */
import type { Severity } from '../model/finding.ts';
import type { Result, ResultEvidence, ResultFinding } from '../model/result.ts';
import { clip } from './document.ts';
import { json, visible } from './escape.ts';
import type { Renderer } from './output.ts';
import { worstFirst } from './words.ts';

export const MAX_RESULTS = 25_000;
/** GitHub stores a thousand and shows a hundred. */
const MAX_LOCATIONS = 100;
const TEXT = 4_000;

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** 0 to 100, for viewers that sort by it. */
const RANKS: Readonly<Record<Severity, number>> = {
  critical: 95,
  high: 75,
  medium: 50,
  low: 25,
  info: 5,
};

/** Square brackets make links in a SARIF message, and braces are placeholders. */
const text = (raw: string): { readonly text: string } => ({
  text: visible(clip(raw, TEXT))
    .replaceAll(/[[\]\\]/gu, String.raw`\$&`)
    .replaceAll(/[{}]/gu, '$&$&'),
});

/** A relative URI; a name with `..` or a scheme stays inside. */
export const uriOf = (name: string): string =>
  visible(clip(name, 1_000))
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map(encodeURIComponent)
    .join('/') || 'stdin';

const location = ({ source, line, text: quoted }: ResultEvidence): object => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(source) },
    region: { startLine: Math.max(1, line), snippet: { text: visible(clip(quoted, TEXT)) } },
  },
});

function resultOf(finding: ResultFinding, ruleIndex: number): object {
  const [first, ...rest] = finding.evidence;
  return {
    ruleId: visible(finding.rule),
    ruleIndex,
    level: LEVELS[finding.severity],
    rank: RANKS[finding.severity],
    message: text(`${finding.message} ${finding.remedy}`.trim()),
    locations: first === undefined ? [] : [location(first)],
    relatedLocations: rest.slice(0, MAX_LOCATIONS).map((evidence, id) => ({
      id: id + 1,
      ...location(evidence),
      message: text(evidence.role),
    })),
    partialFingerprints: { 'msixray/v1': finding.fingerprint },
    properties: {
      id: visible(finding.id),
      severity: finding.severity,
      confidence: finding.confidence,
      device: finding.device === null ? null : visible(clip(finding.device, 200)),
      vectors: finding.vectors,
      windows: finding.windows.slice(0, MAX_LOCATIONS),
      at: finding.at,
    },
  };
}

function notifications(result: Result, missing: number): readonly object[] {
  const all: object[] = [];
  if (missing > 0)
    all.push({
      level: 'warning',
      message: text(`${missing} findings are over the limit and not here`),
    });
  for (const source of result.sources.filter((each) => !each.complete))
    all.push({
      level: 'error',
      message: text(`${source.name}: ${source.incompleteWhy ?? 'not read to its end'}`),
    });
  for (const rule of result.rules.filter((each) => each.outcome === 'error'))
    all.push({ level: 'error', message: text(`rule ${rule.id}: ${rule.error ?? 'failed'}`) });
  for (const limit of [...result.coverage.limits, ...result.coverage.unobserved])
    all.push({ level: 'note', message: text(limit) });
  return all;
}

function* pieces(result: Result): Generator<string> {
  const findings = worstFirst(result.findings);
  const kept = findings.slice(0, MAX_RESULTS);
  const worst = new Map<string, Severity>(kept.toReversed().map((f) => [f.rule, f.severity]));
  const ids = [...new Set([...result.rules.map((rule) => rule.id), ...worst.keys()])];
  const index = new Map(ids.map((id, i) => [id, i]));
  const run = {
    tool: {
      driver: {
        name: result.tool.name,
        version: visible(result.tool.version),
        rules: ids.map((id) => ({
          id: visible(id),
          defaultConfiguration: { level: LEVELS[worst.get(id) ?? 'medium'] },
        })),
      },
    },
    columnKind: 'utf16CodeUnits',
    automationDetails: { id: `msixray/${visible(result.tool.rules)}` },
    invocations: [
      {
        executionSuccessful: result.summary.complete,
        toolExecutionNotifications: notifications(result, findings.length - kept.length),
      },
    ],
    artifacts: result.sources.map((source) => ({
      location: { uri: uriOf(source.name) },
      ...(source.digest === null ? {} : { hashes: { 'sha-256': visible(source.digest) } }),
    })),
  };
  const head = JSON.stringify(run);
  yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[';
  yield json(`${head.slice(0, -1)},"results":[`);
  for (const [i, finding] of kept.entries())
    yield json(
      `${i === 0 ? '' : ','}\n${JSON.stringify(resultOf(finding, index.get(finding.rule) ?? 0))}`,
    );
  yield '\n]}]}\n';
}

export const renderer: Renderer = { render: pieces };
