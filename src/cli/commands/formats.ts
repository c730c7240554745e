import { formats } from '../../../parsers/index.ts';
import type { Context } from '../program.ts';
import { writeTo } from '../deliver.ts';
import { listing } from '../listing.ts';

/** `msixray formats`: what is read. */
export async function runFormats({ streams }: Context, json: boolean): Promise<void> {
  const rows = formats
    .map(({ id, title, describes, reads }) => ({ id, title, describes, reads }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const text = json
    ? `${JSON.stringify(rows, null, 2)}\n`
    : `${listing(rows.map(({ id, title, describes }) => [id, `${title}: ${describes}`]))}
gzip, xz, zstd and bzip2 are opened by content. FORMAT=PATH forces a format.\n`;
  await writeTo(streams.stdout, [text]);
}
