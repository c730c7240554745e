import { describe, expect, test } from '@jest/globals';
import type { Result } from '../../src/model/result.ts';
import { h } from '../../src/report/markup.ts';
import { plainOptions } from '../../src/report/output.ts';
import { scaleOf } from '../../src/report/picture/axis.ts';
import { sceneOf } from '../../src/report/picture/scene.ts';
import { activityPath, runsOf, spansPath } from '../../src/report/picture/shapes.ts';
import { renderer as svg } from '../../src/report/svg.ts';
import { large, silent, trouble } from '../support/result-cases.ts';
import { device, nvmeResize } from '../support/result.ts';

test('markup escapes text and attributes, and leaves out what is null or false', () => {
  expect(
    h('a', { href: '"><b>', title: null, hidden: false, open: true }, '<i>', 7, null).markup,
  ).toBe('<a href="&quot;&gt;&lt;b&gt;" open="">&lt;i&gt;7</a>');
});

describe('the scene', () => {
  test('places everything after one base, windows inside', () => {
    const scene = sceneOf(nvmeResize());
    expect(scene?.devices).toHaveLength(1);
    expect(scene?.devices[0]?.windows.map(({ id, calm }) => [id, calm])).toEqual([
      ['W1', true],
      ['W2', false],
      ['W3', false],
      ['W4', true],
    ]);
    const [, second] = scene?.devices[0]?.windows ?? [];
    expect((second?.to ?? 0) - (second?.from ?? 0)).toBe(1_287_000);
    expect(scene?.devices[0]?.lanes.map((lane) => lane.down.length)).toEqual([2, 1, 0]);
  });

  test('puts the device with the worst finding first', () => {
    expect(sceneOf(trouble())?.devices.map(({ name }) => name)).toEqual([
      '0000:01:00.0',
      'vfio-user:/run/vfio-user/nic0.sock',
    ]);
  });

  test('a vector without an index has a lane by its irq', () => {
    expect(sceneOf(trouble())?.devices[1]?.lanes.map(({ label }) => label)).toEqual([
      '0',
      'irq 41',
    ]);
  });

  test('a hundred vectors share what lanes there are', () => {
    const [first] = sceneOf(large(3, 100))?.devices ?? [];
    expect(first?.lanes).toHaveLength(24);
    expect(first?.lanes.at(-1)).toMatchObject({ label: '77 more vectors', members: 77 });
    expect(first?.lanes.at(-1)?.down).toHaveLength(3);
  });

  test('without a time there is none', () => {
    expect(sceneOf(silent())).toBeNull();
  });
});

describe('shapes', () => {
  const scale = scaleOf(0, 820_000);

  test('spans that share a pixel are one', () => {
    const spans = [
      { from: 0, to: 10 },
      { from: 400, to: 500 },
      { from: 100_000, to: 200_000 },
    ];
    expect(runsOf(spans, scale).map(({ width, items }) => [width, items.length])).toEqual([
      [2.4, 2],
      [100, 1],
    ]);
    expect(spansPath(spans, scale, 5, 3)).toBe('M168 5h2.4v3h-2.4zM268 5h100v3h-100z');
  });

  test('quiet bins have no bar, the fewest interrupts one that can be seen', () => {
    const activity = { from: 0, step: 100_000, counts: [0, 1, 10_000] };
    expect(activityPath(activity, 1, 10_000, scale, 50, 15)).toBe(
      'M268 50v-1.5h100v1.5zM368 50v-15h100v15z',
    );
  });
});

const draw = (result: Result): string => [...svg.render(result, plainOptions)].join('');
const wall = (time: string): string => `1795342852.${time}`;

describe('svg', () => {
  test('stays small however large the case is', () => {
    expect(draw(large(200, 100)).length).toBeLessThan(600_000);
  });

  test('a wall clock counts from its first instant', () => {
    const text = draw(
      nvmeResize({
        clock: { name: 'realtime', source: 'qemu.log', kind: 'realtime', realtimeOffset: null },
        windows: nvmeResize()
          .windows.slice(1, 2)
          .map((w) => ({ ...w, start: wall('278067000'), end: wall('281558000') })),
        devices: [device({ vectors: [] })],
        findings: [],
      }),
    );
    expect(text).toContain('after 1795342852.277978 (2026-11-22 10:20:52.277978 UTC)');
    expect(text).toContain('>1.0 ms</text>');
  });

  test('names no script, no style attribute and no address but its own namespace', () => {
    const text = draw(trouble());
    expect(text).not.toMatch(/<script|style=|\son\w+=|url\(|@import/u);
    expect(text.match(/https?:[^"]*/gu)).toEqual(['http://www.w3.org/2000/svg']);
  });
});
