import { expect, test } from '@jest/globals';
import { nanos } from '../src/model/time.ts';
import type { TimePoint } from '../src/model/time-point.ts';
import type { Case } from '../src/model/timeline.ts';
import { analyzeFiles } from './support/analyze-files.ts';
import { onlyCpus, select, type Selection } from '../src/select.ts';
import {
  aCase,
  aSource,
  device,
  failure,
  loss,
  ms,
  stray,
  vectorTimeline,
  window,
} from './support/case.ts';

const nothing: Selection = { device: null, since: null, until: null, cpus: null };
const SECOND = 1_000_000_000n;

/** Windows W1 at 1 s, W2 at 2 s, W3 at 3 s without end; the source is from 0 to 60 s; wall time is known. */
const three: Case = aCase({
  clock: {
    name: 'trace',
    source: 'trace.txt',
    kind: 'boot',
    epoch: 100n * SECOND,
    realtimeOffset: 1_000n * SECOND,
  },
  sources: [aSource()],
  devices: [
    device({
      aliases: ['VFIO_FD27'],
      windows: [
        window(),
        window({ id: 'W2', start: ms(2000), end: ms(2002) }),
        window({ id: 'W3', start: ms(3000), end: null, state: 'open' }),
      ],
    }),
    device({ name: '0000:02:00.0', windows: [window({ id: 'W4', device: '0000:02:00.0' })] }),
  ],
  strays: [stray(), stray({ at: ms(2001), window: 'W2' }), stray({ at: null })],
  losses: [loss()],
});

const windowsOf = (input: Case): readonly string[] =>
  input.devices.flatMap(({ windows }) => windows.map(({ id }) => id));

test('nothing asked for changes nothing', () => {
  expect(select(three, nothing)).toEqual(three);
});

test.each(['0000:01:00.0', '01:00.0', 'VFIO_FD27'])('device %s', (name) => {
  const selected = select(three, { ...nothing, device: name });
  expect(windowsOf(selected)).toEqual(['W1', 'W2', 'W3']);
  expect(selected.limits).toEqual(['only 0000:01:00.0 was looked at']);
});

test('what belongs to other devices goes, what belongs to nobody stays', () => {
  const input = { ...three, strays: [stray(), stray({ device: null }), stray({ device: 'x' })] };
  const selected = select(input, { ...nothing, device: '0000:02:00.0' });
  expect(selected.strays.map((each) => each.device)).toEqual([null]);
});

test('a device that is not there is no clean result', () => {
  expect(() => select(three, { ...nothing, device: '03:00.0' })).toThrow(
    'no device is called 03:00.0; there is 0000:01:00.0, 0000:02:00.0',
  );
  expect(() => select(aCase({ devices: [] }), { ...nothing, device: 'x' })).toThrow(
    'no device is called x; no source shows one',
  );
});

const clock = (seconds: bigint): TimePoint => ({ is: 'clock', ns: seconds * SECOND });
const afterStart = (seconds: bigint): TimePoint => ({ is: 'after-start', ns: seconds * SECOND });
const beforeEnd = (seconds: bigint): TimePoint => ({ is: 'before-end', ns: seconds * SECOND });
const wall = (seconds: bigint): TimePoint => ({ is: 'wall', ns: seconds * SECOND });

test.each([
  [clock(102n), null, ['W2', 'W3']],
  [null, clock(101n), ['W1', 'W4']],
  [clock(101n), clock(102n), ['W1', 'W2', 'W4']],
  [afterStart(2n), null, ['W2', 'W3']],
  [beforeEnd(58n), null, ['W2', 'W3']],
  [null, beforeEnd(59n), ['W1', 'W4']],
  [wall(1102n), null, ['W2', 'W3']],
  [clock(200n), null, ['W3']],
])('since %j until %j', (since, until, windows) => {
  expect(windowsOf(select(three, { ...nothing, since, until }))).toEqual(windows);
});

