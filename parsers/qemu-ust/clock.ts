import { type ClockKind, Epoch, fractionNanos, type Nanos } from '../../src/model/time.ts';
import type { WallClock } from '../kernel-log/time/wall.ts';

const TIME_OF_DAY = /^(\d\d):(\d\d):(\d\d)\.(\d{1,9})$/;
const DAY = 86_400;
/** A time of day that is earlier than the one before it by more than this is the next day's, seconds. */
const HALF_DAY = 43_200;

/** Reads babeltrace's stamps. A time of day alone, its default, measures spans and says not where they are. */
export class UstClock {
  readonly #epoch = new Epoch();
  readonly #wall: WallClock;
  #kind: ClockKind = 'order';
  #days = 0;
  #lastSecond = 0;

  constructor(wall: WallClock) {
    this.#wall = wall;
  }

  get epoch(): bigint {
    return this.#epoch.nanos;
  }

  get kind(): ClockKind {
    return this.#kind;
  }

  /** Null for a stamp that is none, cycles (`--clock-cycles`) among them. */
  read(stamp: string): Nanos | null {
    const time = TIME_OF_DAY.exec(stamp);
    if (time !== null) return this.#timeOfDay(time);
    const instant = this.#wall.read(stamp);
    if (instant === null || instant === 'year-unknown') return null;
    this.#kind = 'realtime';
    return this.#epoch.at(instant.seconds, instant.ns);
  }

  #timeOfDay([, hour, minute, second, fraction = '']: RegExpExecArray): Nanos {
    this.#kind = 'relative';
    const ofDay = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
    if (ofDay < this.#lastSecond - HALF_DAY) this.#days += 1;
    this.#lastSecond = ofDay;
    return this.#epoch.at(this.#days * DAY + ofDay, fractionNanos(fraction));
  }
}
