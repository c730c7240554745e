/**
 * Rows of /proc/interrupts:
 *
 *     25:          0          5  IR-PCI-MSI 2097153-edge      vfio-msix[1](0000:04:00.0)
 *
 * Number, one count for each CPU that is online, chip with hardware number and trigger, names of the handlers.
 */
export interface InterruptRow {
  readonly irq: number;
  readonly counts: readonly number[];
  /** The chip's column, blanks collapsed: `IR-PCI-MSIX-0000:17:00.2 0-edge`, `GICv3 27 Level`, `XT-PIC`. */
  readonly chip: string;
  /** The handlers, as printed: `nvme0q3`, `PCIe PME, aerdrv`; empty where none is installed. */
  readonly name: string;
}

const isBlank = (code: number): boolean => code === 32 || code === 9;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The end of the run of characters from `from` on that are, or are not, of a kind. */
function end(text: string, from: number, is: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && is(text.charCodeAt(at))) at += 1;
  return at;
}
const isOther = (code: number): boolean => !isBlank(code);

/** A count has at most ten digits; longer runs are no counts. */
const LONGEST_COUNT = 16;

/** Counts from `from` on, and where the text after them begins. Null where a number runs into other characters. */
function countsAt(line: string, from: number): readonly [counts: number[], after: number] {
  const counts: number[] = [];
  let at = end(line, from, isBlank);
  while (at < line.length) {
    const stop = end(line, at, isDigit);
    const isCount = stop > at && stop - at <= LONGEST_COUNT;
    if (!isCount || (stop < line.length && !isBlank(line.charCodeAt(stop)))) break;
    counts.push(Number(line.slice(at, stop)));
    at = end(line, stop, isBlank);
  }
  return [counts, at];
}

/** Counters without an irq, on x86, arm and powerpc; an oops has `CPU: 23 PID: 0 …`, which is none. */
const COUNTERS = new Set(
  (
    'NMI LOC SPU PMI IWI RTR PLT RES CAL TLB TRM THR DFR MCE MCP HYP HRE HVS ERR MIS PIN NPI PIW PMN ' +
    'FIQ Err WDG DBL BCT HMI CNT'
  ).split(' '),
);

/** The label before the colon: `24`, `NMI`, `IPI0`; null where the line does not begin with one. */
export function labelOf(line: string): string | null {
  const from = end(line, 0, isBlank);
  const colon = line.indexOf(':', from);
  if (from > 16 || colon <= from || colon - from > 10) return null;
  const label = line.slice(from, colon);
  const after = line.charCodeAt(colon + 1);
  const known = /^(?:\d{1,10}|IPI\d{1,2})$/.test(label) || COUNTERS.has(label);
  return isBlank(after) && known ? label : null;
}

/** `0-edge`, `2097153-edge`, `27`, `16384-fasteoi`: the interrupt's number at its chip. */
const HARDWARE = /^\d{1,10}(?:-[A-Za-z_]{1,24})?$/;

/** Reads a row of an irq; null for the header, for rows of other counters (`NMI:`) and for anything else. */
export function readRow(line: string): InterruptRow | null {
  const label = labelOf(line);
  if (label === null || !isDigit(label.charCodeAt(0))) return null;
  const [counts, from] = countsAt(line, line.indexOf(':') + 1);
  if (counts.length === 0 || from >= line.length) return null;
  const afterChip = end(line, from, isOther);
  let after = afterChip;
  const hardware = end(line, afterChip, isBlank);
  const hardwareEnd = end(line, hardware, isOther);
  if (HARDWARE.test(line.slice(hardware, hardwareEnd))) {
    after = hardwareEnd;
    const trigger = end(line, after, isBlank);
    const triggerEnd = end(line, trigger, isOther);
    if (/^(?:Edge|Level)$/.test(line.slice(trigger, triggerEnd))) after = triggerEnd;
  }
  return {
    irq: Number(label),
    counts,
    chip: line
      .slice(from, after)
      .split(/[ \t]+/)
      .join(' '),
    name: line.slice(after).trim(),
  };
}

/** `           CPU0       CPU1       `; CPUs that are offline have no column. */
export function isHeader(line: string): boolean {
  const words = line.length > LONGEST_HEADER ? [] : line.trim().split(/ +/);
  return words.length > 0 && words.every((word) => /^CPU\d{1,5}$/.test(word));
}

/** Enough for 8192 CPUs. */
const LONGEST_HEADER = 131_072;

/** Is this a row, of an irq or of another counter? Such rows have a text after their counts, but for `ERR:` and `MIS:`. */
export function isRow(line: string): boolean {
  const label = labelOf(line);
  if (label === null) return false;
  if (isDigit(label.charCodeAt(0))) return readRow(line) !== null;
  const [counts, after] = countsAt(line, line.indexOf(':') + 1);
  return counts.length > 0 && (after < line.length || /^(?:ERR|MIS|Err)$/.test(label));
}
