/** Builders of cases for tests of rules: everything has a harmless default, a test names only what it is about. */
import { MILLISECOND, nanos, type Nanos } from '../../src/model/time.ts';
import type {
  Case,
  DeviceTimeline,
  Evidence,
  HostFailure,
  IntxRedirect,
  LateVector,
  Loss,
  SourceSummary,
  Stray,
  Symptom,
  VectorTimeline,
  Window,
  WindowVector,
} from '../../src/model/timeline.ts';

export const DEVICE = '0000:01:00.0';

/** Milliseconds of the case's time. */
export const ms = (value: number): Nanos => nanos(Math.round(value * MILLISECOND));

export const aSource = (over: Partial<SourceSummary> = {}): SourceSummary => ({
  name: 'trace.txt',
  format: 'trace-cmd',
  peels: [],
  lines: 100,
  events: 50,
  bytes: 9_000n,
  digest: null,
  first: ms(0),
  last: ms(60_000),
  clock: 'boot',
  offset: 0n,
  offsetError: nanos(0),
  offsetBasis: 'same-clock',
  anchors: 0,
  contradictions: 0,
  problems: [],
  complete: true,
  incompleteWhy: null,
  ...over,
});

export const evidence = (over: Partial<Evidence> = {}): Evidence => ({
  source: 0,
  line: 1,
  text: 'a line',
  role: 'context',
  ...over,
});

/** A vector that fired steadily, lost a fraction of an interrupt, and came back. */
export const windowVector = (over: Partial<WindowVector> = {}): WindowVector => ({
  vector: 0,
  irq: 34,
  start: ms(1000),
  end: ms(1002),
  firedBefore: 50,
  rate: 100,
  expectedLost: 0.05,
  expectedLostRange: [0, 1],
  expectedDelayed: 0.15,
  resumed: true,
  firstAfter: ms(1010),
  silenceChance: null,
  ...over,
});

/** A resize with vector 0 live, 1.000 s to 1.002 s, closed and sure. */
export const window = (over: Partial<Window> = {}): Window => ({
  id: 'W1',
  kind: 'msix-disabled',
  device: DEVICE,
  cause: 'resize',
  start: ms(1000),
  end: ms(1002),
  state: 'closed',
  startBound: null,
  endBound: null,
  live: [0],
  offStart: ms(1000.5),
  offEnd: ms(1001),
  vectors: [windowVector()],
  basis: ['kernel-function', 'irq-vectors'],
  confidence: 'high',
  doubts: [],
  evidence: [
    evidence({ line: 10, text: 'vfio_msi_disable', role: 'opens' }),
    evidence({ line: 20, text: 'vector_update: irq=34', role: 'closes' }),
  ],
  sizeBefore: 1,
  sizeAfter: 2,
  ...over,
});

export const vectorTimeline = (over: Partial<VectorTimeline> = {}): VectorTimeline => ({
  vector: 0,
  irq: 34,
  fired: 50,
  rearms: null,
  activity: null,
  worstRearm: null,
  ...over,
});

export const device = (over: Partial<DeviceTimeline> = {}): DeviceTimeline => ({
  name: DEVICE,
  aliases: [],
  process: { pid: 140, comm: 'qemu-system-x86' },
  dynamicMsix: null,
  dynamicEvidence: [],
  tableSize: 16,
  qemu: null,
  kernel: null,
  driver: null,
  vectors: [],
  windows: [],
  failures: [],
  lateVectors: [],
  notMsix: [],
  posted: false,
  ...over,
});

export const failure = (over: Partial<HostFailure> = {}): HostFailure => ({
  at: ms(1001),
  device: DEVICE,
  vector: 1,
  irq: 35,
  error: 'ENOSPC',
  of: 'enable',
  window: 'W1',
  basis: ['irq-vectors'],
  evidence: [evidence({ line: 15, text: 'vector_alloc: irq=35 vector=0 reserved=1 ret=-28' })],
  ...over,
});

export const stray = (over: Partial<Stray> = {}): Stray => ({
  kind: 'no-irq-handler',
  at: ms(1001),
  device: DEVICE,
  vector: 0,
  irq: 34,
  cpu: 3,
  cpuVector: 37,
  window: 'W1',
  attribution: 'window',
  count: 1,
  evidence: [evidence({ line: 16, text: 'No irq handler for 3.37', role: 'arrives' })],
  detail: {},
  ...over,
});

export const redirect = (over: Partial<IntxRedirect> = {}): IntxRedirect => ({
  irq: 21,
  at: ms(1001),
  source: DEVICE,
  victims: ['vfio-intx(0000:00:09.0)'],
  hits: 100_000,
  lineDisabled: true,
  window: 'W1',
  evidence: [evidence({ line: 30, text: 'irq 21: nobody cared', role: 'arrives' })],
  ...over,
});

export const lateVector = (over: Partial<LateVector> = {}): LateVector => ({
  vector: 1,
  at: ms(1000),
  othersFired: 50,
  window: 'W1',
  evidence: [evidence({ line: 9, text: 'vfio_msix_vector_do_use' })],
  ...over,
});

export const symptom = (over: Partial<Symptom> = {}): Symptom => ({
  at: ms(31_000),
  driver: 'nvme',
  reportedBy: 'nvme0',
  polled: true,
  device: DEVICE,
  window: 'W1',
  lookBack: ms(30_000),
  evidence: [evidence({ line: 40, text: 'timeout, completion polled' })],
  ...over,
});

export const loss = (over: Partial<Loss> = {}): Loss => ({
  source: 0,
  cpu: 1,
  count: 316,
  from: ms(500),
  to: ms(600),
  line: 5,
  text: 'CPU:1 [316 EVENTS DROPPED]',
  ...over,
});

/** One kernel trace with function and irq events in which nothing happened. */
export const aCase = (over: Partial<Case> = {}): Case => ({
  clock: { name: 'trace', source: 'trace.txt', kind: 'boot', epoch: 0n, realtimeOffset: null },
  sources: [aSource()],
  devices: [device()],
  strays: [],
  redirects: [],
  symptoms: [],
  exhaustions: [],
  losses: [],
  blindTeardowns: 0,
  seen: new Set(['call', 'vfio_msi_disable', 'vfio_msi_set_vector_signal', 'irq_handler_entry']),
  unobserved: [],
  limits: [],
  ...over,
});
