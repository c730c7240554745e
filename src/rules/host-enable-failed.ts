/** The host refused an interrupt that the guest believes it has. */
import { defineRule } from '../model/rule.ts';
import { REFUSAL_SIGNALS } from './signals.ts';

export const hostEnableFailed = defineRule(
  {
    id: 'host-enable-failed',
    since: '0.1.0',
    severity: 'critical',
    status: 'stable',
    summary: 'The host could not allocate or request an interrupt that the guest believes it has',
    requires: [REFUSAL_SIGNALS],
    messages: {
      enable:
        '{device}: the host could not set up the MSI-X vectors it was asked for ({error}, seen at vector {vector}); ' +
        'the failed call leaves MSI-X off, so no vector of the device can deliver until MSI-X is enabled again',
      set: '{device}: the host could not set up MSI-X vector {vector} ({error}); the vector has no host interrupt',
    },
    remedy:
      'QEMU does not report this to the guest: its driver goes on as if the vectors were there. ENOSPC: free interrupt vectors on the host (see vector-exhausted). EBUSY: another owner holds the interrupt. A positive number is how many ' +
      'vectors the host could give: ask for fewer (fewer queues in the guest). Then reload the driver in the guest: only a new enable brings the vectors back.',
  },
  function* (input) {
    for (const device of input.devices) {
      for (const failure of device.failures) {
        yield {
          message: failure.of,
          data: {
            vector: failure.vector,
            irq: failure.irq,
            error: failure.error ?? 'reason not shown',
            basis: failure.basis,
          },
          device: device.name,
          vectors: failure.vector === null ? [] : [failure.vector],
          windows: failure.window === null ? [] : [failure.window],
          at: failure.at,
          evidence: failure.evidence,
          confidence: failure.error === null ? 'medium' : 'high',
          observed: failure.error !== null,
          doubts:
            failure.error === null
              ? ['no line shows the error itself: it is concluded from what the kernel did next']
              : [],
          identity: `${failure.of}:${failure.vector ?? 'unknown'}`,
        };
      }
    }
  },
);
