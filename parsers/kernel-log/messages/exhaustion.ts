/** No room for another vector: in the CPUs' vector space or in the remapping table. */
import { byRegExp, group, type Body, type Recognizer } from './body.ts';

const exhausted = (irq: string): Body => ({
  type: 'vectors_exhausted',
  irq: irq === '' ? null : Number(irq),
});

export const exhaustion: readonly Recognizer[] = [
  byRegExp(
    'vector space exhaustion',
    /^irq (\d{1,10}): Affinity broken due to vector space exhaustion/,
    (match) => exhausted(group(match, 1)),
  ),
  byRegExp('Reserved vectors', /^(?:x86\/\w+: )?Reserved vectors \d+ > available \d+/, () =>
    exhausted(''),
  ),
  byRegExp(
    'Interrupt reservation exceeds',
    /^Interrupt reservation exceeds available resources/,
    () => exhausted(''),
  ),
  byRegExp(
    'Cannot disable CPU',
    /^CPU \d{1,5} has \d{1,5} vectors, \d{1,5} available\. Cannot disable CPU/,
    () => exhausted(''),
  ),
  byRegExp('no vector available', /^Managed startup irq (\d{1,10}), no vector available/, (match) =>
    exhausted(group(match, 1)),
  ),
  byRegExp("can't allocate an IRTE", /^(?:DMAR-IR: )?(?:IR\d{1,5}: )?can't allocate an IRTE/, () =>
    exhausted(''),
  ),
  // -28 is ENOSPC; other errors of this message are about the affinity mask
  byRegExp('set affinity failed', /^IRQ(\d{1,10}): set affinity failed\(-28\)/, (match) =>
    exhausted(group(match, 1)),
  ),
];
