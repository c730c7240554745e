/**
 * `-f html`: one file that reads without script and asks nothing of a network. The picture, the findings, and the same as
 * tables; a script adds zoom, hover, keys and a filter. The policy in its head allows that script and style alone.
 */
import { createHash } from 'node:crypto';
import type { Result } from '../model/result.ts';
import { lastInstant, windowFact, worstOf } from './content/window.ts';
import { clip } from './document.ts';
import { ACT } from './html/client-act.ts';
import { DRAW } from './html/client-draw.ts';
import { dataOf } from './html/data.ts';
import { findingsSection } from './html/findings.ts';
import { inline, picture, section } from './html/parts.ts';
import { STYLE } from './html/style.ts';
import {
  coverageSection,
  listedMarks,
  listedWindows,
  marksSection,
  sourcesSection,
  vectorsSection,
  windowsSection,
} from './html/tables.ts';
import { all, h, own, type Markup } from './markup.ts';
import type { Renderer, RenderOptions } from './output.ts';
import { WIDTH } from './picture/axis.ts';
import { legendList } from './picture/legend.ts';
import { captionOf, layoutOf, overview, type Drawing } from './picture/overview.ts';
import { sceneOf, type Scene } from './picture/scene.ts';
import { count, severityCounts, stamp, wallTime, worstFirst } from './words.ts';

const SCRIPT = `(() => {'use strict';${DRAW}${ACT}})();`;

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;

const KEYS = [
  ['+', 'zoom in'],
  ['-', 'zoom out'],
  ['0', 'whole case'],
  ['p', 'window before'],
  ['n', 'next window'],
  ['t', 'light or dark'],
] as const;

const tools = (): Markup =>
  h(
    'div',
    { class: 'tools needs-script', hidden: true },
    KEYS.map(([key, says]) =>
      h('button', { type: 'button', 'data-key': key, title: `key ${key}` }, says),
    ),
    h('input', {
      id: 'filter',
      type: 'search',
      placeholder: 'filter findings, windows, vectors',
      'aria-label': 'filter findings, windows and vectors',
    }),
  );

function timeline(scene: Scene, drawing: Drawing): Markup {
  const { result } = drawing;
  const layout = layoutOf(scene);
  const keys =
    'Arrows move when the picture has the focus; Ctrl and wheel zoom, Shift and wheel or dragging move. Every mark is a link to its evidence.';
  return section(
    'timeline',
    'Timeline',
    tools(),
    h(
      'figure',
      {},
      h(
        'div',
        { class: 'scroll', id: 'stage', tabindex: 0, role: 'group', 'aria-label': 'Timeline' },
        picture(
          { id: 'picture', 'data-caption': captionOf(scene, drawing) },
          { width: WIDTH, height: layout.height },
          'Windows and interrupts of each vector over time; the tables below say the same',
          overview(scene, drawing),
        ),
      ),
      h('output', { id: 'readout', class: 'needs-script', hidden: true, 'aria-live': 'polite' }),
      h(
        'figcaption',
        {},
        legendList(result),
        h('p', { class: 'keys needs-script', hidden: true }, keys),
      ),
    ),
    h('script', { type: 'application/json', id: 'data' }, own(dataOf(scene, layout, result))),
  );
}

/** When it was: the worst window of the worst finding, or the instant of it. */
function when(result: Result, options: RenderOptions): Markup | null {
  const [finding] = worstFirst(result.findings);
  if (finding === undefined) return null;
  const window = worstOf(result.windows.filter(({ id }) => finding.windows.includes(id)));
  const wall = wallTime(window?.start ?? finding.at, result, options.zone);
  const at = finding.at === null ? [] : [`at ${stamp(finding.at)}`];
  const value = window === null ? at : windowFact(window, lastInstant(result)).value;
  if (value.length === 0) return null;
  const among = finding.windows.length > 1 ? `The worst of ${finding.windows.length}: ` : null;
  return h('p', {}, among, inline(value), wall === null ? null : ` · ${wall}`);
}

function header(result: Result, options: RenderOptions): Markup {
  const { summary, tool, clock } = result;
  const kernels = [...new Set(result.devices.map((device) => device.kernel))].filter(
    (v) => v !== null,
  );
  const qemus = [...new Set(result.devices.map((device) => device.qemu))].filter((v) => v !== null);
  const meta = [
    kernels.length === 0 ? null : `Linux ${kernels.join(', ')}`,
    qemus.length === 0 ? null : `QEMU ${qemus.join(', ')}`,
    count(summary.devices, 'device'),
    count(summary.windows, 'window'),
    clock.kind === 'order' ? 'no clock: order only' : `${clock.name} clock of ${clock.source}`,
    `${tool.name} ${tool.version}, rules ${tool.rules}`,
  ].filter((part) => part !== null);
  return h(
    'header',
    {},
    h('h1', { class: summary.verdict.length > 140 ? 'long' : null }, clip(summary.verdict, 1_000)),
    when(result, options),
    h('p', {}, h('strong', {}, `Findings: ${severityCounts(summary.findings)}`)),
    h('p', { class: 'meta' }, clip(meta.join(' · '), 1_000)),
    summary.complete
      ? null
      : h(
          'p',
          { class: 'warning' },
          h('strong', {}, 'Incomplete: '),
          'not every source could be read to its end and held events that the analysis knows. What is not listed may have happened all the same.',
        ),
  );
}

function page(result: Result, options: RenderOptions): Markup {
  const listed = new Set(listedWindows(result));
  const shown = new Set(
    result.windows.flatMap((window, index) => (listed.has(window) ? [index] : [])),
  );
  const marks = listedMarks(result);
  const drawing: Drawing = {
    result,
    zone: options.zone,
    link: (kind, index) => {
      if (kind === 'window') return shown.has(index) ? `#w-${index}` : '#windows';
      if (kind === 'mark') return index < marks ? `#m-${index}` : '#marks';
      return `#s-${index}`;
    },
  };
  const scene = sceneOf(result);
  const parts = [
    ['timeline', 'Timeline', scene === null ? null : timeline(scene, drawing)],
    ['findings', 'Findings', findingsSection(result, options, drawing, lastInstant(result))],
    ['windows', 'Windows', windowsSection(result)],
    ['marks', 'Arrivals', marksSection(result)],
    ['vectors', 'Vectors', vectorsSection(result)],
    ['coverage', 'Not seen', coverageSection(result)],
    ['logs', 'Logs', sourcesSection(result)],
  ] as const;
  const present = parts.filter(([, , part]) => part !== null);
  return h(
    'html',
    { lang: 'en' },
    h(
      'head',
      {},
      h('meta', { charset: 'utf-8' }),
      h('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'referrer', content: 'no-referrer' }),
      h('title', {}, clip(result.summary.verdict, 200)),
      h('style', {}, own(STYLE)),
    ),
    h(
      'body',
      {},
      header(result, options),
      h(
        'nav',
        { 'aria-label': 'Sections' },
        present.map(([id, title]) => h('a', { href: `#${id}` }, title)),
      ),
      h('main', {}, all(present.map(([, , part]) => part))),
      options.command === null
        ? null
        : h(
            'footer',
            {},
            h('p', { class: 'meta' }, 'Made by ', h('code', {}, clip(options.command, 1_000))),
          ),
      scene === null ? null : h('script', {}, own(SCRIPT)),
    ),
  );
}

export const renderer: Renderer = {
  render: (result: Result, options: RenderOptions) => [
    '<!doctype html>\n',
    page(result, options).markup,
    '\n',
  ],
};
