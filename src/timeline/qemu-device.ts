/** One device in QEMU's log, line by line. */
import type { QemuEvent } from '../model/event/index.ts';
import type { Mark } from './mark.ts';
import { Moments } from './qemu-moments.ts';
import { episodeOf, type Episode, type EpisodeStart, type QemuClass } from './qemu-episode.ts';

const PENDING_KEPT = 1000;

export class QemuDevice {
  readonly name: string;
  noresize: boolean | null = null;
  sawSetup = false;
  /** The setup line carries no `noresize` field: QEMU to 8.1. */
  oldSetup = false;
  tableSize: number | null = null;
  /** Config-space offset of the MSI-X capability. */
  capability: number | null = null;
  setupMark: Mark | null = null;
  readonly episodes: Episode[] = [];
  readonly moments = new Moments();
  /** Vector interrupts that QEMU itself took while the guest had the vector masked. */
  readonly pending: { readonly mark: Mark; readonly vector: number | null }[] = [];
  /** Plain MSI was enabled. */
  msi = false;

  /** Unmasked by the guest. */
  readonly #used = new Set<number>();
  /** QEMU's own count of vectors; null before an enable was seen. */
  #size: number | null = null;
  #on = false;
  #sawEnable = false;
  #phantom: number | null = null;
  /** Between the write of the enable bit and `vfio_msix_enable`. */
  #enabling: { start: Mark; uses: number[]; phantomSeen: boolean } | null = null;
  #disabling: Episode | null = null;
  #use: Episode | null = null;
  lastUse: number | null = null;
  #sawPhantom = false;
  #enabledWithoutPhantom = false;
  /** Between the load of a migrated device's state and its end. */
  loading = false;
  /** QEMU's lines show the ioctls themselves. */
  #explicit = false;

  constructor(name: string) {
    this.name = name;
  }

