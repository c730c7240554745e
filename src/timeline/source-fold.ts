/** Everything that one source tells, folded while it is read. Nothing here grows with the length of the input. */
import type {
  Event,
  FactEvent,
  LossEvent,
  MessageEvent,
  SnapshotEvent,
} from '../model/event/index.ts';
import type { Sink, Tallied } from '../model/format.ts';
import { standardLimits } from '../model/limits.ts';
import { PLACES_KEPT, type Problem, type ProblemKey } from '../model/stats.ts';
import type { ClockKind, Nanos } from '../model/time.ts';
import { Budget } from './budget.ts';
import { KernelFold } from './kernel-fold.ts';
import { markOf, type Mark } from './mark.ts';
import { MessageFold } from './message-fold.ts';
import { QemuFold } from './qemu-fold.ts';
import { SnapshotFold } from './snapshot-fold.ts';

/** A gap in a trace. */
export interface LossMark {
  readonly mark: Mark;
  readonly cpu: number | null;
  readonly count: number | null;
  readonly kind: 'lost' | 'started';
  /** The first stamp after it, on any CPU. */
  until: Nanos | null;
}

const LOSSES_KEPT = 10_000;

export class SourceFold implements Sink {
  readonly name: string;
  readonly kernel: KernelFold;
  readonly qemu: QemuFold;
  readonly messages = new MessageFold();
  readonly snapshots: SnapshotFold;
  readonly budget: Budget;
  readonly seen = new Set<string>();
  readonly losses: LossMark[] = [];
  readonly facts = new Map<FactEvent['fact'], string>();
  /** Wall time of this source's zero, ns, where the source itself says so. */
  realtimeOffset: bigint | null = null;
  readonly anchors: { readonly t: Nanos; readonly realtime: bigint }[] = [];
  events = 0;
  first: Nanos | null = null;
  last: Nanos | null = null;
  epoch = 0n;
  clock: ClockKind = 'order';
  readonly #problems = new Map<string, MutableProblem>();

  /** Of the event that is being folded. */
  #line = 0;
  #seenLast = '';

  constructor(name: string, limits = standardLimits) {
    this.name = name;
    this.budget = new Budget(limits, (limit, line) => {
      this.problem(
        'limit-reached',
        line ?? this.#line,
        `${limit}: more than ${limits[limit]} are not kept`,
        0,
      );
    });
    this.kernel = new KernelFold(this.budget);
    this.qemu = new QemuFold(this.budget);
    this.snapshots = new SnapshotFold(this.budget);
  }

  event(event: Event): void {
    this.#line = event.line;
    if (event.type !== 'fact') this.events += 1;
    this.#observe(event.t);
    if (event.type === 'fact') this.#fact(event);
    else if (event.type === 'loss') this.#loss(event);
    else {
      this.#see(event.type === 'call' ? event.fn : event.type);
      if (isKernel(event)) this.kernel.event(event);
      else if (isMessage(event)) this.messages.event(event);
      else if (isSnapshot(event)) this.snapshots.event(event);
      else this.qemu.event(event);
    }
  }

  interrupt(irq: number, name: string, t: Nanos, _cpu: number, line: number): void {
    this.#line = line;
    this.events += 1;
    this.#observe(t);
    this.#see('irq_handler_entry');
    this.kernel.interrupt(irq, name, t, line);
  }

  tally(what: Tallied, t: Nanos): void {
    this.events += 1;
    this.#observe(t);
    this.#see(what);
    this.kernel.observe(t);
  }

