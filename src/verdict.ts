/** One sentence that a maintainer can act on, the strongest statement first. */
import type { Finding } from './model/finding.ts';
import { atLeast } from './model/finding.ts';
import type { Case } from './model/timeline.ts';

export function verdictOf(input: Case, findings: readonly Finding[]): string {
  const known = input.sources.some(({ events }) => events > 0);
  if (!known) return nothingRead(input);
  const [worst] = findings.filter(({ severity }) => atLeast(severity, 'low'));
  if (worst !== undefined) return sentence(worst, findings);
  return clean(input);
}

function nothingRead(input: Case): string {
  const why = input.sources
    .map(({ name, incompleteWhy }) => `${name}: ${incompleteWhy ?? 'no message of interrupts'}`)
    .join('; ');
  return `Nothing to analyse (${why === '' ? 'no source' : why}).`;
}

/** What happened, then what to do, in one sentence. */
function sentence(worst: Finding, findings: readonly Finding[]): string {
  // An arrival proves a window; what to do about it stands at the finding of the window.
  const opened = findings.find(
    ({ rule, device }) => rule === 'live-vectors-disabled' && device === worst.device,
  );
  const { remedy } = worst.rule === 'interrupt-in-window' ? (opened ?? worst) : worst;
  const parts = [firstSentence(worst.message), continued(firstSentence(remedy))];
  return `${parts.filter((part) => part !== '').join('; ')}${alsoFound(findings, worst)}.`;
}

/** Up to the first full stop before a capital, without it. */
const firstSentence = (text: string): string =>
  (text.split(/(?<=\.)\s+(?=[A-Z])/u, 1)[0] ?? '').replace(/\.$/u, '');

/** After a semicolon: small, unless it begins with a name. */
const continued = (text: string): string =>
  /^(?:Linux|[A-Z]{2})/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

function alsoFound(findings: readonly Finding[], worst: Finding): string {
  const rest = findings.filter(
    (finding) =>
      finding !== worst && atLeast(finding.severity, 'low') && finding.rule !== worst.rule,
  );
  const rules = [...new Set(rest.map(({ rule }) => rule))];
  return rules.length === 0 ? '' : ` (also: ${rules.join(', ')})`;
}

/** Lines that show MSI-X going off, if it does. */
const SHOWING = [
  'vfio_pci_set_irqs_ioctl',
  'vfio_pci_set_msi_trigger',
  'vfio_msi_disable',
  'vector_deactivate',
  'vfio_msix_early_setup',
  'vfio_msix_vector_do_use',
  'vfio_msix_enable',
  'vfio_msix_disable',
  'vfio_user_set_irqs',
] as const;

/** No finding is not "clean": it says what was looked at, and what could not be seen. */
function clean(input: Case): string {
  const { blindTeardowns: blind } = input;
  if (blind > 0) {
    return `MSI-X was taken down ${times(blind)} and no line shows which vectors were live: whether that was a fault is not known; ${RECORD}.`;
  }
  if (input.devices.length === 0) return noDevice(input);
  const devices = counted(input.devices.length, 'device');
  const windows = input.devices.flatMap((device) => device.windows);
  if (windows.length === 0 && !SHOWING.some((line) => input.seen.has(line))) {
    return `Whether MSI-X went off is not known: ${devices} and interrupts are in the log, but no line that would show it; ${RECORD}.`;
  }
  const why = windows.every(({ cause }) => cause !== 'resize' && cause !== 'unknown')
    ? 'all of them asked for by the guest or by a close'
    : 'none of them with a live vector';
  const seen =
    windows.length === 0
      ? 'MSI-X not seen off'
      : `${counted(windows.length, 'window')} with MSI-X off, ${why}`;
  const dynamic = input.devices.some(({ dynamicMsix }) => dynamicMsix === true);
  const grows = dynamic ? '; MSI-X grows without a teardown on this host' : '';
  return `No teardown of live vectors observed (${devices}, ${seen})${grows}${doubts(input)}.`;
}

function doubts({ losses, sources }: Case): string {
  const why = [
    ...(losses.length > 0 ? ['events were lost'] : []),
    ...(sources.some(({ complete }) => !complete) ? ['not all of the log was judged'] : []),
  ];
  return why.length === 0 ? '' : `; ${why.join(' and ')}, so this is not proof`;
}

const RECORD = '`msixray capture` prints what to record';

function noDevice(input: Case): string {
  return input.seen.has('ioctl_enter')
    ? `VFIO_DEVICE_SET_IRQS was called, and no line shows for which device or to what end: nothing can be said of any; ${RECORD}.`
    : `No VFIO device with MSI-X is in the log: nothing can be said of any${doubts(input)}.`;
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;
const times = (count: number): string => counted(count, 'time');
