/** What a user's rule may wait for, and the fields that each has. The page docs/rules/README.md lists them; a test compares. */
import {
  INTERRUPT_SIGNALS,
  KERNEL_LOG,
  PENDING_SIGNALS,
  REARM_SIGNALS,
  REFUSAL_SIGNALS,
  TEARDOWN_SIGNALS,
} from '../signals.ts';
import type { FieldType } from './expression/types.ts';

type FieldTable = Readonly<Record<string, FieldType>>;

/** Of the device that a moment belongs to: `device.NAME` in a guard, bare in `where`. */
export const deviceFields = {
  name: 'string',
  driver: 'string',
  qemu: 'string',
  kernel: 'string',
  comm: 'string',
  tableSize: 'number',
  dynamicMsix: 'boolean',
  posted: 'boolean',
  /** Other kinds of interrupt that it was seen to use. */
  intx: 'boolean',
  msi: 'boolean',
  ims: 'boolean',
  /** How many vectors and windows the timeline holds; interrupts seen of all vectors. */
  vectors: 'number',
  windows: 'number',
  fired: 'number',
} as const satisfies FieldTable;

const windowFields = {
  id: 'string',
  kind: 'string',
  cause: 'string',
  state: 'string',
  duration: 'seconds',
  off: 'seconds',
  live: 'number',
  expectedLost: 'number',
  firedBefore: 'number',
  sizeBefore: 'number',
  sizeAfter: 'number',
  confidence: 'string',
} as const satisfies FieldTable;

/** `instant` kinds have a time where their source has one; the others describe the whole log. */
interface MomentKindInfo {
  readonly instant: boolean;
  readonly fields: FieldTable;
  /** What a log must hold to show the kind. */
  readonly shownBy: readonly (readonly string[])[];
}

export const momentKinds = {
  window: { instant: true, fields: windowFields, shownBy: [TEARDOWN_SIGNALS] },
  'window-end': { instant: true, fields: windowFields, shownBy: [TEARDOWN_SIGNALS] },
  failure: {
    instant: true,
    fields: {
      vector: 'number',
      irq: 'number',
      error: 'string',
      of: 'string',
      inWindow: 'boolean',
    },
    shownBy: [REFUSAL_SIGNALS],
  },
  stray: {
    instant: true,
    fields: {
      kind: 'string',
      vector: 'number',
      irq: 'number',
      cpu: 'number',
      cpuVector: 'number',
      count: 'number',
      attribution: 'string',
      inWindow: 'boolean',
    },
    shownBy: [[KERNEL_LOG, ...INTERRUPT_SIGNALS, ...PENDING_SIGNALS]],
  },
  intx: {
    instant: true,
    fields: {
      irq: 'number',
      hits: 'number',
      victims: 'string',
      lineDisabled: 'boolean',
      inWindow: 'boolean',
    },
    shownBy: [[KERNEL_LOG, ...INTERRUPT_SIGNALS]],
  },
  symptom: {
    instant: true,
    fields: { driver: 'string', reportedBy: 'string', polled: 'boolean', inWindow: 'boolean' },
    shownBy: [[KERNEL_LOG]],
  },
  'late-vector': {
    instant: true,
    fields: { vector: 'number', othersFired: 'number', inWindow: 'boolean' },
    shownBy: [TEARDOWN_SIGNALS],
  },
  rearm: {
    instant: true,
    fields: {
      vector: 'number',
      rate: 'number',
      expected: 'number',
      duration: 'seconds',
      count: 'number',
    },
    shownBy: [REARM_SIGNALS, INTERRUPT_SIGNALS],
  },
  vector: {
    instant: false,
    fields: { vector: 'number', irq: 'number', fired: 'number', rearms: 'number' },
    shownBy: [],
  },
  device: { instant: false, fields: deviceFields, shownBy: [] },
} as const satisfies Readonly<Record<string, MomentKindInfo>>;

export type MomentKind = keyof typeof momentKinds;

export const isMomentKind = (word: string): word is MomentKind => Object.hasOwn(momentKinds, word);

export const momentKindNames: readonly MomentKind[] = Object.keys(momentKinds).filter(isMomentKind);

export const kindInfo = (kind: MomentKind): MomentKindInfo => momentKinds[kind];
