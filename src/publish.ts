/** From a case and its findings to the published result: times become text, sources get names. */
import type { Finding, RuleOutcome, Severity } from './model/finding.ts';
import { severities } from './model/finding.ts';
import {
  RESULT_SCHEMA,
  type Result,
  type ResultDevice,
  type ResultEvidence,
  type ResultFinding,
  type ResultMark,
  type ResultSource,
  type ResultWindow,
  type Seconds,
} from './model/result.ts';
import { type ClockKind, formatSeconds, type Nanos } from './model/time.ts';
import type { Case, DeviceTimeline, Evidence, SourceSummary, Window } from './model/timeline.ts';
import { VERSION } from './model/version.ts';
import { verdictOf } from './verdict.ts';

type Stamp = (t: Nanos | null) => Seconds | null;
type Cite = (evidence: readonly Evidence[]) => readonly ResultEvidence[];

export function publish(
  input: Case,
  findings: readonly Finding[],
  outcomes: readonly RuleOutcome[],
  rulesVersion: string,
): Result {
  const stamp: Stamp = (t) => (t === null ? null : formatSeconds(input.clock.epoch + BigInt(t)));
  const names = input.sources.map(({ name }) => name);
  const cite: Cite = (evidence) =>
    evidence.map(({ source, line, text, role }) => ({
      source: names[source] ?? '',
      line,
      text,
      role,
    }));
  const windows = windowsOf(input, findings);
  const complete = input.sources.length > 0 && input.sources.every((source) => source.complete);
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'msixray', version: VERSION, rules: rulesVersion },
    clock: {
      name: input.clock.name,
      source: input.clock.source,
      kind: publicKind(input.clock.kind),
      realtimeOffset: offset(input.clock.realtimeOffset),
    },
    sources: input.sources.map((source) => sourceOf(source, stamp)),
    devices: input.devices.map((device) => deviceOf(device, stamp)),
    windows: windows.map((window) => windowOf(window, stamp, cite)),
    findings: findings.map((finding) => findingOf(finding, stamp, cite)),
    marks: marksOf(input, stamp, cite),
    rules: outcomes.map(({ id, outcome, missing, error }) => ({
      id,
      outcome,
      missing,
      ...(error === null ? {} : { error }),
    })),
    coverage: {
      losses: input.losses.map((loss) => ({
        source: names[loss.source] ?? '',
        cpu: loss.cpu,
        count: loss.count,
        from: stamp(loss.from),
        to: stamp(loss.to),
        line: loss.line,
      })),
      unobserved: input.unobserved,
      limits: input.limits,
    },
    summary: {
      devices: input.devices.length,
      windows: windows.length,
      findings: countBySeverity(findings),
      verdict: verdictOf(input, findings),
      complete,
    },
  };
}

/** The contract's four kinds: spans without a zero are a monotonic clock's, and ticks of no length give order only. */
const publicKind = (kind: ClockKind): Result['clock']['kind'] => {
  if (kind === 'relative') return 'monotonic';
  return kind === 'ticks' ? 'order' : kind;
};

const offset = (ns: bigint | null): Seconds | null => (ns === null ? null : formatSeconds(ns));

/** Every teardown; a rearm only where a finding cites it. In order of their numbers. */
function windowsOf(input: Case, findings: readonly Finding[]): readonly Window[] {
  const cited = new Set(findings.flatMap((finding) => finding.windows));
  const rearms = input.devices.flatMap(({ vectors }) =>
    vectors.flatMap(({ worstRearm }) =>
      worstRearm !== null && cited.has(worstRearm.window.id) ? [worstRearm.window] : [],
    ),
  );
  return [...input.devices.flatMap(({ windows }) => windows), ...rearms].toSorted(
    (a, b) => numberOf(a) - numberOf(b),
  );
}

const numberOf = (window: Window): number => Number(window.id.slice(1));

function sourceOf(source: SourceSummary, stamp: Stamp): ResultSource {
  return {
    ...source,
    bytes: source.bytes.toString(),
    first: stamp(source.first),
    last: stamp(source.last),
    offset: offset(source.offset),
    offsetError: source.offsetError === null ? null : formatSeconds(BigInt(source.offsetError)),
    problems: source.problems.map(({ key, count, cpu, at }) => ({
      key,
      count,
      ...(cpu === null ? {} : { cpu }),
      at: { line: at[0]?.line ?? 0 },
      places: at.map(({ line, text }) => ({ line, text })),
    })),
  };
}

