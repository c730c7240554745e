/** What a result hangs on besides the files. */
import { createHash } from 'node:crypto';
import { type AnalyzeOptions, everything } from '../analyze.ts';
import { VERSION } from '../model/version.ts';
import { rulesVersion } from '../rules/index.ts';
import { readRuleFile } from '../rules/yaml/index.ts';
import type { ScanOptions } from './job.ts';

/** Names everything but the files that a result hangs on. */
export const basisOf = (options: ScanOptions): string =>
  createHash('sha256')
    .update(JSON.stringify([VERSION, rulesVersion, options]))
    .digest('hex')
    .slice(0, 16);

export const analyzeOptions = (options: ScanOptions): AnalyzeOptions => ({
  ...everything,
  zone: options.zone,
  year: options.year,
  ruleOverrides: new Map(options.ruleOverrides),
  userRules: options.ruleTexts.flatMap((text) => readRuleFile(text).rules.map(({ rule }) => rule)),
});
