/** Time-outs that the kernel's command line changes. */
import { nanos, SECOND, type Nanos } from '../../src/model/time.ts';
import type { MessageBody } from './messages/index.ts';

const PARAMETERS = /(?:^|\s)nvme_core\.(io|admin)_timeout=(\d{1,8})(?=\s|$)/g;

/** nvme's default for I/O commands; admin commands wait 60 s. */
const NVME_IO = 30 * SECOND;

export class Tuned {
  #io: Nanos | null = null;
  #admin: Nanos | null = null;

  /** A boot's command line: later parameters win. */
  read(commandLine: string): void {
    this.#io = null;
    this.#admin = null;
    for (const [, which, seconds] of commandLine.matchAll(PARAMETERS)) {
      const value = nanos(Number(seconds) * SECOND);
      if (which === 'io') this.#io = value;
      else this.#admin = value;
    }
  }

  apply(body: MessageBody): MessageBody {
    if (body.type !== 'lost_interrupt_symptom' || body.driver !== 'nvme') return body;
    const timeout = body.timeout === NVME_IO ? this.#io : this.#admin;
    return timeout === null ? body : { ...body, timeout };
  }
}
