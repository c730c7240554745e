/** Reading of option values. Each throws what commander shows as a usage error. */
import { InvalidArgumentError } from 'commander';
import { isLimitName, limitKinds, type Limits } from '../model/limits.ts';
import { severities, type Severity } from '../model/finding.ts';
import type { FailOn } from './exit-status.ts';

/** For options that may be given several times. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [
  ...before,
  value,
];

const isSeverity = (value: string): value is Severity =>
  severities.some((severity) => severity === value);

export function failOn(value: string): FailOn {
  if (value === 'never' || isSeverity(value)) return value;
  throw new InvalidArgumentError(`One of ${severities.join(', ')}, never.`);
}

/** A whole number from `least` up. */
export const wholeNumber =
  (least: number) =>
  (value: string): number => {
    if (/^\d{1,9}$/u.test(value) && Number(value) >= least) return Number(value);
    throw new InvalidArgumentError(`A whole number from ${least} up.`);
  };

export function year(value: string): number {
  if (/^(?:19|20)\d\d$/u.test(value)) return Number(value);
  throw new InvalidArgumentError('A year like 2026.');
}

export function zone(value: string): string {
  if (/^(?:utc|[+-]\d\d:\d\d)$/iu.test(value) || isNamedZone(value)) return value;
  throw new InvalidArgumentError('A zone like Europe/Berlin, UTC or +02:00.');
}

/** Asked without luxon, which every start of the program would wait for. */
function isNamedZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** `0-3,8`: CPU numbers. */
export function cpuList(value: string): ReadonlySet<number> {
  const cpus = new Set<number>();
  for (const part of value.split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/u.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (match === null || last < first) {
      throw new InvalidArgumentError('CPU numbers and ranges, like 0-3,8.');
    }
    for (let cpu = first; cpu <= last; cpu += 1) cpus.add(cpu);
  }
  return cpus;
}

/** `ID=off` or `ID=SEVERITY`; several are collected. Whether a rule has the id is asked where rules are known. */
export function ruleOverride(
  value: string,
  before: ReadonlyMap<string, 'off' | Severity>,
): ReadonlyMap<string, 'off' | Severity> {
  const equals = value.indexOf('=');
  const wanted = value.slice(equals + 1);
  if (equals > 0 && (wanted === 'off' || isSeverity(wanted))) {
    return new Map([...before, [value.slice(0, equals), wanted]]);
  }
  throw new InvalidArgumentError(`ID=off, or ID= and one of ${severities.join(', ')}.`);
}

/** `NAME=NUMBER`; several are collected. */
export function limit(value: string, before: Limits): Limits {
  const [name = '', number = ''] = value.split('=', 2);
  if (isLimitName(name) && /^[1-9]\d{0,8}$/u.test(number)) {
    return { ...before, [name]: Number(number) };
  }
  throw new InvalidArgumentError(`NAME=NUMBER, with one of ${Object.keys(limitKinds).join(', ')}.`);
}
