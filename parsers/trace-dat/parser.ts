import type { FileParser, RandomFile, Sink } from '../../src/model/format.ts';
import type { ClockKind } from '../../src/model/time.ts';
import { Output } from '../trace/output.ts';
import { buffersOnOneClock, clockKind } from './clock.ts';
import { spanOf } from './cursor.ts';
import { factsOf } from './facts.ts';
import { isTraceDat, readHead } from './file-head.ts';
import { readFile6 } from './file6.ts';
import { File7 } from './file7.ts';
import type { Context } from './handler.ts';
import { commonFields, handlersOf } from './handlers.ts';
import { RecordLoop } from './record-loop.ts';
import { RecordView } from './record-view.ts';
import type { Recording, Tell } from './recording.ts';
import { ringLayout } from './ring.ts';
import { Stamps } from './stamps.ts';
import { type Opener, pagesOf, streamsOf } from './streams.ts';
import { Symbols } from './symbols.ts';
import { Tasks } from './tasks.ts';
import { Teller } from './teller.ts';
import { TextLoop } from './text-loop.ts';

/** Records that are read before others get their turn: some ten milliseconds. */
const SLICE = 100_000;

/** Bytes of a text that are read at once. */
const TEXT_PIECE = 256 * 1024;

const NOTHING = spanOf(new Uint8Array(0));

/** What is read by slices: records, or the text of a latency tracer. */
interface Loop {
  read(count: number): boolean;
  end(): void;
}

export class TraceDatParser implements FileParser {
  epoch = 0n;
  clock: ClockKind = 'order';
  readonly #file: RandomFile;
  readonly #sink: Sink;
  #loop: Loop | null = null;
  #begun = false;
  #records = 0;
  readonly #told = new Set<string>();

  constructor(file: RandomFile, sink: Sink) {
    this.#file = file;
    this.#sink = sink;
  }

  readOn(): boolean {
    if (!this.#begun) {
      this.#begun = true;
      this.#loop = this.#open();
      return this.#loop !== null;
    }
    const loop = this.#loop;
    if (loop === null) return false;
    if (loop.read(SLICE)) return true;
    loop.end();
    this.#loop = null;
    return false;
  }

  /** Each fault once. */
  readonly #tell: Tell = ({ key, text }) => {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#sink.problem(key, this.#records, text);
  };

  #open(): Loop | null {
    const head = readHead(this.#file);
    if (head === null) {
      const isOne = isTraceDat(this.#file.read(0, 16));
      const key = isOne ? 'input-cut' : 'format-unusable';
      this.#tell({ key, text: isOne ? 'the file ends inside its head' : 'no file of trace-cmd' });
      return null;
    }
    const { version } = head;
    if (version !== '6' && version !== '7') {
      this.#tell({ key: 'format-unusable', text: `version ${version} of the file, not 6 or 7` });
      return null;
    }
    const recording =
      version === '7'
        ? new File7(this.#file, head, this.#tell).read()
        : readFile6(this.#file, head, this.#tell);
    for (const fact of factsOf(recording)) this.#sink.event(fact);
    const opener = { file: this.#file, head, tell: this.#tell };
    return this.#recordLoop(opener, recording) ?? this.#textLoop(opener, recording);
  }

  #recordLoop(opener: Opener, recording: Recording): Loop | null {
    const { clock, kept, others } = buffersOnOneClock(recording.buffers);
    if (kept.length === 0) return null;
    for (const { name } of others) {
      this.#tell({ key: 'recording-ignored', text: `the buffer ${name} has another clock` });
    }
    const layout = ringLayout(recording.headerPage, recording.headerEvent);
    const common = commonFields(recording.formats);
    if (layout === null || common === null) {
      this.#tell({ key: 'format-unusable', text: 'the layout of the records is not known' });
      return null;
    }
    const streams = streamsOf(opener, kept, layout);
    const starts = streams.flatMap(({ firstStamp }) => firstStamp ?? []);
    const [start] = starts;
    if (start === undefined) return null;
    const first = starts.reduce((a, b) => (a < b ? a : b), start);
    this.clock = clockKind(clock, recording.tsc !== null);
    const stamps = new Stamps(first, recording, this.clock);
    for (const stream of streams) stream.begin(stamps.base);
    this.epoch = stamps.epoch;
    const teller = new Teller(new Output(this.#sink), new Tasks(recording.cmdlines), stamps);
    const record = new RecordView(opener.head.little, layout.commitSize);
    const loop = new RecordLoop(streams, record, common, { stamps, teller });
    let symbols: Symbols | null = null;
    let nameless = 0;
    const context: Context = {
      teller,
      longSize: layout.commitSize,
      symbols: () => (symbols ??= new Symbols(recording.kallsyms ?? NOTHING)),
      nameless: () => void nameless++,
      wait: loop.wait,
    };
    loop.listen(handlersOf(recording.formats, context));
    return {
      read: (count) => {
        const more = loop.read(count);
        this.#records = loop.records;
        return more;
      },
      end: () => {
        for (const { cpu, fault } of streams) {
          if (fault !== null) this.#tell({ key: 'input-cut', text: `CPU ${cpu ?? '?'}: ${fault}` });
        }
        if (nameless > 0) this.#tell({ key: 'format-unusable', text: NAMELESS });
        if (recording.buffers.length === 1) this.#counted(recording, teller);
      },
    };
  }

  /** The recorder counts what it lost at its end, too, where no record follows. */
  #counted({ stats }: Recording, teller: Teller): void {
    for (const { cpu, lost, text } of stats) {
      const told = teller.lostOn(cpu);
      if (told === null || lost <= told) continue;
      this.#sink.problem('events-lost', this.#records, text, lost - told, cpu);
    }
  }

  #textLoop(opener: Opener, { texts }: Recording): Loop | null {
    const [text] = texts;
    const pieces =
      text === undefined ? null : pagesOf(opener, { ...text, pageSize: TEXT_PIECE }, 1);
    if (pieces === null) return null;
    const loop = new TextLoop(pieces, this.#sink);
    return {
      read: () => {
        const more = loop.read();
        this.epoch = loop.parser.epoch;
        this.clock = loop.parser.clock;
        return more;
      },
      end: () => {
        loop.end();
        if (pieces.fault !== null) this.#tell({ key: 'input-cut', text: pieces.fault });
      },
    };
  }
}

const NAMELESS =
  'functions without names: the file has no addresses of symbols (kernel.kptr_restrict, or not root)';
