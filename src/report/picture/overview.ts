/** The whole case on one time axis: a band for each window, a lane for each vector, the sources below. */
import type { Result } from '../../model/result.ts';
import { all, h, type Child, type Markup } from '../markup.ts';
import { count, duration, few, stamp, wallTime } from '../words.ts';
import { clip } from '../document.ts';
import { clockTicks, LEFT, RIGHT, scaleOf, spanTicks, WIDTH, type Scale } from './axis.ts';
import type { Lane, Scene, SceneDevice, SceneMark, SceneWindow } from './scene.ts';
import { activityPath, glyph, markNames, runsOf, spansPath, thickness } from './shapes.ts';

const HEAD = 34;
const ROW = 22;
const LANE = 26;
const SOURCE = 20;
/** Bars of interrupts stand on the line of the vector. */
const BARS = 15;

/** Where each part stands, for the page's script too. */
export interface Layout {
  readonly height: number;
  readonly devices: readonly {
    readonly name: number;
    readonly windows: number;
    /** The row of marks of no vector; null where there are none. */
    readonly marks: number | null;
    readonly lanes: readonly number[];
    readonly bottom: number;
  }[];
  readonly sources: readonly number[];
}

export function layoutOf(scene: Scene): Layout {
  let y = HEAD;
  const devices = scene.devices.map((device) => {
    const name = y;
    const windows = name + ROW;
    const marks = device.marks.length === 0 ? null : windows + ROW;
    const top = windows + ROW + 4 + (marks === null ? 0 : ROW);
    const lanes = device.lanes.map((_, i) => top + i * LANE);
    y = top + device.lanes.length * LANE;
    const bottom = y;
    y += 14;
    return { name, windows, marks, lanes, bottom };
  });
  const sources = scene.sources.map((_, i) => y + ROW + i * SOURCE);
  if (sources.length > 0) y += ROW + sources.length * SOURCE;
  return { height: y + 6, devices, sources };
}

/** Links from marks of the picture: into the page, or nothing in a picture alone. */
export type Link = (kind: 'window' | 'mark' | 'source', index: number) => string | null;

export interface Drawing {
  readonly result: Result;
  readonly zone: string;
  readonly link: Link;
}

/** The inside of an svg element of {@link layoutOf}'s height. */
export function overview(scene: Scene, drawing: Drawing): Markup {
  const scale = scaleOf(0, scene.length);
  const layout = layoutOf(scene);
  const most = Math.max(
    1,
    ...scene.devices
      .flatMap((device) => device.lanes)
      .map(
        (lane) => (lane.activity?.counts ?? []).reduce((a, b) => Math.max(a, b), 0) / lane.members,
      ),
  );
  return all(
    axis(scene, scale, layout.height, drawing),
    scene.devices.map((device, i) => {
      const place = layout.devices[i];
      return place === undefined ? null : deviceOf(device, place, scale, most, drawing);
    }),
    sourcesOf(scene, layout, scale, drawing),
  );
}

export const label = (x: number, y: number, text: string, kind = 'label'): Markup =>
  h('text', { class: kind, x, y }, clip(text, 60));

/** Characters that fit left of the lanes. */
const ROW_LABEL = 21;

/** Cuts a label that would run into the lanes; the whole text is its title. */
export function rowLabel(y: number, text: string, kind = 'label'): Markup {
  const short = text.length <= ROW_LABEL ? text : `${text.slice(0, 10)}…${text.slice(-10)}`;
  return h('text', { class: kind, x: 6, y }, short, h('title', {}, clip(text, 300)));
}

/** Beyond it a tick's own number would be all digits: ticks count from the start of the picture instead. */
const isShort = (scene: Scene): boolean => Math.abs(Number(scene.start)) < 1e6;