  /** From the setup line, else from the phantom; null while neither has been seen. */
  get qemuClass(): QemuClass | null {
    if (this.noresize === true) return 'D';
    if (this.noresize === false) return 'E';
    if (this.oldSetup || this.#sawPhantom) return 'C';
    return null;
  }

  /** Must QEMU tear down to grow? Null where its version is not in the log. */
  get tearsDown(): boolean | null {
    const known = this.qemuClass;
    return known === null ? null : known !== 'E';
  }

  get knownVersion(): string | null {
    if (this.noresize !== null || this.#enabledWithoutPhantom) return '8.2 or later';
    return this.oldSetup || this.#sawPhantom ? '8.1 or earlier' : null;
  }

  setup(event: QemuEvent<'vfio_msix_early_setup'>, mark: Mark): void {
    this.sawSetup = true;
    this.noresize = event.noresize;
    this.oldSetup = event.noresize === null;
    this.tableSize = event.entries;
    this.capability = event.pos;
    this.setupMark = mark;
    this.forget(mark);
    this.#sawEnable = true; // the device's life is in the log from here on
  }

  /** msix_write_config of this device: the guest sets or clears the enable bit. */
  guestWrote(enabled: boolean, tid: number | null, mark: Mark): void {
    if (enabled && !this.#on && this.#enabling === null) this.#beginEnable(mark);
    if (!enabled && (this.#on || this.#enabling !== null)) this.beginDisable('disable', tid, mark);
    this.moments.add(enabled ? 'enable' : 'disable', { tid }, mark, null);
  }

  routesCommitted(mark: Mark): void {
    if (this.#use !== null) this.#use.tight ??= mark;
  }

  failed(mark: Mark, reason: string, vector: number | null): void {
    const open = this.#use;
    if (open !== null) open.failed = { mark, reason, vector };
  }

  /** vfio-user: the teardown itself. Lines that show the ioctls settle what the version only suggests. */
  tornDown(mark: Mark): void {
    this.#explicit = true;
    const episode = this.#use ?? this.#disabling;
    if (episode !== null) episode.off ??= mark;
  }

  /** vfio-user: vectors set. */
  setAgain(start: number, count: number, mark: Mark): void {
    this.#explicit = true;
    this.#use?.ons.push({ start, count, mark, done: null });
  }

  /** The emulated pending bits are in use: a masked vector fired. */
  pendingOn(mark: Mark): void {
    if (this.pending.length < PENDING_KEPT) this.pending.push({ mark, vector: null });
  }

  /** QEMU took an interrupt itself; right after the pending bits came on it is the one that did it. */
  tookInterrupt(vector: number): void {
    const last = this.pending.at(-1);
    if (last === undefined || last.vector !== null || this.#used.has(vector)) return;
    this.pending[this.pending.length - 1] = { mark: last.mark, vector };
  }

  get awaitsAnswer(): boolean {
    const last = this.#use?.ons.at(-1);
    return last !== undefined && last.done === null;
  }

  /** A later line of QEMU: what was sent before it has been answered. */
  answered(mark: Mark): void {
    const last = this.#use?.ons.at(-1);
    if (last !== undefined && last.mark !== mark) last.done ??= mark;
  }

  load(running: boolean): void {
    this.loading = running;
  }

  usesMsi(): void {
    this.msi = true;
  }

  /** The VM ended: the kernel cleans up behind it. */
  gone(tid: number | null, mark: Mark): void {
    this.beginDisable('close', tid, mark);
    this.forget(mark);
  }

  /** A new QEMU took over a running device (CPR): vectors are live that no line of this log enabled, and none will grow. */
  reclaimed(): void {
    this.noresize ??= false;
    this.#on = true;
    this.#size = null;
    this.#sawEnable = false;
  }

  #beginEnable(mark: Mark): void {
    this.#enabling = { start: mark, uses: [], phantomSeen: false };
    this.#size = 0;
    this.#sawEnable = true;
  }

  doUse(vector: number, tid: number | null, mark: Mark): void {
    this.#closeUse(mark);
    this.lastUse = vector;
    if (this.#enabling !== null) {
      this.#enabling.uses.push(vector);
      if (this.#enabling.phantomSeen && vector >= (this.#size ?? 0)) {
        this.#openUse(vector, tid, mark);
        this.#size = vector + 1;
      }
      this.#used.add(vector);
      return;
    }
    const size = this.#size;
    const grows = size === null ? vector > this.#highest() : vector >= size;
    if (grows && this.tearsDown !== false) this.#openUse(vector, tid, mark);
    if (grows) this.#size = vector + 1;
    this.#used.add(vector);
    if (this.#phantom === vector) this.#phantom = null;
  }

  #highest(): number {
    return Math.max(-1, ...this.#used);
  }

  #openUse(vector: number, tid: number | null, mark: Mark): void {
    const live = [...this.#used].filter((used) => used !== vector);
    this.#use = episodeOf({
      ...this.#state(tid, mark, live),
      kind: live.length === 0 && this.#phantom !== null ? 'handshake' : 'grow',
      vector,
      tearsDown: this.tearsDown,
      sizeAfter: vector + 1,
    });
  }

  endUse(mark: Mark): void {
    this.#closeUse(mark);
  }

  #closeUse(mark: Mark): void {
    const use = this.#use;
    if (use === null) return;
    use.end = mark;
    this.#use = null;
    if (this.#explicit && use.off === null) return; // it grew without a teardown
    if (use.live.length > 0 || use.phantom) this.episodes.push(use);
  }

  /** A use and release of one vector inside the enable is QEMU's own, not the guest's: the phantom. */
  release(vector: number): void {
    const { uses } = this.#enabling ?? {};
    if (this.#enabling !== null && uses?.length === 1 && uses[0] === vector) {
      this.#enabling.phantomSeen = true;
      this.#sawPhantom = true;
      this.#phantom = vector;
      this.#size = vector + 1;
      this.#enabling.uses = [];
    }
    this.#used.delete(vector);
  }

  enabled(mark: Mark): void {
    this.#closeUse(mark);
    const enabling = this.#enabling;
    this.#enabling = null;
    this.#on = true;
    const highest = this.#highest();
    if (enabling === null) {
      this.#size = null;
    } else if (enabling.phantomSeen) {
      this.#size = Math.max(this.#size ?? 1, (this.#phantom ?? 0) + 1, highest + 1);
    } else {
      this.#size = highest + 1;
      if (enabling.uses.length === 0) this.#enabledWithoutPhantom = true;
    }
    const episode = this.#episode('enable', null, enabling?.start ?? mark, []);
    episode.end = mark;
    this.episodes.push(episode);
  }

  beginDisable(kind: 'disable' | 'reset' | 'close', tid: number | null, mark: Mark): void {
    this.#closeUse(mark);
    if (this.#disabling !== null) return;
    if (!this.#on && this.#enabling === null && this.#used.size === 0) return;
    this.#disabling = this.#episode(kind, tid, mark, [...this.#used]);
  }

  disabled(event: QemuEvent<'vfio_msix_disable'>, mark: Mark): void {
    if (this.#disabling === null && (this.#on || this.#used.size > 0)) {
      this.#disabling = this.#episode('disable', event.tid, mark, [...this.#used]);
    }
    this.forget(mark);
  }

  /** MSI-X is off and the guest has nothing unmasked. */
  forget(mark: Mark): void {
    const episode = this.#disabling;
    if (episode !== null) {
      episode.end = mark;
      this.episodes.push(episode);
    }
    this.#disabling = null;
    this.#enabling = null;
    this.#use = null;
    this.#used.clear();
    this.#phantom = null;
    this.#on = false;
    this.#size = 0;
  }

  #episode(
    kind: Episode['kind'],
    tid: number | null,
    mark: Mark,
    live: readonly number[],
  ): Episode {
    const loaded = this.loading && (kind === 'enable' || kind === 'disable');
    return episodeOf({ ...this.#state(tid, mark, live), kind: loaded ? 'migration' : kind });
  }

  #state(tid: number | null, start: Mark, live: readonly number[]): EpisodeStart {
    return {
      device: this.name,
      tid,
      start,
      live: live.toSorted((a, b) => a - b),
      phantom: this.#phantom !== null,
      sizeBefore: this.#size,
      midLife: !this.#sawEnable,
    };
  }

  /** The log is over: what is open stays open. */
  finish(): void {
    if (this.#use !== null && (this.#use.live.length > 0 || this.#use.phantom)) {
      this.episodes.push(this.#use);
    }
    if (this.#disabling !== null) this.episodes.push(this.#disabling);
  }
}
