/** Offsets of time zones from UTC. Names of zones are looked up in the runtime's own table (Intl). */

/** Seconds east of UTC at a local time; null for a zone that is unknown. */
export type ZoneOffset = (localSeconds: number) => number | null;

/** `UTC`, `GMT`, `Z`, `+02:00`, `+0200`, `+02`: seconds east of UTC; null for anything else (`CET` names no one place). */
export function fixedOffset(zone: string): number | null {
  if (/^(?:UTC|GMT|Z)$/i.test(zone)) return 0;
  const match = /^([+-])(\d\d)(?::?([0-5]\d))?$/.exec(zone);
  if (match === null) return null;
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? '0') * 60;
  return match[1] === '-' ? -seconds : seconds;
}

/** The offset function of a zone: an IANA name or a fixed offset. */
export function zoneOffset(zone: string): ZoneOffset {
  const fixed = fixedOffset(zone);
  return fixed === null ? named(zone) : () => fixed;
}

function named(zone: string): ZoneOffset {
  const format = formatOf(zone);
  if (format === null) return () => null;
  const byHour = new Map<number, number>();
  const at = (utcSeconds: number): number => {
    const hour = Math.floor(utcSeconds / 3600);
    const known = byHour.get(hour);
    if (known !== undefined) return known;
    const offset = shownAsUtc(format, utcSeconds) - utcSeconds;
    if (byHour.size < MOST_HOURS) byHour.set(hour, offset);
    return offset;
  };
  // The second round settles the hours around a change; of a repeated hour the earlier one is taken
  return (localSeconds) => at(localSeconds - at(localSeconds - at(localSeconds)));
}

/** Bounds the memory of a log that spans centuries. */
const MOST_HOURS = 10_000;

function formatOf(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
}

/** What clocks in the zone show at an instant, read as if it were UTC. */
function shownAsUtc(format: Intl.DateTimeFormat, utcSeconds: number): number {
  const parts = new Map(
    format.formatToParts(utcSeconds * 1000).map((part) => [part.type, Number(part.value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return (
    Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) / 1000
  );
}