/** What the numbers on the axis are. */
export function captionOf(scene: Scene, { result, zone }: Drawing): string {
  if (isShort(scene)) return clip(`seconds of the ${result.clock.name} clock`, 60);
  const wall = wallTime(scene.start, result, zone);
  return `after ${stamp(scene.start)}${wall === null ? '' : ` (${wall})`}`;
}

function axis(scene: Scene, scale: Scale, height: number, drawing: Drawing): Markup {
  const base = Number(scene.start);
  const ticks = isShort(scene) ? clockTicks(scale, base, 9) : spanTicks(scale, 0, 9);
  return h(
    'g',
    { class: 'axis', 'data-part': 'axis' },
    label(LEFT, 12, captionOf(scene, drawing), 'caption'),
    ticks.map(({ x, label: text }) =>
      all(
        h('line', { class: 'grid', x1: x, x2: x, y1: HEAD - 4, y2: height - 4 }),
        h('text', { class: 'tick', x, y: HEAD - 9 }, text),
      ),
    ),
  );
}

function deviceOf(
  device: SceneDevice,
  place: Layout['devices'][number],
  scale: Scale,
  most: number,
  drawing: Drawing,
): Markup {
  const windows = new Map(device.windows.map((window) => [window.index, window]));
  return h(
    'g',
    { class: 'device' },
    h('text', { class: 'name', x: 6, y: place.name + 15 }, clip(device.name, 100)),
    h('line', { class: 'rule', x1: 0, x2: WIDTH, y1: place.name, y2: place.name }),
    rowLabel(place.windows + 15, 'MSI-X'),
    place.marks === null ? null : rowLabel(place.marks + 15, 'host and guest'),
    h(
      'g',
      { 'data-part': 'plot' },
      bands(device, place, scale),
      windowsOf(device.windows, place.windows, scale, drawing),
      device.marks.map((mark) => markOf(mark, (place.marks ?? 0) + 11, scale, drawing)),
      device.lanes.map((lane, i) =>
        laneOf(lane, place.lanes[i] ?? 0, scale, most, windows, drawing),
      ),
    ),
    device.lanes.map((lane, i) => rowLabel((place.lanes[i] ?? 0) + 17, lane.label)),
  );
}

/** The windows behind all lanes; not a crowd of them, which would paint over the time between. */
const bands = (device: SceneDevice, place: Layout['devices'][number], scale: Scale): Markup =>
  all(
    [true, false].map((calm) => {
      const own = device.windows.filter((window) => window.calm === calm);
      const top = place.windows + ROW;
      const d = runsOf(own, scale)
        .filter(({ share }) => share === 1)
        .map(({ x, width }) => `M${x} ${top}h${width}V${place.bottom}h${-width}z`)
        .join('');
      return d === '' ? null : h('path', { class: calm ? 'band calm' : 'band', d });
    }),
  );

function windowsOf(
  windows: readonly SceneWindow[],
  y: number,
  scale: Scale,
  { link, result }: Drawing,
): Markup {
  let free = LEFT;
  const shapes: Child[] = [
    h('line', { class: 'base', x1: LEFT, x2: RIGHT, y1: y + 11, y2: y + 11 }),
  ];
  const runs = [true, false].flatMap((calm) =>
    runsOf(
      windows.filter((window) => window.calm === calm),
      scale,
    ),
  );
  for (const [i, { x, width, share, items }] of runs.entries()) {
    const worst = items.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
    const causes = [...new Set(items.map((item) => item.cause))].join(', ');
    const title =
      items.length === 1
        ? `${worst.id}: ${causes}, ${worst.open ? 'to the end of the log' : duration(worst.to - worst.from)}`
        : `${count(items.length, 'window')}: ${causes}${share < 1 ? `, ${(share * 100).toFixed(1)} % of the time` : ''}; the longest is ${worst.id}, ${duration(worst.to - worst.from)}`;
    const lost = result.windows[worst.index]?.vectors.reduce(
      (a, v) => a + (v.expectedLost ?? 0),
      0,
    );
    const loss = lost === undefined || lost === 0 ? '' : `, expected lost ${few(lost)}`;
    shapes.push(
      h(
        'a',
        { href: link('window', worst.index) },
        h('rect', {
          class: worst.calm ? 'window calm' : 'window',
          x,
          y: y + 3 + (ROW - 6 - thickness(ROW - 6, share)) / 2,
          width,
          height: thickness(ROW - 6, share),
        }),
        h('title', {}, `${title}${items.length === 1 ? loss : ''}`),
      ),
    );
    const text = items.length === 1 ? worst.id : `${items[0]?.id} +${items.length - 1}`;
    const room = Math.min(RIGHT, runs[i + 1]?.x ?? RIGHT);
    if (!worst.calm && share === 1 && width > text.length * 7 + 8)
      shapes.push(h('text', { class: 'inside', x: x + width / 2, y: y + 15 }, text));
    else if (!worst.calm && x >= free && x + width + text.length * 7 <= room) {
      shapes.push(label(x + width + 3, y + 15, text, 'id'));
      free = x + width + text.length * 7 + 8;
    }
  }
  return all(shapes);
}

