/** What else is known of the device; changes while the log is read. */
export interface Habits {
  readonly name: string;
  /** Must QEMU tear down to grow? Null where its version is not in the log. */
  readonly tearsDown: boolean | null;
  /** QEMU enabled MSI-X with nothing unmasked: to 8.1 by a phantom, from 8.2 on without one. */
  enabledWith(phantom: number | null): void;
}
