/** What makes a finding the same one in tomorrow's log. */
import { createHash } from 'node:crypto';

/**
 * Sixteen hex digits over rule, device and what else tells the finding apart. Never over times, paths, irqs or counts: they
 * change from boot to boot. Two events of one kind share a fingerprint; a baseline counts them.
 */
export function fingerprintOf(
  rule: string,
  device: string | null,
  identity: string | null,
): string {
  const words = [rule, device === null ? null : lastingName(device), identity];
  return createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 16);
}

/** `vdev 0xffff8e1d4279d800` and `task vt-216` name an address and a thread of one run only: what lasts is the first part. */
function lastingName(device: string): string {
  return device.replace(/^vdev 0x[0-9a-f]+$/u, 'vdev').replace(/^task (.*)-\d+$/u, 'task $1');
}
