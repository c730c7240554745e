/** The script of the page, in a browser of the barest kind. */
import { expect, test } from '@jest/globals';
import type { Result } from '../../src/model/result.ts';
import { renderer } from '../../src/report/html.ts';
import { plainOptions } from '../../src/report/output.ts';
import { runPage, type FakePage } from '../support/fake-dom.ts';
import { trouble } from '../support/result-cases.ts';
import { nvmeResize } from '../support/result.ts';

function open(result: Result): FakePage {
  const page = [...renderer.render(result, plainOptions)].join('');
  const script = /<script>(.*?)<\/script>/su.exec(page)?.[1] ?? '';
  const data = /id="data">(.*?)<\/script>/su.exec(page)?.[1] ?? '';
  return runPage(script, data, ['w2 resize 0000:01:00.0', 'w4 guest-disable 0000:01:00.0']);
}

const shapes = (page: FakePage, kind: string): readonly Record<string, number>[] =>
  Array.from(page.svg.all())
    .filter((element) => element.attributes.get('class') === kind)
    .map(({ attributes }) =>
      Object.fromEntries(Array.from(attributes, ([key, value]) => [key, Number(value)])),
    );

test('n goes from window to window, but not to those that the guest meant', () => {
  const page = open(nvmeResize());
  page.key('n');
  expect(page.readout.textContent).toContain(
    'W2: resize, 1.287 ms, at 40.004604 s, 2026-11-22T10:20:52.279Z',
  );
  const [window] = shapes(page, 'window');
  // 1.287 of 2.2 times its length, between 168 and 988.
  expect(window?.['width']).toBeCloseTo(820 / 2.2, 1);
  page.key('n');
  expect(page.readout.textContent).toContain('W3: resize, 1.402 ms');
  page.key('n');
  expect(page.readout.textContent).toContain('W2');
  page.key('p');
  expect(page.readout.textContent).toContain('W3');
});

test('0 shows the whole case again', () => {
  const page = open(nvmeResize());
  page.key('n');
  expect(shapes(page, 'window calm')).toHaveLength(0);
  page.key('0');
  expect(shapes(page, 'window calm')).toHaveLength(2);
});

test('zooming in and out again is no change, and nobody zooms into nothing', () => {
  const page = open(trouble());
  page.key('0');
  const before = shapes(page, 'window');
  page.key('+');
  page.key('-');
  expect(shapes(page, 'window')).toEqual(before);
  for (let i = 0; i < 80; i++) page.key('+');
  const ticks = Array.from(page.svg.all()).filter((e) => e.attributes.get('class') === 'tick');
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks.length).toBeLessThan(30);
  expect(new Set(ticks.map((tick) => tick.textContent)).size).toBe(ticks.length);
});

test('the pointer tells time, device, vector, interrupts and windows', () => {
  const page = open(nvmeResize());
  page.key('n');
  page.stage.listeners.get('pointermove')?.({ clientX: 578, clientY: 90 });
  expect(page.readout.textContent).toMatch(
    /^40\.005\d{3} s, 2026-.* \| 0000:01:00\.0 \| vector 0 irq 34 \| 12 interrupts in 83\.40 ms \| W2: resize, 1\.287 ms$/u,
  );
});

test('the filter hides what lacks a word', () => {
  const page = open(nvmeResize());
  page.filter.value = 'Resize 0000:01';
  page.filter.listeners.get('input')?.({});
  expect(page.filtered.map((element) => element.hidden)).toEqual([false, true]);
  expect(page.readout.textContent).toBe('1 of 2 entries shown');
});
