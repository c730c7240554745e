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

/** No finding is not "clean": it says what was looked at, and what was not. */
function clean(input: Case): string {
  const devices = input.devices.length;
  if (devices === 0) {
    return `No VFIO device with MSI-X is in the log: nothing can be said of any${doubts(input)}.`;
  }
  const windows = input.devices.reduce((sum, { windows: all }) => sum + all.length, 0);
  const dynamic = input.devices.some(({ dynamicMsix }) => dynamicMsix === true);
  const many = `${devices} ${devices === 1 ? 'device' : 'devices'}`;
  const seen =
    windows === 0
      ? `${many}, MSI-X not seen off`
      : `${many}, ${windows} ${windows === 1 ? 'window' : 'windows'} with MSI-X off, all of them asked for by the guest or by a close`;
  const grows = dynamic ? '; MSI-X grows without a teardown on this host' : '';
  return `No teardown of live vectors observed (${seen})${grows}${doubts(input)}.`;
}

function doubts({ losses, sources }: Case): string {
  const why = [
    ...(losses.length > 0 ? ['events were lost'] : []),
    ...(sources.some(({ complete }) => !complete) ? ['not all of the log was judged'] : []),
  ];
  return why.length === 0 ? '' : `; ${why.join(' and ')}, so this is not proof`;
}
