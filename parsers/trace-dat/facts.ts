/** What a file says of the machine it was recorded on. */
import type { FactEvent } from '../../src/model/event/index.ts';
import type { Recording } from './recording.ts';

/** `Linux vmhost 6.1.0-56-amd64 x86_64`: system, host, release, machine. */
export function factsOf({ uname, date, isGuest }: Recording): readonly FactEvent[] {
  const [system, host, release, machine] = uname.split(' ');
  const rows = [
    ['host', system === 'Linux' ? host : undefined],
    ['kernel', system === 'Linux' ? release : undefined],
    ['arch', system === 'Linux' ? machine : undefined],
    ['guest', isGuest ? (host ?? '') : undefined],
  ] as const;
  const at = { type: 'fact', t: null, line: 1 } as const;
  const facts: FactEvent[] = rows.flatMap(([fact, value]) =>
    value === undefined ? [] : [{ ...at, text: uname, fact, value }],
  );
  if (date !== null) {
    facts.push({ ...at, text: `date: ${date} ns`, fact: 'realtime-offset', value: date });
  }
  return facts;
}
