/** With MSI-X off the device raised its legacy line. */
import { isUnasked } from '../model/cause.ts';
import type { Draft } from '../model/finding.ts';
import { defineRule } from '../model/rule.ts';
import type { Case, IntxRedirect, Stray } from '../model/timeline.ts';
import { atMost, quote } from './cite.ts';
import { KERNEL_LOG } from './signals.ts';
import { groupBy, place, total, type PlacedStray } from './strays.ts';
import { windowById } from './windows.ts';
import { count, nameList } from './words.ts';

type Message = 'line-disabled' | 'hit' | 'source-unknown' | 'in-window';

const HITS: ReadonlySet<Stray['kind']> = new Set(['intx-hit'] as const);

export const intxRedirect = defineRule<Message>(
  {
    id: 'intx-redirect',
    since: '0.1.0',
    severity: 'critical',
    status: 'stable',
    summary:
      'With MSI-X off the device raised INTx: another handler was hit, or the kernel disabled the line',
    requires: [[KERNEL_LOG, 'irq_handler_entry', 'irq_handler_exit']],
    messages: {
      'line-disabled':
        '{device}: with MSI-X off the device raised its INTx line, irq {irq}: at least {hits} that no handler claimed, and the kernel disabled the line. ' +
        'Registered there and without interrupts since: {victims}',
      hit: '{device}: with MSI-X off the device raised its INTx line, irq {irq}: {hits} went to {victims}, which did not claim them',
      'source-unknown':
        'irq {irq}: at least {hits} on the line of {victims} that no handler claimed{disabled}; the log shows no teardown that would name the device which raised it',
      'in-window':
        '{device}: {hits} on its INTx line (irq {irq}) inside {window}, in which MSI-X was off, as when a device falls back to its legacy line',
    },
    remedy: {
      'line-disabled':
        'The line stays disabled until its handlers are registered anew (reload the drivers of all victims, or reboot). Avoid the window (see ' +
        'live-vectors-disabled), quiesce the device before MSI-X is disabled, and put the devices on lines of their own.',
      hit: 'Avoid the window (see live-vectors-disabled), quiesce the device before MSI-X is disabled, and put the devices on lines of their own.',
      'source-unknown':
        'Record irq_vectors or the vfio functions too: they show whose MSI-X was off. If no device of the line lost its MSI-X, its INTx masking may be broken: vfio-pci has nointxmask for that.',
      'in-window':
        'Avoid the window (see live-vectors-disabled), or quiesce the device before MSI-X is disabled.',
    },
  },
  function* (input) {
    for (const redirect of input.redirects.filter(isOurs)) yield redirected(input, redirect);
    const told = new Set(
      input.redirects.map((redirect) => JSON.stringify([redirect.irq, redirect.window])),
    );
    const hits = place(input, HITS).filter(
      ({ stray, window }) =>
        window !== null &&
        isUnasked(window) &&
        !told.has(JSON.stringify([stray.irq, stray.window])),
    );
    for (const group of groupBy(hits, (one) => JSON.stringify([one.stray.irq, one.stray.window]))) {
      yield* inWindow(group);
    }
  },
);

/** "nobody cared" has many reasons. It is ours where a device lost its MSI-X, or where VFIO has a handler on the line. */
const isOurs = ({ source, victims }: IntxRedirect): boolean =>
  source !== null || victims.some((victim) => /^vfio[-_]/u.test(victim));

function redirected(input: Case, redirect: IntxRedirect): Draft<Message> {
  const window = windowById(input, redirect.window);
  const unknown = redirect.source === null;
  return {
    message: unknown ? 'source-unknown' : redirect.lineDisabled ? 'line-disabled' : 'hit',
    data: {
      irq: redirect.irq,
      hits: count(redirect.hits, 'interrupt'),
      count: redirect.hits,
      victims:
        redirect.victims.length === 0
          ? 'handlers that the log does not name'
          : nameList(redirect.victims),
      lineDisabled: redirect.lineDisabled,
      disabled: redirect.lineDisabled ? ', so that the kernel disabled it' : '',
      window: redirect.window,
    },
    device: redirect.source,
    vectors: [],
    windows: redirect.window === null ? [] : [redirect.window],
    at: redirect.at,
    evidence: quote(window === null ? [redirect] : [redirect, window]),
    confidence: unknown ? 'low' : redirect.window === null ? 'medium' : atMost('high', window),
    doubts: unknown
      ? [
          'nothing in the log shows that MSI-X was off: a device with broken INTx masking looks the same',
        ]
      : redirect.window === null
        ? ['the device is named by its teardown before the storm, not by the line itself']
        : (window?.doubts ?? []),
    identity: redirect.victims.toSorted().join(' '),
  };
}

/** Hits that no blame followed. After a disable that the guest asked for INTx is the device's usual way. */
function* inWindow(group: readonly PlacedStray[]): Iterable<Draft<Message>> {
  const [first] = group;
  if (first === undefined || first.window === null) return;
  const { stray, window } = first;
  yield {
    message: 'in-window',
    data: {
      irq: stray.irq,
      hits: count(total(group), 'interrupt'),
      count: total(group),
      window: window.id,
    },
    device: stray.device ?? window.device,
    vectors: [],
    windows: [window.id],
    at: stray.at,
    evidence: quote([...group.map((one) => one.stray), window]),
    confidence: atMost('medium', window),
    doubts: window.doubts,
    identity: 'in-window',
  };
}
