/**
 * Results as the analysis gives them, for the outputs' tests. Numbers and lines are of a real run: Linux 6.1, QEMU 7.2, an NVMe passed to a Linux guest; trace-cmd 3.1 function and irq events, and QEMU's log.
 */
import type {
  Result,
  ResultDevice,
  ResultEvidence,
  ResultFinding,
  ResultSource,
  ResultWindow,
  ResultWindowVector,
} from '../../src/model/result.ts';

export const TRACE = 'trace-cmd-report.txt';
const QEMU = 'qemu.log';

const traced = (line: number, role: ResultEvidence['role'], text: string): ResultEvidence => ({
  source: TRACE,
  line,
  text,
  role,
});

const opens = (line: number, at: string): ResultEvidence =>
  traced(
    line,
    'opens',
    ` qemu-system-x86-144   [001]    ${at}: function:                   vfio_msi_disable`,
  );

const closes = (line: number, at: string, args: string): ResultEvidence =>
  traced(
    line,
    'closes',
    ` qemu-system-x86-144   [001]    ${at}: vector_update:        ${args} prev_vector=0 prev_cpu=0`,
  );

export const source = (over: Partial<ResultSource> = {}): ResultSource => ({
  name: TRACE,
  format: 'trace-cmd',
  peels: [],
  lines: 2800,
  events: 523,
  bytes: '262785',
  digest: 'ca71d9a72669799c15b31392d254fdaced27fbaa98c7d9c6f1add2d669a61b72',
  first: '17.677912000',
  last: '43.588799000',
  clock: 'boot',
  offset: '0.000000000',
  offsetError: '0.000000000',
  offsetBasis: 'same-clock',
  anchors: 0,
  contradictions: 0,
  complete: true,
  incompleteWhy: null,
  problems: [],
  ...over,
});

export const qemuSource = (over: Partial<ResultSource> = {}): ResultSource =>
  source({
    name: QEMU,
    format: 'qemu-log',
    lines: 440,
    events: 61,
    bytes: '36416',
    digest: 'f28f71f4056c263db7a0eb1dd034a05b58b73c876b8e7bf0dc6d8e27a09804b2',
    first: '19.663492000',
    last: '43.173946000',
    clock: 'realtime',
    offset: '-1795342812.275200000',
    offsetError: '0.000190000',
    offsetBasis: 'anchors',
    anchors: 14,
    ...over,
  });

const zeros = (length: number): readonly number[] => Array.from({ length }, () => 0);

export const device = (over: Partial<ResultDevice> = {}): ResultDevice => ({
  name: '0000:01:00.0',
  aliases: [],
  process: { pid: 140, comm: 'qemu-system-x86' },
  dynamicMsix: false,
  tableSize: 16,
  qemu: '7.2',
  kernel: '6.1',
  driver: 'vfio-pci',
  notMsix: [],
  posted: false,
  vectors: [
    {
      vector: 0,
      irq: 34,
      fired: 22,
      rearms: { count: 6, longest: '0.000412000', total: '0.001903000' },
      activity: {
        start: '39.900000000',
        step: '0.083400000',
        counts: [6, 12, ...zeros(36), 4],
      },
    },
    {
      vector: 1,
      irq: 35,
      fired: 20,
      rearms: { count: 3, longest: '0.000388000', total: '0.001012000' },
      activity: {
        start: '39.900000000',
        step: '0.083400000',
        counts: [0, 3, ...zeros(26), 9, 8],
      },
    },
    {
      vector: 2,
      irq: 36,
      fired: 7,
      rearms: null,
      activity: {
        start: '39.900000000',
        step: '0.083400000',
        counts: [...zeros(28), 7],
      },
    },
  ],
  ...over,
});

export const windowVector = (over: Partial<ResultWindowVector> = {}): ResultWindowVector => ({
  vector: 0,
  irq: 34,
  start: '40.004647000',
  end: '40.005891000',
  firedBefore: 8,
  rate: 107.1,
  expectedLost: 0.05,
  expectedLostRange: [0, 1],
  expectedDelayed: 0.08,
  resumed: true,
  firstAfter: '40.008028000',
  ...over,
});

/** The first resize of the run, lines 1291 to 1322 of the trace. */
export const resize = (over: Partial<ResultWindow> = {}): ResultWindow => ({
  id: 'W2',
  kind: 'msix-disabled',
  device: '0000:01:00.0',
  cause: 'resize',
  start: '40.004604000',
  end: '40.005891000',
  state: 'closed',
  live: [0],
  offStart: '40.004770000',
  offEnd: '40.005241000',
  sizeBefore: 1,
  sizeAfter: 2,
  vectors: [windowVector()],
  basis: ['kernel-function', 'irq-vectors', 'qemu-trace'],
  confidence: 'high',
  doubts: [],
  evidence: [opens(1291, '40.004604'), closes(1322, '40.005891', 'irq=34 vector=40 cpu=0')],
  ...over,
});

