export interface Prefix {
  readonly seconds: string;
  readonly fraction: string;
  /** Where the message begins. */
  readonly length: number;
}

/** `[   37.920588] `, `[   37.920588][  T117] `, and the space that some consoles lose. */
const PRINTK = /^\[ {0,11}(\d{1,11})\.(\d{6})\](?: ?\[ {0,8}[TC]\d{1,7}\])? ?/;

export function readPrefix(line: string): Prefix | null {
  const match = PRINTK.exec(line);
  return match === null
    ? null
    : { seconds: match[1] ?? '', fraction: match[2] ?? '', length: match[0].length };
}
