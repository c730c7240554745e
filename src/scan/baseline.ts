/** What earlier nights found, host by host: tells new findings from known ones, and sees what is gone. */
import type { GoneFinding, HostFinding, HostResult } from '../model/host.ts';
import { compare } from './assemble.ts';

export const FLEET_BASELINE_SCHEMA = 'msixray.fleet-baseline/1';

interface Entry extends GoneFinding {
  /** How many findings of this fingerprint are known: one more is new. */
  readonly count: number;
}

/** One line of a baseline. Lines of a scan's result have what is needed, too, and can stand in its place. */
export interface BaselineLine {
  readonly host: string;
  readonly findings: readonly (GoneFinding & { readonly count?: number })[];
}

export class FleetBaseline {
  readonly #hosts = new Map<string, readonly Entry[]>();

  constructor(lines: Iterable<BaselineLine>) {
    for (const { host, findings } of lines) this.#hosts.set(host, entriesOf(findings));
  }

  /** The same line with every finding marked, and with what is gone where the host was read whole. */
  compare(result: HostResult): HostResult {
    const entries = this.#hosts.get(result.host) ?? [];
    const left = new Map(entries.map(({ fingerprint, count }) => [fingerprint, count]));
    const findings = result.findings.map((finding): HostFinding => {
      const allowed = left.get(finding.fingerprint) ?? 0;
      if (allowed > 0) left.set(finding.fingerprint, allowed - 1);
      return { ...finding, baseline: allowed > 0 ? 'known' : 'new' };
    });
    const marked = { ...result, findings };
    if (!isWhole(result)) return marked;
    const found = new Set(result.findings.map(({ fingerprint }) => fingerprint));
    const gone = entries
      .filter(({ fingerprint }) => !found.has(fingerprint))
      .map(({ fingerprint, rule, device }) => ({ fingerprint, rule, device }));
    return { ...marked, gone };
  }

  /** Hosts with known findings that are not among these, in order. */
  missing(hosts: ReadonlySet<string>): readonly string[] {
    return [...this.#hosts]
      .flatMap(([host, entries]) => (entries.length > 0 && !hosts.has(host) ? [host] : []))
      .toSorted(compare);
  }

  /**
   * Knows what the host has now. Of a host that was not read whole nothing is forgotten, and hosts that no night asks
   * about stay as they are.
   */
  learn(result: HostResult): void {
    const now = entriesOf(result.findings);
    if (isWhole(result)) {
      this.#hosts.set(result.host, now);
      return;
    }
    const merged = new Map<string, Entry>();
    for (const entry of [...(this.#hosts.get(result.host) ?? []), ...now]) {
      const before = merged.get(entry.fingerprint);
      const count = Math.max(entry.count, before?.count ?? 0);
      merged.set(entry.fingerprint, { ...entry, count });
    }
    this.#hosts.set(result.host, [...merged.values()].toSorted(inOrder));
  }

  /** As it is written to a file: a host a line. */
  *lines(): Generator<string> {
    const hosts = [...this.#hosts].toSorted(([a], [b]) => compare(a, b));
    for (const [host, findings] of hosts) {
      if (findings.length === 0) continue;
      yield `${JSON.stringify({ schema: FLEET_BASELINE_SCHEMA, host, findings })}\n`;
    }
  }
}

/** Was everything of the host read, so that its silence says something? */
const isWhole = ({ cases, summary: { files } }: HostResult): boolean =>
  cases.length > 0 && files.failed + files.incomplete === 0;

function entriesOf(findings: BaselineLine['findings']): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const { fingerprint, rule, device, count } of findings) {
    const before = entries.get(fingerprint)?.count ?? 0;
    entries.set(fingerprint, { fingerprint, rule, device, count: before + (count ?? 1) });
  }
  return [...entries.values()].toSorted(inOrder);
}

const inOrder = (a: Entry, b: Entry): number =>
  compare(a.rule, b.rule) ||
  compare(a.device ?? '', b.device ?? '') ||
  compare(a.fingerprint, b.fingerprint);
