/**
 * Names of months as syslog daemons, `dmesg -T` and `dmesg -e` print them under the locales of the C library: short
 * names, some with a dot, some whole. Where two languages disagree on a word (Croatian's `lipanj`), the wider used wins.
 */
const NAMES = [
  'jan janv ene gen янв января січ oca led sty tammi jän',
  'feb febr févr fév fev úno фев февраля лют şub lut helmi',
  'mar mars mär märz mrz mrt marzo márc мар марта бер bře maalis',
  'apr avr avril abr ápr апр апреля кві nis dub kwi huhti',
  'may mai maj mag mei máj май мая тра kvě touko',
  'jun juin giu jún июн июня чер haz cze čvn kesä',
  'jul juil lug júl июл июля лип tem lip čvc heinä',
  'aug août aoû ago авг августа сер ağu sie srp elo',
  'sep sept set szept сен сент сентября вер eyl wrz zář syys',
  'oct okt out ott окт октября жов eki paź říj loka',
  'nov ноя нояб ноября лис lis kas marras',
  'dec déc dez dic des дек декабря гру ara gru pro joulu',
] as const;

const byName = new Map(
  NAMES.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
);
/** Words that were asked for: a log has few of them, and any text may put others in their place. */
const asked = new Map<string, number | null>();
const MOST_ASKED = 100;

/** 1 to 12; null for a word that names no month. `11月` is Chinese and Japanese. */
export function monthOf(word: string): number | null {
  const known = asked.get(word);
  if (known !== undefined) return known;
  const month = lookUp(word);
  if (asked.size < MOST_ASKED) asked.set(word, month);
  return month;
}

function lookUp(word: string): number | null {
  const numbered = /^(\d{1,2})[月월]$/.exec(word);
  if (numbered !== null) {
    const month = Number(numbered[1]);
    return month >= 1 && month <= 12 ? month : null;
  }
  const name = (word.endsWith('.') ? word.slice(0, -1) : word).normalize('NFC').toLowerCase();
  return byName.get(name) ?? null;
}
