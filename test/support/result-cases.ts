/** More results: a case with every trouble at once, one that says nothing is proven, and one that is very large. */
import type { Result, ResultMark, ResultWindow } from '../../src/model/result.ts';
import {
  device,
  finding,
  nvmeResize,
  qemuSource,
  resize,
  source,
  TRACE,
  windowVector,
} from './result.ts';

const NIC = 'vfio-user:/run/vfio-user/nic0.sock';

/** The host could not enable again, an interrupt arrived meanwhile, INTx hit another device, logs are torn. */
export function trouble(): Result {
  const stray: ResultMark = {
    kind: 'stray',
    what: 'no-irq-handler',
    at: '56.401120000',
    device: '0000:01:00.0',
    vector: 0,
    irq: 34,
    window: 'W1',
    count: 1,
    evidence: [
      {
        source: 'dmesg.txt',
        line: 3,
        text: '[   56.401120] __common_interrupt: 0.40 No irq handler for vector',
        role: 'arrives',
      },
    ],
  };
  const open = resize({
    id: 'W1',
    cause: 'enable-failed',
    start: '56.399948000',
    end: null,
    state: 'open',
    offStart: '56.400113000',
    offEnd: null,
    vectors: [
      windowVector({
        start: '56.399990000',
        end: null,
        rate: 12.5,
        expectedLost: 1524.3,
        expectedLostRange: [1448, 1601],
        expectedDelayed: 0,
        resumed: false,
        firstAfter: null,
      }),
    ],
    doubts: ['316 events of CPU 1 were lost inside the window'],
    confidence: 'medium',
  });
  const bounded = {
    ...resize(),
    id: 'W2',
    device: NIC,
    start: '60.002000000',
    end: '60.004100000',
    startBound: ['60.001900000', '60.002100000'],
    endBound: ['60.003900000', '60.005390000'],
    live: [0, 1, null],
    offStart: null,
    offEnd: null,
    sizeBefore: 3,
    sizeAfter: null,
    vectors: [
      windowVector({
        start: null,
        end: null,
        rate: null,
        expectedLost: null,
        expectedLostRange: null,
        expectedDelayed: null,
        firstAfter: '60.018028000',
      }),
      windowVector({ vector: null, irq: 41, start: null, end: null, resumed: null }),
    ],
    basis: ['qemu-trace'],
    confidence: 'low',
    doubts: ['only QEMU speaks of it: the instants are bounds'],
  } as const satisfies ResultWindow;
  const unordered = resize({
    id: 'W3',
    device: NIC,
    cause: 'unknown',
    start: null,
    end: null,
    state: 'closed',
    live: [0],
    offStart: null,
    offEnd: null,
    vectors: [],
  });
  return nvmeResize({
    clock: { name: 'trace', source: TRACE, kind: 'boot', realtimeOffset: null },
    sources: [
      source({
        complete: false,
        incompleteWhy: 'gzip ends early',
        problems: [
          {
            key: 'events-lost',
            count: 316,
            cpu: 1,
            at: { line: 161 },
            places: [{ line: 161, text: 'CPU:1 [LOST 316 EVENTS]' }],
          },
          { key: 'stamp-backwards', count: 2, at: { line: 900 }, places: [] },
        ],
      }),
      qemuSource({
        offset: null,
        offsetError: null,
        offsetBasis: 'none',
        anchors: 0,
        first: null,
        last: null,
        clock: 'order',
      }),
      source({ name: 'dmesg.txt', format: 'dmesg', lines: 3, events: 1, last: '178.346666000' }),
    ],
    devices: [device(), device({ name: NIC, process: null, dynamicMsix: null, vectors: [] })],
    windows: [open, bounded, unordered],
    findings: [
      finding({
        rule: 'live-vectors-disabled',
        windows: ['W1'],
        vectors: [0],
        confidence: 'medium',
        doubts: ['316 events of CPU 1 were lost inside the window'],
      }),
      finding({
        id: 'F2',
        rule: 'interrupt-in-window',
        severity: 'critical',
        windows: ['W1'],
        vectors: [0],
        at: '56.401120000',
        message: 'An interrupt of vector 0 arrived while MSI-X was off.',
        evidence: stray.evidence,
        remedy: 'See live-vectors-disabled.',
      }),
      finding({ id: 'F3', device: NIC, windows: ['W2', 'W3'], confidence: 'low', evidence: [] }),
    ],
    marks: [
      stray,
      {
        ...stray,
        kind: 'intx',
        what: 'vfio-intx(0000:00:09.0)',
        at: '88.000000000',
        vector: null,
        irq: 21,
        count: 100_000,
      },
      {
        ...stray,
        kind: 'symptom',
        what: 'nvme',
        at: '117.600000000',
        vector: null,
        irq: null,
      },
      { ...stray, kind: 'late-vector', what: 'first unmask', at: '56.399000000', vector: 1 },
      { ...stray, kind: 'failure', what: 'ENOSPC', at: '56.401485000', vector: 1 },
    ],
    rules: [
      { id: 'live-vectors-disabled', outcome: 'findings', missing: [] },
      { id: 'vector-rearm-gap', outcome: 'not-applicable', missing: ['irq_handler_entry'] },
      { id: 'site/no-intx', outcome: 'error', missing: [], error: 'unknown field: liveVector' },
    ],
    coverage: {
      losses: [
        {
          source: TRACE,
          cpu: 1,
          count: 316,
          from: '56.350000000',
          to: '56.420000000',
          line: 161,
        },
      ],
      unobserved: [],
      limits: ['no clock in qemu.log: order only'],
    },
    summary: {
      devices: 2,
      windows: 3,
      findings: { critical: 1, high: 2 },
      verdict: '0000:01:00.0: MSI-X went off at 56.399948 with vector 0 live and never came back',
      complete: false,
    },
  });
}

