/** Which vectors of one device QEMU has in use, and how many it has set up: from that follows what it must tear down. */
import { MSIX_MAX_VECTORS } from '../model/pci.ts';
import type { Mark } from './mark.ts';
import { episodeOf, type Episode, type EpisodeStart } from './qemu-episode.ts';
import type { Habits } from './qemu-habits.ts';
import type { QemuRoom } from './qemu-room.ts';
import { Steps, type Step } from './qemu-steps.ts';

type Down = 'disable' | 'reset' | 'close' | 'migration';

export class QemuVectors {
  readonly episodes: Episode[] = [];
  /** Between the load of a migrated device's state and its enable. */
  loading = false;
  /** A bus reset is under way: the devices beside go down without a line of their own. */
  resetting = false;
  readonly #habits: Habits;
  readonly #room: QemuRoom;
  /** Unmasked by the guest. */
  readonly #used = new Set<number>();
  #power: 'on' | 'off' | 'unknown' = 'unknown';
  /** QEMU's own count of vectors; where its beginning is not in the log, the least that it must be. */
  #size = 0;
  #sizeKnown = false;
  #sawEnable = false;
  /** QEMU's own handler stands in for this vector until its guest uses it. */
  #phantom: number | null = null;
  #steps: Steps | null = null;
  #use: Episode | null = null;
  #disabling: Episode | null = null;
  /** The last thing that happened: a disable that no line of the guest announced. */
  #unasked: Episode | null = null;
  /** The lines of an enable are gone through, now that it is known to be one. */
  #enabling = false;
  /** QEMU's lines show the ioctls themselves. */
  #explicit = false;

  constructor(habits: Habits, room: QemuRoom) {
    this.#habits = habits;
    this.#room = room;
  }

