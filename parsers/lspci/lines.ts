/** The lines of `lspci -vv`: a device begins at the left margin, what is known of it is set in. */

/** `01:00.0 Ethernet controller: …`, `0000:01:00.0 Class 0200: …`, `10000:e1:00.0 Non-Volatile memory controller [0108]: …` */
const DEVICE =
  /^((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) (?:Class [0-9a-f]{4}|[A-Z][A-Za-z0-9/&. -]{2,60}(?: \[[0-9a-f]{4}\])?): /;

/** `Capabilities: [b0] MSI-X: Enable+ Count=17 Masked-` */
const MSIX =
  /^[ \t]{1,16}Capabilities: \[[0-9a-f]{2,3}\] MSI-X: Enable([+-]) Count=(\d{1,4}) Masked([+-])/;

const DRIVER = /^[ \t]{1,16}Kernel driver in use: (\S{1,64})/;

/** Other lines that only lspci prints. */
const OTHER =
  /^[ \t]{1,16}(?:Subsystem: |Control: I\/O[+-]|Status: Cap[+-]|Latency: \d|Interrupt: pin |NUMA node: |IOMMU group: |Region \d: |Expansion ROM at |Capabilities: \[|Capabilities: <access denied>|Kernel modules: |DevCap:|DevCtl:|DevSta:|LnkCap:|LnkCtl:|LnkSta:|Vector table: BAR=|PBA: BAR=|Address: [0-9a-f]{8,16} {2}Data: )/;

/** lspci leaves the domain out where the machine has only domain 0. */
const inDomain = (name: string): string => (name.length === SHORT ? `0000:${name}` : name);
const SHORT = '01:00.0'.length;

/** The device that begins on this line, with its domain. */
export function deviceOf(line: string): string | null {
  const name = DEVICE.exec(line)?.[1];
  return name === undefined ? null : inDomain(name);
}

export interface MsixLine {
  readonly enabled: boolean;
  readonly masked: boolean;
  readonly tableSize: number;
}

export function msixOf(line: string): MsixLine | null {
  const match = MSIX.exec(line);
  return match === null
    ? null
    : { enabled: match[1] === '+', tableSize: Number(match[2]), masked: match[3] === '+' };
}

export const driverOf = (line: string): string | null => DRIVER.exec(line)?.[1] ?? null;

export const claimsLspci = (line: string): boolean =>
  DEVICE.test(line) || MSIX.test(line) || DRIVER.test(line) || OTHER.test(line);
