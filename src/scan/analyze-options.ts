/** The options of a scan as those of the main job. */
import { type AnalyzeOptions, everything } from '../analyze.ts';
import { readRuleFile } from '../rules/yaml/index.ts';
import type { ScanOptions } from './job.ts';

export const analyzeOptions = (options: ScanOptions): AnalyzeOptions => ({
  ...everything,
  zone: options.zone,
  year: options.year,
  ruleOverrides: new Map(options.ruleOverrides),
  userRules: options.ruleTexts.flatMap((text) => readRuleFile(text).rules.map(({ rule }) => rule)),
});
