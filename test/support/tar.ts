import { pack } from 'tar-stream';

/** A tar of these members in this order. */
export async function tar(
  members: readonly (readonly [string, string | Uint8Array | { readonly linkTo: string }])[],
): Promise<Buffer> {
  const packer = pack();
  for (const [name, content] of members) {
    if (typeof content === 'object' && 'linkTo' in content) {
      packer.entry({ name, type: 'symlink', linkname: content.linkTo });
    } else packer.entry({ name }, Buffer.from(content));
  }
  packer.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of packer) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}
