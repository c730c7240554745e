/** What the page's script needs to draw the picture again at any zoom: numbers, and the few words that it shows. */
import type { Result } from '../../model/result.ts';
import { clip } from '../document.ts';
import { jsonInHtml } from '../escape.ts';
import { LEFT, RIGHT } from '../picture/axis.ts';
import type { Layout } from '../picture/overview.ts';
import type { Scene } from '../picture/scene.ts';
import { markNames } from '../picture/shapes.ts';
import { nanosOf } from '../words.ts';

/** Spans of single vectors in the page; beyond them the windows stand for their vectors. */
const MAX_SPANS = 40_000;

const whole = (ns: number): number => Math.round(ns);

/** Rows are arrays, in the order that the script's comments name. */
export function dataOf(scene: Scene, layout: Layout, result: Result): string {
  const spans = scene.devices.reduce(
    (total, device) => total + device.lanes.reduce((n, lane) => n + lane.down.length, 0),
    0,
  );
  const wall = nanosOf(result.clock.realtimeOffset);
  return jsonInHtml(
    JSON.stringify({
      left: LEFT,
      right: RIGHT,
      height: layout.height,
      length: whole(scene.length),
      base: scene.start,
      wallMs: wall === null ? null : Number((wall + scene.base) / 1_000n) / 1_000,
      devices: scene.devices.map((device, d) => {
        const place = layout.devices[d];
        return {
          name: clip(device.name, 200),
          y: place?.windows ?? 0,
          marksY: place?.marks ?? null,
          bottom: place?.bottom ?? 0,
          windows: device.windows.map(({ from, to, off, calm, open, id, cause, index }) => [
            whole(from),
            whole(to),
            off === null ? null : whole(off.from),
            off === null ? null : whole(off.to),
            calm ? 1 : 0,
            open ? 1 : 0,
            clip(id, 40),
            cause,
            index,
          ]),
          marks: device.marks.map(({ at, kind, what, index }) => [
            whole(at),
            kind,
            clip(`${markNames[kind]}: ${what}`, 120),
            index,
          ]),
          lanes: device.lanes.map((lane, l) => ({
            y: place?.lanes[l] ?? 0,
            label: lane.label,
            members: lane.members,
            from: lane.activity === null ? 0 : whole(lane.activity.from),
            step: lane.activity === null ? 0 : whole(lane.activity.step),
            counts: lane.activity?.counts ?? [],
            down:
              spans > MAX_SPANS
                ? null
                : lane.down.map(({ from, to, window }) => [whole(from), whole(to), window]),
            marks: lane.marks.map(({ at, kind, what, index }) => [
              whole(at),
              kind,
              clip(`${markNames[kind]}: ${what}`, 120),
              index,
            ]),
          })),
        };
      }),
      sources: scene.sources.map(({ name, from, to, error }, s) => [
        whole(from),
        whole(to),
        whole(error),
        layout.sources[s] ?? 0,
        clip(name, 200),
        s,
      ]),
    }),
  );
}
