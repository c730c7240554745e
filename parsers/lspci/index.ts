import type { LineFormat } from '../../src/model/format.ts';
import { LspciParser } from './parser.ts';
import { claimsLspci } from './lines.ts';
import { samples } from './samples.ts';

export const lspci: LineFormat = {
  id: 'lspci',
  title: 'lspci -vv',
  describes: 'lspci -vv, -vvv or -vvnn of pciutils, as root: MSI-X state and driver of each device',
  reads: 'lines',
  samples,
  claims: claimsLspci,
  needles: null,
  open: (sink) => new LspciParser(sink),
};
