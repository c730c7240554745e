/** Adds hosts up. Memory grows with hosts that have findings or troubles, not with logs. */
import { atLeast, severities, type Severity } from '../model/finding.ts';
import type {
  FleetChange,
  FleetGroup,
  FleetHost,
  FleetRule,
  FleetSummary,
  FleetTrouble,
  FleetVerdict,
} from '../model/fleet.ts';
import { fileStatuses, type FileStatus, type HostResult } from '../model/host.ts';
import { parseSeconds } from '../model/time.ts';
import { compare } from './assemble.ts';

/** Rows of troubles that are kept; all are counted. */
const TROUBLES = 1000;

interface Row {
  readonly host: FleetHost;
  readonly verdict: string;
  /** What the verdict is about; null where it names no device. */
  readonly about: string | null;
}

export class SummaryFold {
  #hosts = 0;
  #affected = 0;
  #incomplete = 0;
  #windows = 0;
  #known = 0;
  #compared = false;
  readonly #findings = new Map<Severity, number>();
  readonly #files = new Map<FileStatus, number>();
  readonly #rows: Row[] = [];
  readonly #rules = new Map<string, { severity: Severity; findings: number; hosts: number }>();
  readonly #kernels = new Groups();
  readonly #qemus = new Groups();
  readonly #drivers = new Groups();
  readonly #trouble: FleetTrouble[] = [];
  #troubles = 0;
  readonly #fresh: FleetChange[] = [];
  readonly #gone: FleetChange[] = [];

  /** `missing`: hosts that a baseline knows and the night has not; null without a baseline. */
  end(missing: readonly string[] | null): FleetSummary {
    const rows = this.#rows.toSorted((a, b) => worstFirst(a.host, b.host));
    return {
      hosts: this.#hosts,
      affected: this.#affected,
      incomplete: this.#incomplete,
      findings: Object.fromEntries(
        severities.flatMap((severity) => {
          const count = this.#findings.get(severity);
          return count === undefined ? [] : [[severity, count]];
        }),
      ),
      files: {
        read: this.#files.get('read') ?? 0,
        incomplete: this.#files.get('incomplete') ?? 0,
        failed: this.#files.get('failed') ?? 0,
        skipped: this.#files.get('skipped') ?? 0,
      },
      windows: this.#windows,
      worst: rows.map(({ host }) => host),
      verdicts: verdictsOf(rows),
      rules: Array.from(this.#rules, ([rule, counts]): FleetRule => ({ rule, ...counts })).toSorted(
        (a, b) =>
          rank(a.severity) - rank(b.severity) || b.findings - a.findings || compare(a.rule, b.rule),
      ),
      kernels: this.#kernels.all(),
      qemus: this.#qemus.all(),
      drivers: this.#drivers.all(),
      trouble: this.#trouble,
      troubles: this.#troubles,
      changes:
        missing === null && !this.#compared
          ? null
          : {
              fresh: this.#fresh.toSorted(
                (a, b) => rankOf(a.severity) - rankOf(b.severity) || compare(a.host, b.host),
              ),
              known: this.#known,
              gone: this.#gone,
              missing: missing ?? [],
            },
    };
  }

  add(result: HostResult): void {
    const { summary, findings, cases, windows } = result;
    const told = findings.filter(({ severity }) => atLeast(severity, 'low'));
    this.#hosts += 1;
    this.#windows += windows.length;
    if (!summary.complete) this.#incomplete += 1;
    if (told.length > 0) this.#affected += 1;
    for (const { severity } of findings) increase(this.#findings, severity);
    for (const status of fileStatuses) increase(this.#files, status, summary.files[status]);
    const devices = cases.flatMap((each) => each.devices);
    const affected = told.length > 0;
    this.#kernels.add(
      devices.map(({ kernel }) => kernel),
      affected,
    );
    this.#qemus.add(
      devices.map(({ qemu }) => qemu),
      affected,
    );
    this.#drivers.add(
      devices.map(({ driver }) => driver),
      affected,
    );
    this.#addRules(result);
    this.#addChanges(result);
    if (told.length > 0) this.#rows.push(rowOf(result));
    this.#addTrouble(result);
  }

  #addRules({ findings }: HostResult): void {
    const here = new Set<string>();
    for (const { rule, severity } of findings) {
      const known = this.#rules.get(rule) ?? { severity, findings: 0, hosts: 0 };
      this.#rules.set(rule, {
        severity: atLeast(severity, known.severity) ? severity : known.severity,
        findings: known.findings + 1,
        hosts: known.hosts + (here.has(rule) ? 0 : 1),
      });
      here.add(rule);
    }
  }

  #addTrouble({ host, files, cases, skipped }: HostResult): void {
    const before = this.#troubles;
    for (const { name, status, reason } of files) {
      if (status !== 'failed' && status !== 'incomplete') continue;
      const file = name.startsWith(`${host}/`) ? name.slice(host.length + 1) : name;
      this.#tell({ host, file, status, reason: reason ?? '' });
    }
    if (cases.length > 0 || this.#troubles > before) return;
    const reasons = skipped.map((each) => `${each.reason}: ${each.files}`);
    const reason = reasons.length === 0 ? 'no file' : reasons.join('; ');
    this.#tell({ host, file: null, status: 'skipped', reason });
  }

  #tell(trouble: FleetTrouble): void {
    this.#troubles += 1;
    if (this.#trouble.length < TROUBLES) this.#trouble.push(trouble);
  }

  #addChanges({ host, findings, gone }: HostResult): void {
    for (const { rule, severity, device, baseline } of findings) {
      if (baseline === undefined) continue;
      this.#compared = true;
      if (baseline === 'known') this.#known += 1;
      else this.#fresh.push({ host, severity, rule, device });
    }
    for (const { rule, device } of gone ?? []) {
      this.#compared = true;
      this.#gone.push({ host, severity: null, rule, device });
    }
  }
}