function deviceOf(device: DeviceTimeline, stamp: Stamp): ResultDevice {
  return {
    name: device.name,
    aliases: device.aliases,
    process: device.process,
    dynamicMsix: device.dynamicMsix,
    tableSize: device.tableSize,
    qemu: device.qemu,
    kernel: device.kernel,
    driver: device.driver,
    notMsix: device.notMsix,
    posted: device.posted,
    vectors: device.vectors.map(({ vector, irq, fired, rearms, activity }) => ({
      vector,
      irq,
      fired,
      rearms:
        rearms === null
          ? null
          : {
              count: rearms.count,
              longest: formatSeconds(BigInt(rearms.longest)),
              total: formatSeconds(BigInt(rearms.total)),
            },
      activity:
        activity === null
          ? null
          : {
              start: stamp(activity.start) ?? '0.000000000',
              step: formatSeconds(BigInt(activity.step)),
              counts: activity.counts,
            },
    })),
  };
}

function windowOf(window: Window, stamp: Stamp, cite: Cite): ResultWindow {
  const { startBound, endBound } = window;
  return {
    id: window.id,
    kind: window.kind,
    device: window.device,
    cause: window.cause,
    start: stamp(window.start),
    end: stamp(window.end),
    state: window.state,
    ...(startBound === null ? {} : { startBound: boundOf(startBound, stamp) }),
    ...(endBound === null ? {} : { endBound: boundOf(endBound, stamp) }),
    live: window.live,
    offStart: stamp(window.offStart),
    offEnd: stamp(window.offEnd),
    sizeBefore: window.sizeBefore,
    sizeAfter: window.sizeAfter,
    vectors: window.vectors.map((vector) => ({
      vector: vector.vector,
      irq: vector.irq,
      start: stamp(vector.start),
      end: stamp(vector.end),
      firedBefore: vector.firedBefore,
      rate: vector.rate,
      expectedLost: vector.expectedLost,
      expectedLostRange: vector.expectedLostRange,
      expectedDelayed: vector.expectedDelayed,
      resumed: vector.resumed,
      firstAfter: stamp(vector.firstAfter),
    })),
    basis: window.basis,
    confidence: window.confidence,
    doubts: window.doubts,
    evidence: cite(window.evidence),
  };
}

const boundOf = (
  [from, to]: readonly [Nanos, Nanos],
  stamp: Stamp,
): readonly [Seconds, Seconds] => [stamp(from) ?? '', stamp(to) ?? ''];

function findingOf(finding: Finding, stamp: Stamp, cite: Cite): ResultFinding {
  return { ...finding, at: stamp(finding.at), evidence: cite(finding.evidence) };
}

/** Instants for the picture. */
function marksOf(input: Case, stamp: Stamp, cite: Cite): readonly ResultMark[] {
  const marks: { readonly order: number; readonly mark: ResultMark }[] = [];
  const add = (at: Nanos | null, mark: Omit<ResultMark, 'at'>): void => {
    marks.push({ order: at ?? Infinity, mark: { ...mark, at: stamp(at) } });
  };
  for (const { kind, at, device, vector, irq, window, count, evidence } of input.strays) {
    add(at, {
      kind: 'stray',
      what: kind,
      device,
      vector,
      irq,
      window,
      count,
      evidence: cite(evidence),
    });
  }
  for (const { irq, at, source, hits, window, evidence } of input.redirects) {
    add(at, {
      kind: 'intx',
      what: `irq ${irq}`,
      device: source,
      vector: null,
      irq,
      window,
      count: Math.max(1, hits),
      evidence: cite(evidence),
    });
  }
  for (const { at, driver, device, window, evidence } of input.symptoms) {
    add(at, {
      kind: 'symptom',
      what: driver,
      device,
      vector: null,
      irq: null,
      window,
      count: 1,
      evidence: cite(evidence),
    });
  }
  for (const device of input.devices) {
    for (const { at, vector, irq, error, window, evidence } of device.failures) {
      add(at, {
        kind: 'failure',
        what: error ?? 'refused',
        device: device.name,
        vector,
        irq,
        window,
        count: 1,
        evidence: cite(evidence),
      });
    }
    for (const { at, vector, window, evidence } of device.lateVectors) {
      add(at, {
        kind: 'late-vector',
        what: 'late vector',
        device: device.name,
        vector,
        irq: null,
        window,
        count: 1,
        evidence: cite(evidence),
      });
    }
  }
  return marks.toSorted((a, b) => a.order - b.order).map(({ mark }) => mark);
}

function countBySeverity(findings: readonly Finding[]): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {};
  for (const severity of severities) {
    const count = findings.filter((finding) => finding.severity === severity).length;
    if (count > 0) counts[severity] = count;
  }
  return counts;
}
