/** What the sources cannot show, in words: the other half of every statement. */
import { isSnapshot } from '../model/format.ts';
import { lackText, missing } from '../model/recording.ts';
import type { DeviceTimeline } from '../model/timeline.ts';
import type { PlacedSource } from './clock.ts';
import { tookOf, type BareIoctl } from './ioctl-pairs.ts';
import type { SourceFold } from './source-fold.ts';

export function unobservedOf(
  sources: readonly PlacedSource[],
  devices: readonly DeviceTimeline[],
): readonly string[] {
  // A guest's own console shows nothing of the host.
  const ofHost = sources.filter(({ meta }) => !meta.guest);
  const seen = new Set(ofHost.flatMap(({ fold, meta }) => [...fold.seen, meta.format]));
  const posted = devices.filter((device) => device.posted);
  return [
    ...missing(seen).map(lackText),
    ...posted.map(({ name }) => `${name}: interrupts are posted to vCPUs; host counts are blind`),
  ];
}

export function limitsOf(sources: readonly PlacedSource[]): readonly string[] {
  const out: string[] = [];
  for (const { fold, meta, placement } of sources) {
    if (fold.events === 0) continue;
    if (isSnapshot(meta.format)) continue;
    if (fold.clock === 'order') out.push(`no clock in ${meta.name}: order only`);
    else if (placement.offset === null)
      out.push(`${meta.name} could not be put on the clock of the case`);
    if (fold.messages.dropped > 0) {
      out.push(
        `${meta.name}: ${fold.messages.dropped} kernel messages over the limit were counted and not kept`,
      );
    }
    for (const told of fold.budget.told()) out.push(`${meta.name}: ${told}`);
    const blind = fold.kernel.log.blindTeardowns;
    if (blind > 0) {
      out.push(
        `${meta.name}: vfio_msi_disable ran ${blind} ${blind === 1 ? 'time' : 'times'}, and no line shows which vectors had handlers: vfio_pci_set_irqs_ioctl with vfio_msi_set_vector_signal, or irq_vectors events, would`,
      );
    }
    out.push(...bareIoctls(fold, meta.name));
    if (fold.kernel.ioctls.dropped > 0) {
      out.push(`${meta.name}: ${fold.kernel.ioctls.dropped} ioctls over the limit were not kept`);
    }
  }
  return out;
}

/** strace and syscall events show that SET_IRQS ran, and neither device nor kind of it. */
function bareIoctls(fold: SourceFold, name: string): readonly string[] {
  if (fold.seen.has('vfio_pci_set_irqs_ioctl')) return [];
  const all = fold.kernel.ioctls.all;
  const [first] = all;
  if (first === undefined) return [];
  const failed = all.filter(({ ret }) => ret !== null && ret !== 0).length;
  const refused = failed === 0 ? '' : `, ${failed} of them refused`;
  const pairs = all.filter((ioctl, place) => isPair(all[place - 1], ioctl)).length;
  const shape =
    pairs === 0
      ? ''
      : `; ${pairs} ${pairs === 1 ? 'pair has' : 'pairs have'} the shape of a teardown and a re-enable (a short one, then a longer one at once), which is no proof`;
  return [
    `${name}: ${all.length} VFIO_DEVICE_SET_IRQS by ${first.comm === '' ? 'the process' : first.comm}${refused}, whose device, kind and vectors the log does not show${shape}; a probe on vfio_pci_set_irqs_ioctl shows them`,
  ];
}

/** One right after the other by one thread on one file, the second taking longer. */
function isPair(first: BareIoctl | undefined, second: BareIoctl): boolean {
  if (first === undefined || first.tid !== second.tid || first.fd !== second.fd) return false;
  const short = tookOf(first);
  const long = tookOf(second);
  const from = first.exit?.t ?? null;
  const to = second.enter.t;
  if (from === null || to === null || to - from > SOON_NS) return false;
  return short === null || long === null || long > short;
}

/** The pause of a loop between its two ioctls. */
const SOON_NS = 20_000_000;
