/** `-f svg`: the picture alone, for a slide or an attachment: the case, and its worst windows close up. */
import { isUnasked } from '../model/cause.ts';
import type { Result } from '../model/result.ts';
import { causeOf, lastInstant, lengthOf, worstOnes } from './content/window.ts';
import { clip } from './document.ts';
import { all, h, own, type Child, type Markup } from './markup.ts';
import type { Renderer, RenderOptions } from './output.ts';
import { WIDTH } from './picture/axis.ts';
import { detail } from './picture/detail.ts';
import { legend } from './picture/legend.ts';
import { layoutOf, overview, type Drawing } from './picture/overview.ts';
import { sceneOf } from './picture/scene.ts';
import { DARK, LIGHT, PICTURE_STYLE } from './picture/style.ts';

const DETAILS = 4;
const TITLE = 52;
const LINE = 122;

/** The verdict in two lines at most; the whole is the title of the picture. */
function titleLines(verdict: string): readonly string[] {
  const lines: string[] = [];
  for (const word of clip(verdict, 1_000).split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < LINE)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word.slice(0, LINE));
  }
  return lines.length <= 2 ? lines : [lines[0] ?? '', `${lines[1]} …`];
}

function picture(result: Result, { zone }: RenderOptions): Markup {
  const drawing: Drawing = { result, zone, link: () => null };
  const scene = sceneOf(result);
  const parts: Child[] = [];
  let y = TITLE;
  const place = (inside: Markup, height: number): void => {
    parts.push(h('g', { transform: `translate(0 ${y})` }, inside));
    y += height;
  };
  if (scene === null) {
    place(
      h('text', { class: 'label', x: 6, y: 20 }, 'No log has a clock: there is no time to draw.'),
      32,
    );
  } else {
    place(overview(scene, drawing), layoutOf(scene).height);
    const signs = legend(result);
    place(signs.inside, signs.height + 12);
    const last = lastInstant(result);
    const worst = worstOnes(
      result.windows.filter((window) => isUnasked(window)),
      DETAILS,
    );
    for (const window of worst) {
      const drawn = detail(window, last, drawing);
      if (drawn === null) continue;
      const title = `${window.id} of ${window.device}: ${causeOf(window)}, ${lengthOf(window)}`;
      place(h('text', { class: 'name', x: 6, y: 22 }, clip(title, 130)), 28);
      place(drawn.inside, drawn.height + 8);
    }
  }
  return h(
    'svg',
    {
      class: 'picture',
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${y}`,
      width: WIDTH,
      height: y,
      role: 'img',
    },
    h('title', {}, clip(result.summary.verdict, 500)),
    h(
      'style',
      {},
      own(`svg{${LIGHT}}@media(prefers-color-scheme:dark){svg{${DARK}}}\n${PICTURE_STYLE}`),
    ),
    h('rect', { width: WIDTH, height: y, fill: 'var(--bg)' }),
    titleLines(result.summary.verdict).map((line, i) =>
      h('text', { class: 'name', x: 6, y: 18 + i * 18, 'font-size': 13 }, line),
    ),
    all(parts),
  );
}

export const renderer: Renderer = {
  render: (result: Result, options: RenderOptions) => [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    picture(result, options).markup,
    '\n',
  ],
};
