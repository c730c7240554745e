import unbzip2 from 'unbzip2-stream';
import type { Decoder, Out } from './codecs.ts';

/** Decodes bzip2. */
export function bunzip2(out: Out): Decoder {
  const stream = unbzip2();
  let failure: Error | null = null;
  stream.on('data', out);
  stream.on('error', (error: Error) => (failure ??= error));
  const check = (): void => {
    if (failure !== null) throw failure;
  };
  return {
    push(chunk) {
      stream.write(chunk);
      check();
    },
    end() {
      stream.end();
      check();
    },
  };
}
