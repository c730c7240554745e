/**
 * Lines that say what runs where: libvirt's first line of a domain's log and the command line under it, QEMU's banners.
 */
import type { FactEvent, Occurrence, QemuEvent } from '../../src/model/event/index.ts';
import type { Prefix } from './prefix.ts';

type TextFact = 'kernel' | 'qemu' | 'host' | 'vm';

const STARTING_UP = 'starting up libvirt version: ';
const SHUTTING_DOWN = 'shutting down';
/** `shutting down, reason=destroyed`, `reason=from snapshot`; without a reason before libvirt 3. */
const REASON = /^shutting down, reason=([a-z ]{1,32})$/;

/** libvirt's words behind its own stamp, and what the log of a domain says with them. */
export const DOMAIN_LINES = [
  STARTING_UP,
  SHUTTING_DOWN,
  'initiating migration',
  'resuming migration',
  'Domain id=',
  'panic ',
  'Starting external device: ',
] as const;

/**
 *     starting up libvirt version: 8.6.0, package: 3.fc37 (…), qemu version: 7.0.0qemu-7.0.0-9.fc37,
 *         kernel: 6.0.6-300.fc37.x86_64, hostname: fedora
 */
const HEADER: readonly (readonly [TextFact, RegExp])[] = [
  ['qemu', /, qemu version: (\d{1,3}(?:\.\d{1,3}){1,3})/],
  ['kernel', /, kernel: ([^\s,]{1,128})/],
  ['host', /, hostname: ([^\s,]{1,255})/],
];

/** `QEMU emulator version 8.2.2 (Debian 1:8.2.2+ds-0ubuntu1)`, and the monitor's `QEMU 7.2.22 monitor - type 'help' …`. */
const BANNERS = [
  /^QEMU emulator version (\d{1,3}(?:\.\d{1,3}){1,3})/,
  /^QEMU (\d{1,3}(?:\.\d{1,3}){1,3}) monitor - type /,
] as const;

/** `-name guest=Windows10,debug-threads=on \`, alone on its line since libvirt 4, inside one long line before. */
const NAME_OPTION = /(?:^|\s)-name (?:guest=)?([^\s,]{1,255})/;

/** What a line without its stamp says. `at` becomes part of each event. */
export function factsOf(
  rest: string,
  prefix: Prefix | null,
  at: Occurrence,
): (FactEvent | QemuEvent)[] {
  const fact = (name: TextFact, value: string): FactEvent => ({
    ...at,
    type: 'fact',
    fact: name,
    value,
  });
  if (prefix?.style === 'libvirt') {
    if (rest.startsWith(SHUTTING_DOWN)) {
      const reason = REASON.exec(rest)?.[1] ?? null;
      return [{ ...at, type: 'libvirt_shutting_down', tid: null, reason }];
    }
    if (!rest.startsWith(STARTING_UP)) return [];
    const facts = HEADER.flatMap(([name, form]) => {
      const value = form.exec(rest)?.[1];
      return value === undefined ? [] : [fact(name, value)];
    });
    return [{ ...at, type: 'libvirt_starting_up', tid: null }, ...facts];
  }
  if (prefix !== null) return [];
  for (const banner of BANNERS) {
    const version = banner.exec(rest)?.[1];
    if (version !== undefined) return [fact('qemu', version)];
  }
  if (!isCommandLine(rest)) return [];
  const name = NAME_OPTION.exec(rest)?.[1];
  return name === undefined ? [] : [fact('vm', name)];
}

/** A line of the command that libvirt started: one option a line, or all of it behind the environment. */
export function isCommandLine(rest: string): boolean {
  if (rest.startsWith('-name ')) return true;
  return rest.includes(' -name ') && /^(?:LC_ALL=|\/[^ ]*(?:qemu|kvm))/.test(rest);
}

/** Strings of which every line with a fact holds at least one. */
export const factNeedles: readonly string[] = [
  STARTING_UP,
  `+0000: ${SHUTTING_DOWN}`,
  'QEMU emulator version ',
  ' monitor - type ',
  '-name ',
];
