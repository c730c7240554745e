/**
 * Why MSI-X went off. `resize`: disable and a larger enable back to back. `enable-failed`: the enable of such a pair failed.
 * `guest-disable`: the guest cleared the bit. `handshake`: only the phantom vector of QEMU to 8.1 was up.
 */
export type Cause =
  | 'resize'
  | 'enable-failed'
  | 'guest-disable'
  | 'reset'
  | 'migration'
  | 'close'
  | 'handshake'
  | 'unknown';

/**
 * Causes that nobody asked for. MSI-X that the guest itself switched off, that a reset, a migration or a close took down, or
 * that held only the phantom vector of QEMU's enable handshake, is a window in the timeline, costs nothing and is no finding.
 */
const UNASKED: ReadonlySet<Cause> = new Set(['resize', 'enable-failed', 'unknown']);

export const isUnasked = ({ cause }: { readonly cause: Cause }): boolean => UNASKED.has(cause);
