import { open } from 'node:fs';
import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';
import { promisify } from 'node:util';
import type { Bytes } from './codecs.ts';

/** What a pipe holds on Linux: more does not come at once. */
const BLOCK = 64 * 1024;

const openFile = promisify(open);

const nothing = (): void => undefined;

/**
 * What comes through a pipe, in one block of memory that is filled again and again. A stream gives each chunk memory of
 * its own: of a long pipe 200 MB of them wait for the garbage collector.
 */
export class PipeBlocks implements Bytes {
  readonly #pipe: string | number;
  readonly #memory = Buffer.allocUnsafeSlow(BLOCK);
  #socket: Socket | null = null;
  #isReused = false;
  /** Bytes that wait to be taken. */
  #length = 0;
  #isOver = false;
  #failure: Error | null = null;
  #wake = nothing;

  /** A path, or a descriptor of the program's. */
  constructor(pipe: string | number) {
    this.#pipe = pipe;
  }

  /** From now on blocks are not copied: for a reader who is done with a block when it asks for the next one. */
  reuse(): void {
    this.#isReused = true;
  }

  /** Ends the reading, also while the pipe is silent. */
  destroy(): void {
    this.#socket?.destroy();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const socket = await this.#open();
    try {
      for (;;) {
        await this.#filled(socket);
        if (this.#length === 0) break;
        const block = this.#memory.subarray(0, this.#length);
        yield this.#isReused ? block : Buffer.from(block);
        this.#length = 0;
      }
      if (this.#failure !== null) throw this.#failure;
    } finally {
      socket.destroy();
    }
  }

  /** Until the memory holds something, or nothing more will come. */
  async #filled(socket: Socket): Promise<void> {
    while (this.#length === 0 && !this.#isOver) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      socket.resume();
      await woken;
    }
  }

  async #open(): Promise<Socket> {
    const fd = typeof this.#pipe === 'number' ? this.#pipe : await openFile(this.#pipe, 'r');
    const options: SocketConstructorOpts & Pick<ConnectOpts, 'onread'> = {
      fd,
      readable: true,
      writable: false,
      onread: {
        buffer: this.#memory,
        // False pauses: the memory is filled again once it was looked at.
        callback: (length) => {
          this.#length = length;
          this.#wake();
          return false;
        },
      },
    };
    const socket = new Socket(options);
    this.#socket = socket;
    const over = (): void => {
      this.#isOver = true;
      this.#wake();
    };
    socket.on('end', over).on('close', over);
    socket.on('error', (error) => {
      this.#failure = error;
      over();
    });
    return socket;
  }
}
