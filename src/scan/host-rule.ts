/** `--host-by`: which host a file belongs to. */
import { withoutCompression, rotationOf } from './rotation.ts';

export type HostRule =
  /** The folder so many levels below PATH, counted from 1. */
  | { readonly by: 'level'; readonly level: number }
  /** What the pattern's group `host`, else its first group, else the whole matches in the name below PATH. */
  | { readonly by: 'pattern'; readonly pattern: RegExp }
  /** As the sosreport itself says; files outside of one by the first folder. */
  | { readonly by: 'sosreport' };

export const firstFolder: HostRule = { by: 'level', level: 1 };

/** Throws a `SyntaxError` where `text` is neither a level nor `sosreport` nor a regular expression. */
export function parseHostRule(text: string): HostRule {
  if (text === 'sosreport') return { by: 'sosreport' };
  if (/^[1-9]\d?$/u.test(text)) return { by: 'level', level: Number(text) };
  return { by: 'pattern', pattern: new RegExp(text, 'u') };
}

/** The name of what is left when compression, archive and rotation are taken off: `web1.tar.xz` is `web1`. */
export function stemOf(file: string): string {
  const archive = /^(.+?)\.(?:tar|zip|tgz|txz|tbz2?|tzst)$/iu.exec(withoutCompression(file))?.[1];
  return archive ?? rotationOf(file).base;
}

/**
 * The host of a file by its place. `folders` and `file` are below PATH. A file above the level is of the folder it lies in,
 * and a host of its own where it lies in PATH itself.
 */
export function hostOf(rule: HostRule, folders: readonly string[], file: string): string {
  if (rule.by === 'pattern') {
    const match = rule.pattern.exec([...folders, file].join('/'));
    const named = match?.groups?.['host'] ?? match?.[1] ?? match?.[0] ?? '';
    if (named !== '') return named;
  }
  const level = rule.by === 'level' ? rule.level : 1;
  return folders[Math.min(level, folders.length) - 1] ?? stemOf(file);
}

/** `sosreport-web1-1234567-2026-11-21-abcdefg`: the short name of the host, in the name that sos gives to a report. */
export function sosHost(name: string): string | null {
  const match = /^sosreport-(.+)-\d{4}-\d\d-\d\d-[a-z]{7}$/u.exec(name);
  // A case number may stand between the host and the date.
  return match?.[1]?.replace(/-\d{5,}$/u, '') ?? null;
}
