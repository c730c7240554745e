/** Who has which files: from PATHs to hosts. */
import { dirname, resolve } from 'node:path';
import { openFile } from '../input/open-file.ts';
import { compare } from './assemble.ts';
import { hostOf, type HostRule, sosHost, stemOf } from './host-rule.ts';
import type { PartMemory, Unit, UnitMemory } from './job.ts';
import { sosRoots } from './sosreport.ts';
import { belowOf, filesUnder, listedFile, type TreeFile } from './tree.ts';

export interface PlannedHost {
  readonly host: string;
  /** In order of their names. */
  readonly units: readonly Unit[];
  /** Of all units, as they lie there; what is unknown counts nothing. */
  readonly bytes: number;
  /** Of a host inside an archive with others: its place there, for readers who pass through once. */
  readonly place: { readonly archive: string; readonly index: number } | null;
}

/** What a look into an archive found. */
export interface Looked {
  readonly memory: UnitMemory;
  /** The name that a sosreport gives to its host. */
  readonly hostName: string | null;
}

export interface PlanOptions {
  readonly paths: readonly string[];
  /** Names of files, below the PATHs; null: all files there. */
  readonly list: readonly string[] | null;
  readonly rule: HostRule;
  readonly look: (unit: Unit) => Promise<Looked>;
}

/** A list names a file that lies below no PATH: whose it is cannot be told. */
export class NotBelow extends Error {}

interface Placed {
  readonly host: string;
  readonly unit: Unit;
  readonly base: string;
}

/** Hosts in order of their names. Rejects by {@link NotBelow} only. */
export async function planHosts(options: PlanOptions): Promise<readonly PlannedHost[]> {
  const placed: Placed[] = [];
  if (options.list === null) {
    for (const path of options.paths) {
      const files: TreeFile[] = [];
      for await (const file of filesUnder(path)) files.push(file);
      placed.push(...(await placeFiles(path, files, options)));
    }
  } else {
    const byBase = new Map<string, TreeFile[]>();
    for (const line of options.list) {
      const base = baseOf(line, options.paths);
      const file = await listedFile(base, line);
      push(byBase, base, file);
    }
    for (const [base, files] of byBase) placed.push(...(await placeFiles(base, files, options)));
  }
  return hostsOf(once(placed));
}

/** The PATH that a listed file lies below; the current folder where none was given. */
function baseOf(file: string, paths: readonly string[]): string {
  const bases = paths.length === 0 ? ['.'] : paths;
  const found = bases
    .filter((base) => belowOf(base, file) !== null)
    .toSorted((a, b) => b.length - a.length)[0];
  if (found === undefined) throw new NotBelow(file);
  return found;
}

async function placeFiles(
  base: string,
  files: readonly TreeFile[],
  options: PlanOptions,
): Promise<readonly Placed[]> {
  const [only] = files;
  if (only !== undefined && files.length === 1 && only.path === base && only.problem === null) {
    return placeFile(base, { ...only, looked: null }, options);
  }
  const reports = options.rule.by === 'sosreport' ? await sosRoots(files) : new Map();
  const placed: Placed[] = [];
  for (const file of files) {
    const unit: Unit = { ...file, looked: null };
    placed.push(await placeUnit(base, unit, reports, options));
  }
  return placed;
}

async function placeUnit(
  base: string,
  unit: Unit,
  reports: ReadonlyMap<string, string>,
  { rule, look }: PlanOptions,
): Promise<Placed> {
  const folders = unit.name.split('/');
  const file = folders.pop() ?? '';
  if (rule.by === 'sosreport') {
    for (let depth = folders.length; depth >= 0; depth -= 1) {
      const host = reports.get(folders.slice(0, depth).join('/'));
      if (host !== undefined) return { host, unit, base };
    }
    if (sosHost(stemOf(file)) !== null && unit.problem === null) {
      const { memory, hostName } = await look(unit);
      return {
        host: hostName ?? sosHost(stemOf(file)) ?? file,
        unit: { ...unit, looked: memory },
        base,
      };
    }
  }
  return { host: hostOf(rule, folders, file), unit, base };
}

/** A file given as PATH: a host of its own, or an archive that holds hosts as a folder does. */
async function placeFile(
  path: string,
  unit: Unit,
  { rule, look }: PlanOptions,
): Promise<readonly Placed[]> {
  const base = dirname(path);
  const whole = (): Placed => ({ host: hostOf(rule, [], unit.name), unit, base });
  // All formats come with it: a night that reads nothing does without.
  const { probe } = await import('./probe.ts');
  const probed = await probe(openFile(path));
  await probed.release();
  if (probed.kind.is !== 'tar' && probed.kind.is !== 'zip') return [whole()];
  const { memory, hostName } = await look(unit);
  const hosts = new Map<string, PartMemory[]>();
  for (const part of memory.parts) {
    const folders = part.file.name.slice(`${unit.name}!/`.length).split('/');
    const file = folders.pop() ?? '';
    const host =
      rule.by === 'sosreport'
        ? (hostName ?? sosHost(folders[0] ?? '') ?? stemOf(unit.name))
        : folders.length === 0 || part.file.name === unit.name
          ? stemOf(unit.name)
          : hostOf(rule, folders, file);
    push(hosts, host, part);
  }
  return Array.from(hosts, ([host, parts]) => ({
    host,
    unit: { ...unit, looked: { ...memory, parts } },
    base,
  }));
}

/** A file that two PATHs lead to is of the first. An archive of many hosts is of them all. */
function once(placed: readonly Placed[]): readonly Placed[] {
  const seen = new Set<string>();
  return placed.filter(({ host, unit: { path, looked } }) => {
    const place = looked === null ? resolve(path) : JSON.stringify([host, resolve(path)]);
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}

function hostsOf(placed: readonly Placed[]): readonly PlannedHost[] {
  const hosts = new Map<string, Placed[]>();
  for (const one of placed) push(hosts, one.host, one);
  return Array.from(hosts, ([host, all]): PlannedHost => {
    const units = distinct(all).toSorted((a, b) => compare(a.name, b.name));
    return {
      host,
      units,
      bytes: units.reduce((sum, { size }) => sum + (size ?? 0), 0),
      place: placeOf(units),
    };
  }).toSorted((a, b) => compare(a.host, b.host));
}

/** Two PATHs may hold files of one name: then the PATH stands in front. */
function distinct(placed: readonly Placed[]): readonly Unit[] {
  const count = new Map<string, number>();
  for (const { unit } of placed) count.set(unit.name, (count.get(unit.name) ?? 0) + 1);
  return placed.map(({ unit, base }) =>
    (count.get(unit.name) ?? 0) > 1 ? renamed(unit, base) : unit,
  );
}

function renamed(unit: Unit, base: string): Unit {
  const name = `${base}/${unit.name}`;
  if (unit.looked === null) return { ...unit, name };
  const parts = unit.looked.parts.map((part) => ({
    ...part,
    file: { ...part.file, name: `${base}/${part.file.name}` },
  }));
  return { ...unit, name, looked: { ...unit.looked, name, parts } };
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function placeOf(units: readonly Unit[]): PlannedHost['place'] {
  const [unit] = units;
  const first = unit?.looked?.parts.find(({ place: at }) => at.length > 0);
  return unit === undefined || first === undefined
    ? null
    : { archive: unit.path, index: first.place[0] ?? 0 };
}
