import { availableParallelism } from 'node:os';
import { Locked } from '../../scan/lock.ts';
import { firstFolder } from '../../scan/host-rule.ts';
import type { ScanOptions, Unit } from '../../scan/job.ts';
import { wordsOf } from '../../scan/open-unit.ts';
import { type Looked, NotBelow, planHosts, type PlannedHost } from '../../scan/plan.ts';
import { type NightEffort, resultsOf, runNight } from '../../scan/run.ts';
import { hostsOfShard, parseShard, type Shard } from '../../scan/shard.ts';
import { lookOf, NotState, State } from '../../scan/state.ts';
import { lookedInto } from '../../scan/supervise.ts';
import type { Runner } from '../../scan/task.ts';
import { INCOMPLETE, TROUBLE } from '../exit-status.ts';
import { FleetSink } from '../fleet-results.ts';
import type { Context } from '../program.ts';
import { Progress } from '../progress.ts';
import { readText } from '../read-text.ts';
import { STDIN, type Streams } from '../streams.ts';
import { codeOf, reasonOf, Trouble } from '../trouble.ts';
import { unreadLines } from '../unread.ts';
import type { ScanFlags } from './scan-options.ts';

/** `msixray scan PATH...`: many hosts, a line each. */
export async function runScan(
  context: Context,
  paths: readonly string[],
  flags: ScanFlags,
): Promise<void> {
  const { streams } = context;
  if (paths.length === 0 && flags.filesFrom === undefined) {
    context.status = TROUBLE;
    streams.stderr.write(`msixray: nothing to scan
  msixray scan FOLDER, or find FOLDER -newer STAMP | msixray scan --files-from - FOLDER\n`);
    return;
  }
  const shard = shardOf(flags, streams);
  const options = await scanOptions(flags);
  const sink = await FleetSink.open(flags, streams);
  const runner = await runnerOf(flags);
  const state = await openState(flags.state ?? null).catch(async (error: unknown) => {
    await runner.close();
    throw error;
  });
  try {
    const all = await planOf(paths, flags, streams, runner, state);
    const hosts = shard === null ? all : hostsOfShard(all, shard, flags.shardBy);
    const effort = await night(hosts, { context, flags, options, runner, state });
    await state.settle(wanted(all));
    const fleet = {
      hosts: hosts.map(({ host }) => host),
      results: () => resultsOf(hosts, state),
    };
    if (flags.quiet !== true) {
      streams.stderr.write(`msixray: ${told(hosts.length, effort)}\n`);
      for await (const line of unreadLines(fleet.results())) streams.stderr.write(line);
    }
    context.status = await sink.take(fleet, shard);
    // An empty part of a fleet is no fault of anybody.
    if (hosts.length === 0 && all.length > 0 && context.status === INCOMPLETE) context.status = 0;
  } finally {
    await runner.close();
    await state.close();
  }
}

function shardOf({ shard: text }: ScanFlags, { env }: Streams): Shard | null {
  if (text === undefined) return null;
  const shard = parseShard(text, env);
  if (typeof shard === 'string') throw new Trouble(`--shard ${text}: ${shard}`);
  return shard;
}

export async function scanOptions(
  flags: Pick<ScanFlags, 'rule' | 'rules' | 'tz' | 'year'>,
): Promise<ScanOptions> {
  const module = flags.rules.find((path) => /\.m?js$/u.test(path));
  if (module !== undefined) {
    throw new Trouble(
      `cannot use ${module}: rules of many hosts are YAML, for other threads and machines`,
    );
  }
  if (flags.rules.length > 0 || flags.rule.size > 0) {
    const { checkRuleIds, loadRules } = await import('../rule-files.ts');
    checkRuleIds(flags.rule.keys(), await loadRules(flags.rules));
  }
  return {
    zone: flags.tz ?? 'UTC',
    year: flags.year ?? null,
    ruleOverrides: [...flags.rule],
    ruleTexts: await Promise.all(flags.rules.map(readText)),
  };
}

const fetchOf = (command: string | undefined): readonly string[] | null =>
  command === undefined ? null : wordsOf(command);