class Groups {
  readonly #groups = new Map<string | null, { hosts: number; affected: number }>();

  /** The names of one host, a device each; a host counts as unknown where none is known. */
  add(names: readonly (string | null)[], affected: boolean): void {
    const told = new Set(names);
    if (told.size > 1) told.delete(null);
    for (const name of told) {
      const known = this.#groups.get(name) ?? { hosts: 0, affected: 0 };
      this.#groups.set(name, {
        hosts: known.hosts + 1,
        affected: known.affected + Number(affected),
      });
    }
  }

  /** None where nothing is known of any. */
  all(): readonly FleetGroup[] {
    if (this.#groups.size === 1 && this.#groups.has(null)) return [];
    return Array.from(this.#groups, ([name, counts]) => ({ name, ...counts })).toSorted(
      (a, b) =>
        Number(a.name === null) - Number(b.name === null) ||
        b.affected - a.affected ||
        b.hosts - a.hosts ||
        compare(a.name ?? '', b.name ?? ''),
    );
  }
}

function rowOf(result: HostResult): Row {
  const findings = result.findings
    .filter(({ severity }) => atLeast(severity, 'low'))
    .toSorted((a, b) => rank(a.severity) - rank(b.severity));
  const devices = result.cases.flatMap((each) => each.devices);
  const drivers = new Map(devices.map(({ name, driver }) => [name, driver]));
  const named = [...new Set(findings.flatMap(({ device }) => (device === null ? [] : [device])))];
  const compared = findings.filter(({ baseline }) => baseline !== undefined);
  const cited = new Set(
    findings.flatMap((finding) => finding.windows.map((id) => `${finding.case} ${id}`)),
  );
  const windows = result.windows.filter((window) => cited.has(`${window.case} ${window.id}`));
  const { verdict } = result.summary;
  return {
    verdict,
    about: named.find((device) => verdict.startsWith(`${device}: `)) ?? null,
    host: {
      host: result.host,
      worst: findings[0]?.severity ?? null,
      rules: [...new Set(findings.map(({ rule }) => rule))],
      findings: findings.length,
      fresh:
        compared.length === 0 ? null : compared.filter(({ baseline }) => baseline === 'new').length,
      devices: named.map((device) => {
        const driver = drivers.get(device) ?? null;
        return driver === null ? device : `${device} (${driver})`;
      }),
      kernels: known(devices.map(({ kernel }) => kernel)),
      qemus: known(devices.map(({ qemu }) => qemu)),
      windows: windows.length,
      longest: longestOf(windows),
    },
  };
}

/** Hosts of one fleet have one trouble, as a rule: the same words are said once. */
function verdictsOf(rows: readonly Row[]): readonly FleetVerdict[] {
  const groups = new Map<string, string[]>();
  for (const { host, verdict, about } of rows) {
    const words = about === null ? verdict : verdict.slice(about.length + 2);
    const name = about === null ? host.host : `${host.host} ${about}`;
    const group = groups.get(words);
    if (group === undefined) groups.set(words, [name]);
    else group.push(name);
  }
  return Array.from(groups, ([verdict, hosts]) => ({ verdict, hosts }));
}

const known = (names: readonly (string | null)[]): readonly string[] =>
  [...new Set(names.filter((name) => name !== null))].toSorted(compare);

function longestOf(windows: HostResult['windows']): number | null {
  const spans = windows.flatMap(({ start, end }) => {
    const [from, to] = [start, end].map((time) => (time === null ? null : parseSeconds(time)));
    return from === null || from === undefined || to === null || to === undefined
      ? []
      : [Number(to - from)];
  });
  return spans.length === 0 ? null : Math.max(...spans);
}

const rank = (severity: Severity): number => severities.indexOf(severity);

const rankOf = (severity: Severity | null): number =>
  severity === null ? severities.length : rank(severity);

/** New findings first, then the worst, then the most. */
const worstFirst = (a: FleetHost, b: FleetHost): number =>
  Number((b.fresh ?? 0) > 0) - Number((a.fresh ?? 0) > 0) ||
  rankOf(a.worst) - rankOf(b.worst) ||
  b.findings - a.findings ||
  compare(a.host, b.host);

const increase = <K>(counts: Map<K, number>, key: K, by = 1): void =>
  void counts.set(key, (counts.get(key) ?? 0) + by);
