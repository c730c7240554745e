/**
 * Which of the recordings that one `trace-cmd report` merged a line is of. `-i a.dat -i b.dat` puts the file's name before
 * every line, `cpus=` included; instances of one file have their name on their own lines only:
 *
 *   ev.dat: cpus=2
 *   ev.dat:               vt-191   [001]    13.107691: softirq_raise:        vec=1 [action=TIMER]
 *
 * Two files may be of two hosts with one clock each: only the first is read. Instances are of one host: all are read.
 * A file given twice gives every line twice: the copies are dropped. A header behind events begins another report.
 */

/** Copies of a line follow soon; what has waited for its copy behind so many others had none. */
const WAITING_MAX = 64;

/** `ev.dat: cpus=2`: the name, empty for the plain `cpus=2`; null for any other line. */
export function headerName(text: string): string | null {
  const at = text.lastIndexOf('cpus=');
  if (at < 0 || text.length > 300 || !/^cpus=\d{1,5}$/.test(text.slice(at))) return null;
  const name = text.slice(0, at).trim();
  if (name === '') return '';
  return name.endsWith(':') && !name.slice(0, -1).includes(' ') ? name.slice(0, -1) : null;
}

export class Recordings {
  #first: string | null = null;
  /** Several files: names of others than the first are other recordings. Null until something tells. */
  #files: boolean | null = null;
  #copies = 0;
  #begun = false;
  /** Lines without a prefix are read: nothing but a header changes that. */
  #isPlain = false;
  /** A second report follows the first in the same text. */
  #over = false;
  readonly #waiting = new Map<string, number>();

  /** A header line of `name`. */
  header(name: string): void {
    this.#isPlain = false;
    if (this.#begun) {
      this.#over = true;
      return;
    }
    this.#files ??= name !== '';
    this.#first ??= name;
    if (name !== '' && name === this.#first) this.#copies++;
  }

  /** As {@link take} for a line without a prefix whose text is not known; false where that decides. */
  takesPlain(): boolean {
    this.#isPlain ||= this.#copies <= 1 && this.take('', '') === 'read';
    return this.#isPlain;
  }

  /** Is a line with this prefix to be read? `copy`: it is the same line again. */
  take(prefix: string, text: string): 'read' | 'copy' | 'other' {
    this.#begun = true;
    this.#first ??= prefix;
    if (prefix === '') this.#files = false;
    if (this.#over || (prefix !== this.#first && this.#files !== false)) return 'other';
    return this.#copies > 1 && this.#isCopy(text) ? 'copy' : 'read';
  }

  #isCopy(text: string): boolean {
    const left = this.#waiting.get(text);
    if (left !== undefined) {
      if (left > 1) this.#waiting.set(text, left - 1);
      else this.#waiting.delete(text);
      return true;
    }
    this.#waiting.set(text, this.#copies - 1);
    if (this.#waiting.size > WAITING_MAX) {
      for (const oldest of this.#waiting.keys()) {
        this.#waiting.delete(oldest);
        break;
      }
    }
    return false;
  }
}