  /** The enable bit is set in the guest's config write; `masked`: the mask-all bit. */
  guestEnables(masked: boolean, tid: number | null, mark: Mark): void {
    this.loading = false;
    this.resetting = false;
    const steps = this.#steps;
    const again = steps !== null && (steps.masked !== masked || !steps.empty);
    if (again && this.#power === 'off' && steps.masked !== null) {
      this.enabled(mark); // the next write: the enable is over, though its own line is not traced
    } else if (again) {
      this.#isOn();
      steps.replay('start');
    }
    if (this.#disabling !== null) this.off(mark);
    if (this.#power !== 'on') this.#steps ??= new Steps(mark, tid, masked);
  }

  /** The device's life is in the log from here on. */
  born(mark: Mark): void {
    this.off(mark);
    this.#sawEnable = true;
  }

  /** A new QEMU took over a running device (CPR): vectors are live that no line of this log enabled, and all are set up. */
  reclaimed(): void {
    this.#isOn();
    this.#size = Infinity;
    this.#sizeKnown = true;
  }

  /** A line that no enable prints between its others: what was kept was none. */
  settle(): void {
    const steps = this.#steps;
    if (steps === null || steps.empty) return;
    this.#isOn();
    steps.replay('start');
  }

  /** MSI-X is on, and its beginning was not in the log. */
  #isOn(): void {
    this.#forgetSteps();
    this.#unasked = null;
    this.#power = 'on';
    this.#size = 0;
    this.#sizeKnown = false;
    this.#sawEnable = false;
  }

  doUse(vector: number, tid: number | null, mark: Mark): void {
    if (vector >= MSIX_MAX_VECTORS) return; // no table has it
    this.#closeUse(mark);
    const run = (): void => this.doUse(vector, tid, mark);
    if (this.#kept({ kind: 'use', vector, tid, run }, mark)) return;
    if (!this.#enabling) this.loading = false; // the guest runs
    const grows = vector >= this.#size;
    if (grows && this.#habits.tearsDown !== false) this.#openUse(vector, tid, mark);
    if (grows) this.#size = vector + 1;
    this.#used.add(vector);
    if (this.#phantom === vector) this.#phantom = null;
  }

  release(vector: number, tid: number | null, mark: Mark): void {
    const run = (): void => this.release(vector, tid, mark);
    if (this.#kept({ kind: 'release', vector, tid, run }, mark)) return;
    this.#closeUse(mark);
    if (this.#power !== 'on' && this.#disabling === null) this.#isOn();
    if (!this.#sizeKnown) this.#size = Math.max(this.#size, vector + 1);
    this.#used.delete(vector);
  }

  /** Keeps a line for later where it may be part of an enable. */
  #kept(step: Step, mark: Mark): boolean {
    if (this.#steps !== null && !(this.#room.hasStep && this.#steps.fits(step))) this.settle();
    if (this.#power === 'on' || this.#disabling !== null) return false;
    if (step.kind === 'use') this.#steps ??= new Steps(mark, step.tid, null);
    if (this.#steps === null || (step.kind !== 'use' && this.#steps.empty)) return false;
    this.#steps.add(step);
    this.#room.steps(1);
    return true;
  }

  #later(mark: Mark, run: () => void): boolean {
    return this.#kept({ kind: 'other', vector: null, tid: null, run }, mark);
  }

  endUse(mark: Mark): void {
    if (!this.#later(mark, () => this.endUse(mark))) this.#closeUse(mark);
  }

  routesCommitted(mark: Mark): void {
    if (this.#later(mark, () => this.routesCommitted(mark))) return;
    if (this.#use !== null) this.#use.tight ??= mark;
  }

  /** The vector had its route already: QEMU set it up before, and there is room for it. */
  routeUpdated(mark: Mark): void {
    if (this.#later(mark, () => this.routeUpdated(mark))) return;
    if (!this.#sizeKnown) this.#use = null;
  }

  failed(mark: Mark, reason: string, vector: number | null): void {
    if (this.#later(mark, () => this.failed(mark, reason, vector))) return;
    const open = this.#use;
    if (open === null) return;
    if (vector === null) open.failed = { mark, reason, vector };
    else if (open.tearsDown === null) this.#use = null; // one vector was set: nothing was torn down
  }

  /** vfio-user: the teardown itself. Lines that show the ioctls settle what the version only suggests. */
  tornDown(mark: Mark): void {
    this.#explicit = true;
    if (this.#later(mark, () => this.tornDown(mark))) return;
    const episode = this.#use ?? this.#disabling;
    if (episode !== null) episode.off ??= mark;
  }

  /** vfio-user: vectors set. */
  setAgain(start: number, count: number, mark: Mark): void {
    this.#explicit = true;
    if (this.#later(mark, () => this.setAgain(start, count, mark))) return;
    this.answered(mark);
    this.#use?.ons.push({ start, count, mark, done: null });
  }

  /** The last line of a use is still to come. */
  get inUse(): boolean {
    return this.#use !== null;
  }

  isUsed(vector: number): boolean {
    return this.#used.has(vector);
  }

  /** A later line of QEMU: what was sent before it has been answered. */
  answered(mark: Mark): void {
    const last = this.#use?.ons.at(-1);
    if (last !== undefined && last.mark !== mark) last.done ??= mark;
  }

  #forgetSteps(): void {
    this.#room.steps(-(this.#steps?.count ?? 0));
    this.#steps = null;
  }

  #openUse(vector: number, tid: number | null, mark: Mark): void {
    const live = [...this.#used].filter((used) => used !== vector);
    const handshake = live.length === 0 && this.#phantom !== null;
    this.#use = episodeOf({
      ...this.#state(tid, mark, live),
      kind: this.loading ? 'migration' : handshake ? 'handshake' : 'grow',
      vector,
      tearsDown: this.#habits.tearsDown,
      sizeAfter: vector + 1,
    });
  }

  #closeUse(mark: Mark): void {
    const use = this.#use;
    if (use === null) return;
    this.answered(mark);
    use.end = mark;
    this.#use = null;
    if (this.#explicit && use.off === null) return; // it grew without a teardown
    this.#room.add(this.episodes, use);
  }

  /** `vfio_msix_enable`: what was kept was an enable. */
  enabled(mark: Mark): void {
    this.#closeUse(mark);
    if (this.#disabling !== null) this.off(mark);
    const steps = this.#steps;
    const fresh = this.#power === 'off' || steps !== null;
    this.off(mark);
    this.#power = 'on';
    this.#sawEnable = true;
    this.#sizeKnown = fresh;
    this.#phantom = steps?.phantom ?? null;
    if (steps !== null && this.#phantom !== null) {
      this.#habits.enabledWith(this.#phantom);
      this.#size = this.#phantom + 1;
      this.#enabling = true;
      steps.replay('phantom'); // to 5.2 each vector beyond it costs a teardown
      this.#enabling = false;
      this.#closeUse(mark);
    } else {
      for (const vector of steps?.vectors ?? []) this.#used.add(vector);
      this.#size = Math.max(-1, ...this.#used) + 1;
      if (fresh && this.#used.size === 0) this.#habits.enabledWith(null);
    }
    this.loading = false;
    const begin = this.#state(null, steps?.start ?? mark, []);
    this.#room.add(this.episodes, { ...episodeOf({ ...begin, kind: 'enable' }), end: mark });
  }

  /** MSI-X goes down: what was live goes with it. */
  begin(kind: Down, tid: number | null, mark: Mark): void {
    this.#closeUse(mark);
    this.settle();
    this.#forgetSteps();
    if (this.#disabling === null && this.#power === 'on') {
      this.#disabling = episodeOf({ ...this.#state(tid, mark, [...this.#used]), kind });
    }
  }

  /** `vfio_msix_disable`, also where no line before said that it would come. */
  disabled(tid: number | null, mark: Mark): void {
    const announced = this.#disabling !== null;
    this.begin(this.resetting ? 'reset' : this.loading ? 'migration' : 'disable', tid, mark);
    const unasked = announced ? null : this.#disabling;
    this.off(mark);
    this.#unasked = unasked;
  }

  /** The device leaves its VM; if MSI-X went off by itself right before, that was on the way out. */
  detached(tid: number | null, mark: Mark): void {
    if (this.#unasked !== null && this.episodes.at(-1) === this.#unasked) {
      this.episodes.pop();
      this.#room.add(this.episodes, { ...this.#unasked, kind: 'close' });
    }
    this.begin('close', tid, mark);
    this.off(mark);
  }

  /** MSI-X is off and the guest has nothing unmasked. */
  off(mark: Mark): void {
    if (this.#disabling !== null) {
      this.#disabling.end = mark;
      this.#room.add(this.episodes, this.#disabling);
    }
    this.#disabling = null;
    this.#unasked = null;
    this.#forgetSteps();
    this.#use = null;
    this.#used.clear();
    this.#phantom = null;
    this.#power = 'off';
    this.#size = 0;
    this.#sizeKnown = true;
  }

  #state(tid: number | null, start: Mark, live: readonly number[]): EpisodeStart {
    return {
      device: this.#habits.name,
      tid,
      start,
      live: live.toSorted((a, b) => a - b),
      phantom: this.#phantom !== null,
      sizeBefore: this.#sizeKnown && Number.isFinite(this.#size) ? this.#size : null,
      midLife: !this.#sawEnable,
    };
  }

  /** The log is over: what is open stays open. */
  finish(): void {
    this.settle();
    if (this.#use !== null) this.#room.add(this.episodes, this.#use);
    if (this.#disabling !== null) this.#room.add(this.episodes, this.#disabling);
  }
}
