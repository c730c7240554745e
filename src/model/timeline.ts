/**
 * The reconstructed case: what happened to which device, when, by whose testimony. Times are nanoseconds after the
 * case's epoch on the case's one clock; null where only order is known.
 */
import type { Cause } from './cause.ts';
import type { Problem } from './stats.ts';
import type { ClockKind, Nanos } from './time.ts';

/** What a statement rests on. */
export type Basis =
  | 'kernel-function'
  | 'kprobe'
  | 'irq-vectors'
  | 'irq-handler'
  | 'ioctl'
  | 'qemu-trace'
  | 'qemu-report'
  | 'vfio-user'
  | 'dmesg'
  | 'snapshot';

export type Confidence = 'high' | 'medium' | 'low';

export type EvidenceRole = 'opens' | 'closes' | 'arrives' | 'context' | 'contradicts';

/** A quoted line. `source` is the index in {@link Case.sources}. */
export interface Evidence {
  readonly source: number;
  readonly line: number;
  readonly text: string;
  readonly role: EvidenceRole;
}

/** The true instant lies inside, both ends included. */
export type Bound = readonly [Nanos, Nanos];

/** What one live vector went through in a window. */
export interface WindowVector {
  /** MSI-X table index; null where no line shows it. */
  readonly vector: number | null;
  readonly irq: number | null;
  /** Its handler is gone from here (free_irq) … */
  readonly start: Nanos | null;
  /** … to here (end of request_threaded_irq); null where it never came back. */
  readonly end: Nanos | null;
  /** Interrupts seen since the vector was set up; null where no event could show one. */
  readonly firedBefore: number | null;
  /** Per second just before the window; null where the history is too short or not visible. */
  readonly rate: number | null;
  /** Raised while the enable bit was clear, expected; null where rate or span is unknown. */
  readonly expectedLost: number | null;
  /** The central 95 % of the Poisson distribution around expectedLost. */
  readonly expectedLostRange: readonly [number, number] | null;
  /** Raised in the rest of the outage, expected. */
  readonly expectedDelayed: number | null;
  /** Did it fire again; null where nothing could show it. */
  readonly resumed: boolean | null;
  readonly firstAfter: Nanos | null;
  /** How plausible the silence after the window is: probability of it at the vector's own rate; null unless silent. */
  readonly silenceChance: number | null;
}

export interface Window {
  /** `W1`, `W2` … in order of time. */
  readonly id: string;
  readonly kind: 'msix-disabled' | 'vector-rearm';
  readonly device: string;
  readonly cause: Cause;
  readonly start: Nanos | null;
  readonly end: Nanos | null;
  /** `open`: at the end of the input with the device still in use; `final`: nothing of the device follows. */
  readonly state: 'closed' | 'open' | 'final';
  readonly startBound: Bound | null;
  readonly endBound: Bound | null;
  /** Table indices that were live when it opened; null for a live vector whose index no line shows. */
  readonly live: readonly (number | null)[];
  /** The enable bit itself is clear, where the trace shows it. */
  readonly offStart: Nanos | null;
  readonly offEnd: Nanos | null;
  readonly vectors: readonly WindowVector[];
  readonly basis: readonly Basis[];
  readonly confidence: Confidence;
  /** Why not more confident, in words; empty at full confidence. */
  readonly doubts: readonly string[];
  readonly evidence: readonly Evidence[];
  /** Vectors allocated before and after, where known: what the resize was for. */
  readonly sizeBefore: number | null;
  readonly sizeAfter: number | null;
}

/** All the moments in which one vector had no handler while MSI-X stayed on (mask, unmask, eventfd swap). */
export interface Rearms {
  readonly count: number;
  readonly longest: Nanos;
  readonly total: Nanos;
}

/** A histogram of interrupts in equal bins: bounded however long the log. */
export interface Activity {
  readonly start: Nanos;
  readonly step: Nanos;
  readonly counts: readonly number[];
}

export interface VectorTimeline {
  readonly vector: number | null;
  readonly irq: number | null;
  /** Interrupts seen; null where no event could show one. */
  readonly fired: number | null;
  readonly rearms: Rearms | null;
  readonly activity: Activity | null;
  /** The rearm with the largest rate x gap, kept for the rule that judges it. */
  readonly worstRearm: {
    readonly window: Window;
    readonly rate: number;
    readonly expected: number;
  } | null;
}

/** The host refused an interrupt that the guest believes it has. */
export interface HostFailure {
  readonly at: Nanos | null;
  readonly device: string;
  readonly vector: number | null;
  readonly irq: number | null;
  /** `ENOSPC`, or the reason as QEMU printed it; null where only the failure shows. */
  readonly error: string | null;
  /** `enable`: the whole set failed; `set`: one vector of a working set. */
  readonly of: 'enable' | 'set';
  readonly window: string | null;
  readonly basis: readonly Basis[];
  readonly evidence: readonly Evidence[];
}

/** Something that arrived where no vector could take it. */
export interface Stray {
  readonly kind:
    'no-irq-handler' | 'irq-trap' | 'spurious' | 'remap-fault' | 'intx-hit' | 'pending-bit';
  readonly at: Nanos | null;
  readonly device: string | null;
  readonly vector: number | null;
  readonly irq: number | null;
  readonly cpu: number | null;
  readonly cpuVector: number | null;
  /** The window it fell into, if any. */
  readonly window: string | null;
  /**
   * Whose it is, and how that is known: `window` by an open window, `history` by the last owner of the CPU vector,
   * `requester` by the BDF in the message, `firmware` for known noise at boot, `none` for nobody's.
   */
  readonly attribution: 'window' | 'history' | 'requester' | 'firmware' | 'none';
  /** Repeats folded into this one (suppressed messages, a storm). */
  readonly count: number;
  readonly evidence: readonly Evidence[];
  readonly detail: Readonly<Record<string, string | number | null>>;
}