async function runnerOf({ jobs, timeLimit, memoryLimit }: ScanFlags): Promise<Runner> {
  if (jobs === 0) return (await import('../../scan/do-task.ts')).inlineRunner;
  const { PoolRunner } = await import('../../scan/pool.ts');
  return new PoolRunner({
    threads: jobs ?? availableParallelism(),
    patience: timeLimit,
    heap: memoryLimit,
  });
}

async function openState(path: string | null): Promise<State> {
  try {
    return await State.open(path);
  } catch (error) {
    if (error instanceof Locked || error instanceof NotState) {
      throw new Trouble(`cannot use ${path}: ${error.message}`);
    }
    if (codeOf(error) === null) throw error;
    throw new Trouble(
      `cannot keep what is read${path === null ? '' : ` in ${path}`}: ${reasonOf(error)}`,
    );
  }
}

export async function planOf(
  paths: readonly string[],
  { filesFrom, hostBy, fetch }: ScanFlags,
  { stdin }: Streams,
  runner: Runner,
  state: State,
): Promise<readonly PlannedHost[]> {
  const look = async (unit: Unit): Promise<Looked> => {
    const known = await state.look(unit.path, unit.stat);
    if (known !== null) return known;
    const looked = await lookedInto(runner, unit, fetchOf(fetch));
    await state.putLook(unit.path, looked);
    return looked;
  };
  try {
    const list = filesFrom === undefined ? null : await listOf(filesFrom, stdin);
    return await planHosts({ paths, list, rule: hostBy ?? firstFolder, look });
  } catch (error) {
    if (!(error instanceof NotBelow)) throw error;
    throw new Trouble(
      `${error.message} lies below none of the folders that are scanned`,
      'name the folder that holds the hosts: msixray scan --files-from LIST FOLDER',
    );
  }
}

async function listOf(path: string, stdin: Streams['stdin']): Promise<readonly string[]> {
  let text = '';
  if (path === STDIN) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stdin) chunks.push(chunk);
    text = Buffer.concat(chunks).toString();
  } else text = await readText(path);
  return text.split(text.includes('\0') ? '\0' : '\n').filter((name) => name !== '');
}

interface NightContext {
  readonly context: Context;
  readonly flags: ScanFlags;
  readonly options: ScanOptions;
  readonly runner: Runner;
  readonly state: State;
}

async function night(
  hosts: readonly PlannedHost[],
  { context: { streams }, flags, options, runner, state }: NightContext,
): Promise<NightEffort> {
  let progress: Progress | null = null;
  let done = 0;
  try {
    return await runNight({
      hosts,
      state,
      runner,
      options,
      limits: { maxBytes: flags.sizeLimit },
      fetch: fetchOf(flags.fetch),
      onProgress(now) {
        done = now.hosts;
        progress ??= new Progress(
          streams.stderr,
          now.ofBytes,
          flags.quiet === true,
          () => performance.now(),
          () => `host ${done} of ${hosts.length}`,
        );
        progress.update(now.bytes);
      },
    });
  } catch (error) {
    if (codeOf(error) === null) throw error;
    throw new Trouble(`cannot keep what was read: ${reasonOf(error)}`);
  } finally {
    progressDone(progress);
  }
}

const progressDone = (progress: Progress | null): void => progress?.done();

/** Hosts of other parts may share the state. */
const wanted = (hosts: readonly PlannedHost[]): ReadonlySet<string> =>
  new Set(
    hosts.flatMap(({ host, units }) => [
      host,
      ...units.flatMap(({ path, looked }) => (looked === null ? [] : [lookOf(path)])),
    ]),
  );

function told(hosts: number, { unchanged, read, kept, grown, bytes }: NightEffort): string {
  const parts = [
    `${hosts} ${hosts === 1 ? 'host' : 'hosts'}`,
    `${unchanged} unchanged`,
    `${read} ${read === 1 ? 'log' : 'logs'} read (${(bytes / 1e6).toFixed(1)} MB)`,
  ];
  if (kept > 0) parts.push(`${kept} not read again`);
  if (grown > 0) parts.push(`${grown} had grown and were read from the start`);
  return parts.join(', ');
}
