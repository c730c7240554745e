/** Every output by its name in `-f NAME`. A new one is a file beside this and a line here. */
import type { Output } from './output.ts';

export { ascii, json as safeJson, visible } from './escape.ts';
export { trackerOf, trackers, type Tracker } from './trackers.ts';
export { plainOptions, type Output, type Renderer, type RenderOptions } from './output.ts';

export const outputs: readonly Output[] = [
  {
    id: 'text',
    title: 'report for a terminal or a mail',
    extension: 'txt',
    load: async () => (await import('./text.ts')).renderer,
  },
  {
    id: 'markdown',
    title: 'report for GitHub, GitLab and their kin',
    extension: 'md',
    load: async () => (await import('./markdown.ts')).renderer,
  },
  {
    id: 'html',
    title: 'one page with a timeline, to read and to attach',
    extension: 'html',
    load: async () => (await import('./html.ts')).renderer,
  },
  {
    id: 'json',
    title: 'the result, schema msixray.result/1',
    extension: 'json',
    load: async () => (await import('./json.ts')).renderer,
  },
  {
    id: 'ndjson',
    title: 'the result as one record a line',
    extension: 'ndjson',
    load: async () => (await import('./ndjson.ts')).renderer,
  },
  {
    id: 'csv',
    title: 'windows and findings as one table',
    extension: 'csv',
    load: async () => (await import('./csv.ts')).renderer,
  },
  {
    id: 'sarif',
    title: 'SARIF 2.1.0 for code scanning',
    extension: 'sarif',
    load: async () => (await import('./sarif.ts')).renderer,
  },
  {
    id: 'junit',
    title: 'JUnit XML for CI servers',
    extension: 'xml',
    load: async () => (await import('./junit.ts')).renderer,
  },
  {
    id: 'openmetrics',
    title: 'metrics for a textfile collector',
    extension: 'prom',
    load: async () => (await import('./openmetrics.ts')).renderer,
  },
  {
    id: 'perfetto',
    title: 'Chrome trace JSON for ui.perfetto.dev',
    extension: 'perfetto.json',
    load: async () => (await import('./perfetto.ts')).renderer,
  },
  {
    id: 'svg',
    title: 'the picture alone',
    extension: 'svg',
    load: async () => (await import('./svg.ts')).renderer,
  },
];

export const outputOf = (id: string): Output | null =>
  outputs.find((output) => output.id === id) ?? null;