const path = (kind: string, d: string): Markup | null =>
  d === '' ? null : h('path', { class: kind, d });

function laneOf(
  lane: Lane,
  y: number,
  scale: Scale,
  most: number,
  windows: ReadonlyMap<number, SceneWindow>,
  drawing: Drawing,
): Markup {
  const line = y + LANE - 6;
  const states = [true, false].map((calm) => {
    const down = lane.down.filter((span) => (windows.get(span.window)?.calm ?? false) === calm);
    const off = down
      .map((span) => windows.get(span.window)?.off ?? null)
      .filter((span) => span !== null);
    const kind = calm ? ' calm' : '';
    return all(
      path(`down${kind}`, spansPath(down, scale, line - 3, 7)),
      path(`off${kind}`, spansPath(off, scale, line - 5, 11)),
    );
  });
  return all(
    h('line', { class: 'base', x1: LEFT, x2: RIGHT, y1: line, y2: line }),
    lane.activity === null
      ? null
      : path('activity', activityPath(lane.activity, lane.members, most, scale, line - 3, BARS)),
    states,
    lane.marks.map((mark) => markOf(mark, line, scale, drawing)),
  );
}

const markOf = (mark: SceneMark, y: number, scale: Scale, { link }: Drawing): Markup =>
  h(
    'a',
    { href: link('mark', mark.index) },
    glyph(mark.kind, scale.x(mark.at), y),
    h('title', {}, clip(`${markNames[mark.kind]}: ${mark.what}`, 200)),
  );

function sourcesOf(scene: Scene, layout: Layout, scale: Scale, { link }: Drawing): Markup {
  const [first] = layout.sources;
  if (first === undefined) return all();
  return h(
    'g',
    { class: 'sources' },
    h('line', { class: 'rule', x1: 0, x2: WIDTH, y1: first - ROW, y2: first - ROW }),
    h('text', { class: 'name', x: 6, y: first - ROW + 15 }, 'Logs'),
    scene.sources.map((source, i) => {
      const y = layout.sources[i] ?? 0;
      const from = scale.x(source.from);
      const to = scale.x(source.to);
      const error = { from: source.from - source.error, to: source.to + source.error };
      return all(
        rowLabel(y + 12, source.name),
        h(
          'g',
          { 'data-part': 'plot' },
          h(
            'a',
            { href: link('source', i) },
            source.error > 0
              ? h('path', { class: 'error', d: spansPath([error], scale, y + 2, 12) })
              : null,
            h('rect', {
              class: 'source',
              x: from,
              y: y + 5,
              width: Math.max(2, to - from),
              height: 6,
            }),
            h('title', {}, `${clip(source.name, 200)}, clock within ${duration(source.error)}`),
          ),
        ),
      );
    }),
  );
}
