/** A file of JSON lines, one for each name, found again by the name: what a scan knows of hosts need not fit in memory. */
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Place {
  readonly at: number;
  readonly length: number;
}

const LF = 0x0a;

/** Every line begins with its name: `{"host":"web1",`. */
const NAMED = /^\{"host":("(?:[^"\\]|\\.)*")/u;
/** Bytes of a line that are looked at for its name. */
const NAME_BYTES = 4096;

export class LineStore {
  readonly #file: FileHandle;
  readonly #places = new Map<string, Place>();
  #end = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /**
   * Opens a file to read and to add to; it is made where there is none. Of several lines with one name the last holds. A
   * last line that was cut by a crash is cut off; other lines without a name are passed by.
   */
  static async open(path: string, flags: 'a+' | 'wx+'): Promise<LineStore> {
    const store = new LineStore(await open(path, flags, 0o600));
    try {
      await store.#index(path);
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }

  /** A file that no name leads to: gone when it is closed, even by a kill. */
  static async passing(): Promise<LineStore> {
    const folder = await mkdtemp(join(tmpdir(), 'msixray-'));
    try {
      return await LineStore.open(join(folder, 'lines'), 'wx+');
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  get names(): Iterable<string> {
    return this.#places.keys();
  }

  get size(): number {
    return this.#places.size;
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  /** The line without its newline; null where there is none. */
  async get(name: string): Promise<string | null> {
    const place = this.#places.get(name);
    if (place === undefined) return null;
    const bytes = Buffer.alloc(place.length);
    let done = 0;
    while (done < place.length) {
      const { bytesRead } = await this.#file.read(
        bytes,
        done,
        place.length - done,
        place.at + done,
      );
      if (bytesRead === 0) throw new Error('the file was cut while it was read');
      done += bytesRead;
    }
    return bytes.toString();
  }

  /** Adds a line, after those that are still being added. */
  async put(name: string, line: string): Promise<void> {
    const bytes = Buffer.from(`${line}\n`);
    const at = this.#end;
    this.#end += bytes.length;
    const write = async (): Promise<void> => {
      let done = 0;
      while (done < bytes.length) {
        const { bytesWritten } = await this.#file.write(
          bytes,
          done,
          bytes.length - done,
          at + done,
        );
        done += bytesWritten;
      }
    };
    const before = this.#writing;
    this.#writing = before.then(write);
    await this.#writing;
    this.#places.set(name, { at, length: bytes.length - 1 });
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#file.close();
  }

  async #index(path: string): Promise<void> {
    let at = 0;
    let head: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      let from = 0;
      for (;;) {
        const newline = chunk.indexOf(LF, from);
        const to = newline === -1 ? chunk.length : newline;
        if (length < NAME_BYTES) head.push(chunk.subarray(from, to));
        length += to - from;
        if (newline === -1) break;
        this.#enter(Buffer.concat(head), { at, length });
        at += length + 1;
        head = [];
        length = 0;
        from = newline + 1;
      }
    }
    this.#end = at;
    if (length > 0) await this.#file.truncate(at);
  }

  #enter(head: Buffer, place: Place): void {
    const name = NAMED.exec(head.toString('utf8', 0, NAME_BYTES))?.[1];
    if (name !== undefined) this.#places.set(String(JSON.parse(name)), place);
  }
}