const SECOND: ResultWindow = {
  ...resize(),
  id: 'W3',
  start: '40.012847000',
  end: '40.014249000',
  live: [0, 1],
  offStart: '40.013043000',
  offEnd: '40.013573000',
  sizeBefore: 2,
  sizeAfter: 3,
  vectors: [
    windowVector({
      start: '40.012905000',
      end: '40.014134000',
      firedBefore: 10,
      rate: 92.4,
      expectedDelayed: 0.06,
      firstAfter: '40.017298000',
    }),
    windowVector({
      vector: 1,
      irq: 35,
      start: '40.013022000',
      end: '40.014249000',
      firedBefore: 0,
      rate: null,
      expectedLost: null,
      expectedLostRange: null,
      expectedDelayed: null,
      firstAfter: '40.044654000',
    }),
  ],
  doubts: [],
  evidence: [opens(1343, '40.012847'), closes(1392, '40.014249', 'irq=35 vector=41 cpu=1')],
};

const guestDisable = (id: string, start: string, end: string | null): ResultWindow => ({
  ...resize({ id, cause: 'guest-disable', start, end }),
  state: end === null ? 'final' : 'closed',
  live: [],
  offStart: null,
  offEnd: null,
  sizeBefore: null,
  sizeAfter: null,
  vectors: [],
  evidence: [],
});

export const finding = (over: Partial<ResultFinding> = {}): ResultFinding => ({
  id: 'F1',
  fingerprint: '3f6a1c0e9b2d4785',
  rule: 'live-vectors-disabled',
  severity: 'high',
  confidence: 'high',
  doubts: [],
  device: '0000:01:00.0',
  vectors: [0, 1],
  windows: ['W2', 'W3'],
  at: '40.004604000',
  messageId: 'resize',
  message:
    'MSI-X was off 2 times while vectors 0-1 were live, because the vectors in use grew one at a time: interrupts raised meanwhile are lost.',
  data: { count: 2, longest: '0.001402000' },
  evidence: [...resize().evidence, ...SECOND.evidence],
  remedy:
    'Linux 6.5 and QEMU 8.2 or newer grow MSI-X without a teardown. Until then let the guest unmask all its vectors before the device works.',
  docs: 'docs/rules/live-vectors-disabled.md',
  ...over,
});

/** The real run. */
export const nvmeResize = (over: Partial<Result> = {}): Result => ({
  schema: 'msixray.result/1',
  tool: { name: 'msixray', version: '1.0.0', rules: '1' },
  clock: {
    name: 'trace',
    source: TRACE,
    kind: 'boot',
    realtimeOffset: '1795342812.275200000',
  },
  sources: [source(), qemuSource()],
  devices: [device()],
  windows: [
    guestDisable('W1', '39.949767000', '39.996594000'),
    resize(),
    SECOND,
    guestDisable('W4', '43.160565000', null),
  ],
  findings: [
    finding(),
    finding({
      id: 'F2',
      fingerprint: '77d0c1e5aa19f302',
      rule: 'no-dynamic-msix',
      severity: 'info',
      vectors: [],
      windows: [],
      at: null,
      messageId: 'qemu',
      message: 'QEMU 7.2 cannot grow MSI-X without tearing it down.',
      evidence: [
        {
          source: QEMU,
          line: 17,
          text: '140@1795342834.339107:vfio_msix_early_setup 0000:01:00.0 PCI MSI-X CAP @0x40, BAR 0, offset 0x2000, entries 16',
          role: 'context',
        },
      ],
      remedy: 'Use QEMU 8.2 or newer on Linux 6.5 or newer.',
      docs: 'docs/rules/no-dynamic-msix.md',
    }),
  ],
  marks: [],
  rules: [
    { id: 'live-vectors-disabled', outcome: 'findings', missing: [] },
    { id: 'interrupt-in-window', outcome: 'pass', missing: [] },
    { id: 'remap-fault', outcome: 'not-applicable', missing: ['a kernel log'] },
  ],
  coverage: {
    losses: [],
    unobserved: ['no kernel log: stray vectors and traps are not visible'],
    limits: [],
  },
  summary: {
    devices: 1,
    windows: 4,
    findings: { high: 1, info: 1 },
    verdict:
      '0000:01:00.0: MSI-X was off 2 times for up to 1.402 ms while vectors 0-1 were live; QEMU 7.2 resized it',
    complete: true,
  },
  ...over,
});
