/** Reads a zip file member by member, by its directory. Nothing is unpacked. */
import { crc32 } from 'node:zlib';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import type { Bytes } from './bytes.ts';

export interface ZipMember {
  readonly name: string;
  readonly isFolder: boolean;
  readonly size: number;
  readonly modifiedMs: number;
  readonly content: () => Bytes;
}

/** Rejects where the directory is damaged. The members can be read while `file` is open. */
export async function* zipMembers(file: ZipFile): AsyncGenerator<ZipMember> {
  for await (const entry of file.eachEntry()) {
    // Names are decoded here: the library would refuse the whole file for one that climbs out of a folder.
    const name = getFileNameLowLevel(
      entry.generalPurposeBitFlag,
      entry.fileNameRaw,
      entry.extraFields,
      false,
    );
    yield {
      name,
      isFolder: name.endsWith('/'),
      size: entry.uncompressedSize,
      modifiedMs: entry.getLastModDate().getTime(),
      content: () => contentOf(file, entry),
    };
  }
}

export async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
  } catch (error) {
    if (!/end of central directory/iu.test(String(error))) throw error;
    throw new Error('the zip file is cut or damaged: its directory is missing', { cause: error });
  }
}

async function* contentOf(file: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted()) throw new Error('encrypted');
  if (!entry.canDecodeFileData()) {
    throw new Error(`packed by a method that is not read (${entry.compressionMethod})`);
  }
  let sum = 0;
  const chunks: AsyncIterable<Buffer> = await file.openReadStreamPromise(entry);
  for await (const chunk of chunks) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== entry.crc32) throw new Error('the checksum of the zip member does not fit');
}