/** Nothing found, and little that could have been. */
export const silent = (): Result =>
  nvmeResize({
    devices: [],
    windows: [],
    findings: [],
    sources: [
      qemuSource({ clock: 'order', first: null, last: null, offset: null, offsetBasis: 'none' }),
    ],
    clock: { name: 'order', source: 'qemu.log', kind: 'order', realtimeOffset: null },
    rules: [],
    summary: { devices: 0, windows: 0, findings: {}, verdict: 'No finding.', complete: true },
  });

const at = (ms: number): string => (40 + ms / 1000).toFixed(9);

/** `windows` resizes of one device with `vectors` live vectors each, 10 ms apart. */
export function large(windows: number, vectors: number): Result {
  const live = Array.from({ length: vectors }, (_, vector) => vector);
  const all = Array.from({ length: windows }, (_, i) =>
    resize({
      id: `W${i + 1}`,
      start: at(i * 10),
      end: at(i * 10 + 1.287),
      offStart: at(i * 10 + 0.2),
      offEnd: at(i * 10 + 0.7),
      live,
      sizeBefore: vectors,
      sizeAfter: vectors + 1,
      vectors: live.map((vector) =>
        windowVector({
          vector,
          irq: 34 + vector,
          start: at(i * 10 + 0.05),
          end: at(i * 10 + 1.2),
        }),
      ),
    }),
  );
  const ids = all.map((window) => window.id);
  return nvmeResize({
    windows: all,
    devices: [
      device({
        vectors: live.map((vector) => ({
          vector,
          irq: 34 + vector,
          fired: windows * 3,
          rearms: null,
          activity: {
            start: at(0),
            step: (windows / 51_200).toFixed(9),
            counts: Array.from({ length: 512 }, (_n, bin) => (bin * 7 + vector * 3) % 11),
          },
        })),
      }),
    ],
    findings: [finding({ windows: ids, vectors: live })],
    summary: {
      devices: 1,
      windows,
      findings: { high: 1 },
      verdict: `0000:01:00.0: MSI-X was off ${windows} times while ${vectors} vectors were live`,
      complete: true,
    },
  });
}