  problem(
    key: ProblemKey,
    line: number,
    text: string,
    count: number | null = 1,
    cpu: number | null = null,
  ): void {
    const id = `${key} ${cpu ?? ''}`;
    let known = this.#problems.get(id);
    if (known === undefined) {
      if (key !== 'limit-reached' && !this.budget.allows('problems', this.#problems.size)) return;
      known = { key, cpu, count: 0, at: [] };
      this.#problems.set(id, known);
    }
    known.count = known.count === null || count === null ? null : known.count + count;
    if (known.at.length < PLACES_KEPT) {
      known.at.push(markOf({ t: null, line, text }));
    }
  }

  end(): void {
    this.kernel.end();
    this.qemu.end();
  }

  /** Problems by key and CPU, in a fixed order. */
  get problems(): readonly Problem[] {
    return [...this.#problems.values()]
      .toSorted((a, b) => compare(a.key, b.key) || (a.cpu ?? -1) - (b.cpu ?? -1))
      .map(({ key, cpu, count, at }) => ({
        key,
        cpu,
        count: key === 'limit-reached' && count !== null ? count + this.#refused : count,
        at,
        spans: [],
      }));
  }

  /** How often there was no room. */
  get #refused(): number {
    return [...this.budget.refused.values()].reduce((sum, count) => sum + count, 0);
  }

  get hasKernelEvents(): boolean {
    return this.kernel.first !== null || this.kernel.log.visible.functions.size > 0;
  }

  get hasQemuEvents(): boolean {
    return this.qemu.devices.size > 0 || this.qemu.failures.length > 0;
  }

  #see(what: string): void {
    if (what === this.#seenLast) return;
    this.#seenLast = what;
    this.seen.add(what);
  }

  #observe(t: Nanos | null): void {
    if (t === null) return;
    this.first ??= t;
    if (this.last === null || t > this.last) this.last = t;
    const open = this.losses.at(-1);
    if (open !== undefined && open.until === null) open.until = t;
  }

  #fact(event: FactEvent): void {
    if (event.fact === 'realtime-offset') this.realtimeOffset ??= event.value;
    else if (event.fact === 'realtime-anchor') this.#anchor(event.t, event.value);
    else if (!this.facts.has(event.fact)) this.facts.set(event.fact, event.value);
    if (event.fact === 'last-stamp') this.kernel.observe(event.t);
    this.qemu.fact(event);
  }

  #anchor(t: Nanos | null, realtime: bigint): void {
    if (t !== null && this.anchors.length < 1000) this.anchors.push({ t, realtime });
  }

  #loss(event: LossEvent): void {
    const key = event.kind === 'lost' ? 'events-lost' : 'buffer-started';
    this.seen.add('loss');
    if (!this.#counted(key, event))
      this.problem(key, event.line, event.text, event.count, event.cpu);
    if (this.losses.length >= LOSSES_KEPT) return;
    this.losses.push({
      mark: markOf(event),
      cpu: event.cpu,
      count: event.count,
      kind: event.kind,
      until: null,
    });
  }

  /** A parser may have reported the same line as a problem already. */
  #counted(key: ProblemKey, event: LossEvent): boolean {
    const known = this.#problems.get(`${key} ${event.cpu ?? ''}`);
    return known !== undefined && known.at.at(-1)?.line === event.line;
  }
}

interface MutableProblem {
  readonly key: ProblemKey;
  readonly cpu: number | null;
  count: number | null;
  readonly at: Mark[];
}

export const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

type Kernel = Parameters<KernelFold['event']>[0];

const KERNEL_TYPES: ReadonlySet<string> = new Set<Kernel['type']>([
  'irq_handler_entry',
  'irq_handler_polled',
  'irq_handler_exit',
  'vector_activate',
  'vector_deactivate',
  'vector_alloc',
  'vector_alloc_managed',
  'vector_reserve',
  'vector_reserve_managed',
  'vector_config',
  'vector_update',
  'vector_clear',
  'vector_setup',
  'vector_teardown',
  'vector_free_moved',
  'call',
  'call_return',
  'ioctl_enter',
  'ioctl_exit',
  'kvm_msi_set_irq',
  'kvm_pi_irte_update',
  'sched_process_exit',
  'tracing_mark_write',
]);

const MESSAGE_TYPES: ReadonlySet<string> = new Set<MessageEvent['type']>([
  'no_irq_handler',
  'callbacks_suppressed',
  'unexpected_irq_trap',
  'spurious_interrupt',
  'nobody_cared',
  'irq_handler_listed',
  'irq_disabled',
  'remap_fault',
  'vectors_exhausted',
  'irq_bypass_failed',
  'irq_flags_mismatch',
  'vfio_pci_message',
  'driver_took_device',
  'system_down',
  'lost_interrupt_symptom',
]);

const isKernel = (event: Event): event is Kernel => KERNEL_TYPES.has(event.type);
const isMessage = (event: Event): event is MessageEvent => MESSAGE_TYPES.has(event.type);
const isSnapshot = (event: Event): event is SnapshotEvent =>
  event.type === 'proc_interrupts_row' ||
  event.type === 'lspci_msix' ||
  event.type === 'lspci_driver';