test('what happened in the span is kept, and what has no time', () => {
  const selected = select(three, { ...nothing, since: clock(102n), until: null });
  expect(selected.strays.map(({ at }) => at)).toEqual([ms(2001), null]);
  expect(selected.losses).toEqual([]);
  expect(selected.limits).toEqual([
    'only 102.000000000 to the end was looked at; counts and rates of vectors are those of the whole log',
  ]);
});

test('a window is kept with what speaks of it', () => {
  const input = {
    ...three,
    devices: [device({ windows: [window()], failures: [failure({ at: ms(5000) })] })],
  };
  expect(windowsOf(select(input, { ...nothing, since: clock(105n) }))).toEqual(['W1']);
});

test('a rearm outside the span is not judged', () => {
  const worstRearm = { window: window({ kind: 'vector-rearm' }), rate: 100, expected: 1 };
  const input = { ...three, devices: [device({ vectors: [vectorTimeline({ worstRearm })] })] };
  const rearmsSince = (seconds: bigint): unknown =>
    select(input, { ...nothing, since: clock(seconds) }).devices[0]?.vectors[0]?.worstRearm;
  expect(rearmsSince(101n)).toBe(worstRearm);
  expect(rearmsSince(102n)).toBeNull();
});

test.each([
  [{ since: clock(3n), until: clock(2n) }, three, 'later than'],
  [{ since: wall(3n) }, { ...three, clock: { ...three.clock, realtimeOffset: null } }, 'wall time'],
  [
    { since: clock(3n) },
    { ...three, clock: { ...three.clock, kind: 'order' as const } },
    'no clock',
  ],
  [{ since: clock(3n) }, { ...three, sources: [] }, 'no clock'],
])('%j cannot be looked at', (span, input, message) => {
  expect(() => select(input, { ...nothing, ...span })).toThrow(message);
});

test('interrupts of other CPUs do not pass, what sets vectors up does', () => {
  const seen: string[] = [];
  const sink = onlyCpus(
    {
      event: (event) => void seen.push(`${event.type} ${'cpu' in event ? event.cpu : 'none'}`),
      problem: () => undefined,
      interrupt: (irq, name, _t, cpu) => void seen.push(`${irq} ${name} ${cpu}`),
      tally: (what, _t, cpu) => void seen.push(`${what} ${cpu}`),
    },
    new Set([1]),
  );
  const base = { t: nanos(0), line: 1, text: '', tid: 1, comm: 'x' };
  for (const cpu of [0, 1, null]) {
    sink.event({ ...base, type: 'vector_teardown', irq: 1, cpu });
    sink.event({ ...base, type: 'irq_handler_entry', irq: 1, name: 'x', cpu });
  }
  sink.event({ ...base, type: 'vfio_device_reset_handler' });
  for (const cpu of [0, 1]) sink.interrupt?.(34, 'x', nanos(0), cpu, 1);
  expect(seen).toEqual([
    'vector_teardown 0',
    'vector_teardown 1',
    'irq_handler_entry 1',
    'vector_teardown null',
    'irq_handler_entry null',
    'vfio_device_reset_handler none',
    '34 x 1',
  ]);
  expect(select(three, { ...nothing, cpus: new Set([3, 1]) }).limits).toEqual([
    'only interrupts of CPUs 1, 3 were counted',
  ]);
});

test('the windows of a part of the CPUs are those of all', async () => {
  const trace = ['fixtures/nvme-resize/trace-cmd-report.txt'];
  const whole = await analyzeFiles(trace);
  const part = await analyzeFiles(trace, { cpus: new Set([0]) });
  const words = ({ windows }: typeof whole): readonly string[] =>
    windows.map(({ cause, live, start, end }) => `${cause} ${live.join()} ${start} ${end}`);
  expect(words(part)).toEqual(words(whole));
  expect(part.devices[0]?.vectors).not.toEqual(whole.devices[0]?.vectors);
});