/** The kernel said that vectors or remapping entries are used up. Refusals of one device's interrupts are {@link HostFailure}s. */
export interface Exhaustion {
  readonly at: Nanos | null;
  readonly irq: number | null;
  /** Whose irq that was, where a binding shows it. */
  readonly device: string | null;
  readonly evidence: readonly Evidence[];
}

/** MSI-X off and the device raised its legacy line. */
export interface IntxRedirect {
  readonly irq: number;
  readonly at: Nanos | null;
  /** The device that raised it; null where no teardown of a likely source is in the log. */
  readonly source: string | null;
  /** Handlers on the line that got the blame, by irqaction name or symbol. */
  readonly victims: readonly string[];
  readonly hits: number;
  /** The kernel switched the line off ("Disabling IRQ #n"). */
  readonly lineDisabled: boolean;
  readonly window: string | null;
  readonly evidence: readonly Evidence[];
}

/** A vector first unmasked while others of its device were already delivering. */
export interface LateVector {
  readonly vector: number | null;
  readonly at: Nanos | null;
  /** Interrupts that other vectors of the device had delivered by then. */
  readonly othersFired: number;
  /** The window it cost; null where MSI-X grew without one. */
  readonly window: string | null;
  readonly evidence: readonly Evidence[];
}

/** A driver's complaint that an interrupt did not come. */
export interface Symptom {
  readonly at: Nanos | null;
  readonly driver: string;
  readonly reportedBy: string | null;
  readonly polled: boolean;
  readonly device: string | null;
  /** What explains it: a window or failure inside the driver's look-back; null where nothing does. */
  readonly window: string | null;
  readonly lookBack: Nanos | null;
  readonly evidence: readonly Evidence[];
}

export interface DeviceTimeline {
  /** BDF, QEMU's name, or `vdev 0xffff…` / `task vt-216` where nothing better is known. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly process: { readonly pid: number; readonly comm: string } | null;
  /** MSI-X grows without a teardown on this host; null where the log does not tell. */
  readonly dynamicMsix: boolean | null;
  readonly dynamicEvidence: readonly Evidence[];
  readonly tableSize: number | null;
  readonly qemu: string | null;
  readonly kernel: string | null;
  readonly driver: string | null;
  readonly vectors: readonly VectorTimeline[];
  readonly windows: readonly Window[];
  readonly failures: readonly HostFailure[];
  readonly lateVectors: readonly LateVector[];
  /** Interrupt kinds seen that are not MSI-X: plain MSI, INTx, IMS. */
  readonly notMsix: readonly ('msi' | 'intx' | 'ims')[];
  /** Interrupts are posted to vCPUs: host handlers do not run and host counts are blind. */
  readonly posted: boolean;
}

export interface SourceSummary {
  readonly name: string;
  readonly format: string;
  readonly peels: readonly string[];
  readonly lines: number;
  readonly events: number;
  readonly bytes: bigint;
  /** sha256 of the bytes as given, hex; null while following. */
  readonly digest: string | null;
  readonly first: Nanos | null;
  readonly last: Nanos | null;
  readonly clock: ClockKind;
  /** Added to the source's stamps (its own epoch included) to get the case's time; null where unplaced. */
  readonly offset: bigint | null;
  readonly offsetError: Nanos | null;
  readonly offsetBasis: 'same-clock' | 'anchors' | 'declared' | 'none';
  readonly anchors: number;
  /** Anchors that contradict the offset taken. */
  readonly contradictions: number;
  readonly problems: readonly Problem[];
  /** Read to its end, undamaged, and by a known format. */
  readonly complete: boolean;
  readonly incompleteWhy: string | null;
}

/** Events that a trace lost, on the case's clock. */
export interface Loss {
  readonly source: number;
  readonly cpu: number | null;
  readonly count: number | null;
  readonly from: Nanos | null;
  readonly to: Nanos | null;
  readonly line: number;
  readonly text: string;
}

/** Everything that rules and reports see. */
export interface Case {
  readonly clock: {
    readonly name: string;
    readonly source: string;
    readonly kind: ClockKind;
    /** Zero of every time in the case, on the clock's own scale, ns. */
    readonly epoch: bigint;
    /** Added to the clock's time for wall time, ns; null if unknown. */
    readonly realtimeOffset: bigint | null;
  };
  readonly sources: readonly SourceSummary[];
  readonly devices: readonly DeviceTimeline[];
  readonly strays: readonly Stray[];
  readonly redirects: readonly IntxRedirect[];
  readonly symptoms: readonly Symptom[];
  readonly exhaustions: readonly Exhaustion[];
  readonly losses: readonly Loss[];
  /** Teardowns of which no line shows whether a vector was live. */
  readonly blindTeardowns: number;
  /** Event types and traced functions that occurred: what rules may require. */
  readonly seen: ReadonlySet<string>;
  /** What the log cannot show, in words: "no irq_handler_entry: interrupts are not visible". */
  readonly unobserved: readonly string[];
  readonly limits: readonly string[];
}
