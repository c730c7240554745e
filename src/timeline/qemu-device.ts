/** One device in QEMU's log, line by line. */
import type { QemuEvent } from '../model/event/index.ts';
import type { Mark } from './mark.ts';
import type { Episode, QemuClass } from './qemu-episode.ts';
import type { Habits } from './qemu-habits.ts';
import { Moments } from './qemu-moments.ts';
import { QemuRoom } from './qemu-room.ts';
import { QemuVectors } from './qemu-vectors.ts';

/** The first version that asks the host whether MSI-X can grow. */
const ASKS_FROM = [8, 2] as const;

export class QemuDevice implements Habits {
  readonly name: string;
  noresize: boolean | null = null;
  /** The setup line carries no `noresize` field: QEMU to 8.1. */
  oldSetup = false;
  tableSize: number | null = null;
  /** Config-space offset of the MSI-X capability. */
  capability: number | null = null;
  setupMark: Mark | null = null;
  readonly moments: Moments;
  readonly vectors: QemuVectors;
  readonly #room: QemuRoom;
  /** Vector interrupts that QEMU itself took while the guest had the vector masked. */
  readonly pending: { readonly mark: Mark; readonly vector: number | null }[] = [];
  /** Plain MSI was enabled. */
  msi = false;
  /** The vector of the last use. */
  lastUse: number | null = null;
  #phantomSeen = false;
  #enabledWithoutPhantom = false;
  /** QEMU's version as the log or libvirt gives it. */
  readonly #version: () => string | null;

  constructor(
    name: string,
    version: () => string | null = () => null,
    room: QemuRoom = new QemuRoom(),
  ) {
    this.name = name;
    this.#version = version;
    this.#room = room;
    this.moments = new Moments(room);
    this.vectors = new QemuVectors(this, room);
  }

  get episodes(): readonly Episode[] {
    return this.vectors.episodes;
  }

  /** From the setup line, else from the phantom or the version; null while none of them has been seen. */
  get qemuClass(): QemuClass | null {
    if (this.noresize === true) return 'D';
    if (this.noresize === false) return 'E';
    return this.#isOld ? 'C' : null;
  }

  get #isOld(): boolean {
    return this.oldSetup || this.#phantomSeen || isBefore(this.#version(), ASKS_FROM);
  }

  /** Must QEMU tear down to grow? Null where its version is not in the log. */
  get tearsDown(): boolean | null {
    const known = this.qemuClass;
    return known === null ? null : known !== 'E';
  }

  get knownVersion(): string | null {
    if (this.noresize !== null || this.#enabledWithoutPhantom) return '8.2 or later';
    return this.oldSetup || this.#phantomSeen ? '8.1 or earlier' : null;
  }

  enabledWith(phantom: number | null): void {
    if (phantom === null) this.#enabledWithoutPhantom = true;
    else this.#phantomSeen = true;
  }

  setup(event: QemuEvent<'vfio_msix_early_setup'>, mark: Mark): void {
    this.noresize = event.noresize;
    this.oldSetup = event.noresize === null;
    this.tableSize = event.entries;
    this.capability = event.pos;
    this.setupMark = mark;
    this.vectors.born(mark);
  }

  /** The guest writes Message Control: the enable bit and the mask-all bit. */
  guestWrote(enabled: boolean, masked: boolean, tid: number | null, mark: Mark): void {
    if (enabled) this.vectors.guestEnables(masked, tid, mark);
    else this.vectors.begin('disable', tid, mark);
    this.moments.add(enabled ? 'enable' : 'disable', { tid }, mark, null);
  }

  /** The emulated pending bits are in use: a masked vector fired. */
  pendingOn(mark: Mark): void {
    if (this.#room.takes('pending')) this.pending.push({ mark, vector: null });
  }

  /** QEMU took an interrupt itself; right after the pending bits came on it is the one that did it. */
  tookInterrupt(vector: number): void {
    const last = this.pending.at(-1);
    if (last === undefined || last.vector !== null || this.vectors.isUsed(vector)) return;
    this.pending[this.pending.length - 1] = { mark: last.mark, vector };
  }

  /** The VM ended: the kernel cleans up behind it. */
  gone(tid: number | null, mark: Mark): void {
    this.vectors.begin('close', tid, mark);
    this.vectors.off(mark);
  }
}

/** `7.0.0` against 8.2; an unknown version is before none. */
function isBefore(version: string | null, [major, minor]: readonly [number, number]): boolean {
  const [a, b] = (version ?? '').split('.').map(Number);
  if (a === undefined || b === undefined || version === null) return false;
  return a < major || (a === major && b < minor);
}
