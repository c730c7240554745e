import type { FileParser, RandomFile, Sink } from '../../src/model/format.ts';
import type { ClockKind } from '../../src/model/time.ts';
import { Output } from '../trace/output.ts';
import { buffersOnOneClock, clockKind } from './clock.ts';
import { CpuStream } from './cpu-stream.ts';
import { type FileHead, isTraceDat, readHead } from './file-head.ts';
import { readFile6 } from './file6.ts';
import { codecOf, File7 } from './file7.ts';
import type { Context } from './handler.ts';
import { commonFields, handlersOf } from './handlers.ts';
import { PackedPages, type Pages, PlainPages } from './pages.ts';
import { RecordLoop } from './record-loop.ts';
import { RecordView } from './record-view.ts';
import type { Buffer, CpuData, Recording, Tell } from './recording.ts';
import { type RingLayout, ringLayout } from './ring.ts';
import { Stamps } from './stamps.ts';
import { Symbols } from './symbols.ts';
import { Tasks } from './tasks.ts';
import { Teller } from './teller.ts';
import { TextLoop } from './text-loop.ts';
import { spanOf } from './cursor.ts';

/** Records that are read before others get their turn: some ten milliseconds. */
const SLICE = 100_000;

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

  readonly #tell: Tell = ({ key, text }) => {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#sink.problem(key, this.#records, text);
  };

  #open(): Loop | null {
    const head = readHead(this.#file);
    if (head === null) {
      const whose = isTraceDat(this.#file.read(0, 16));
      this.#tell(
        whose
          ? { key: 'input-cut', text: 'the file ends inside its head' }
          : { key: 'format-unusable', text: 'no file of trace-cmd' },
      );
      return null;
    }
    if (head.version !== '6' && head.version !== '7') {
      this.#tell({
        key: 'format-unusable',
        text: `version ${head.version} of the file, not 6 or 7`,
      });
      return null;
    }
    const recording =
      head.version === '7'
        ? new File7(this.#file, head, this.#tell).read()
        : readFile6(this.#file, head, this.#tell);
    this.#facts(recording);
    return this.#recordLoop(head, recording) ?? this.#textLoop(recording);
  }

  /** `Linux vmhost 6.1.0-56-amd64 x86_64`. */
  #facts({ uname, date, isGuest }: Recording): void {
    const [system, host, release, machine] = uname.split(' ');
    const fact = (name: 'host' | 'kernel' | 'arch' | 'guest', value: string | undefined): void => {
      if (value === undefined || value === '') return;
      this.#sink.event({ type: 'fact', fact: name, value, t: null, line: 1, text: uname });
    };
    if (system === 'Linux') {
      fact('host', host);
      fact('kernel', release);
      fact('arch', machine);
    }
    if (isGuest) fact('guest', host);
    if (date !== null) {
      this.#sink.event({
        type: 'fact',
        fact: 'realtime-offset',
        value: date,
        t: null,
        line: 1,
        text: `date: ${date} ns`,
      });
    }
  }

  #recordLoop(head: FileHead, recording: Recording): Loop | null {
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
    const streams = this.#streams(head, kept, layout);
    const first = streams.flatMap(({ firstStamp }) => (firstStamp === null ? [] : [firstStamp]));
    if (first.length === 0) return null;
    this.clock = clockKind(clock, recording.tsc !== null);
    const stamps = new Stamps(
      first.reduce((a, b) => (a < b ? a : b)),
      recording,
      this.clock,
    );
    for (const stream of streams) stream.begin(stamps.base);
    this.epoch = stamps.epoch;
    const output = new Output(this.#sink);
    const teller = new Teller(output, new Tasks(recording.cmdlines), stamps);
    const record = new RecordView(head.little, layout.commitSize);
    const loop = new RecordLoop(streams, record, common, { stamps, teller });
    let symbols: Symbols | null = null;
    const context: Context = {
      teller,
      longSize: layout.commitSize,
      symbols: () => (symbols ??= new Symbols(recording.kallsyms ?? NOTHING)),
      wait: loop.wait,
    };
    loop.listen(handlersOf(recording.formats, context));
    return {
      read: (count) => {
        const more = loop.read(count);
        this.#records = loop.records;
        return more;
      },
      end: () => this.#end(streams),
    };
  }

  #end(streams: readonly CpuStream[]): void {
    for (const { cpu, fault } of streams) {
      if (fault !== null) this.#tell({ key: 'input-cut', text: `CPU ${cpu ?? '?'}: ${fault}` });
    }
  }

  #streams(head: FileHead, buffers: readonly Buffer[], layout: RingLayout): readonly CpuStream[] {
    const count = buffers.reduce((sum, { cpus }) => sum + cpus.length, 0);
    return buffers.flatMap((buffer) =>
      buffer.cpus.flatMap((data) => {
        const pages = this.#pages(head, buffer, data, count);
        return pages === null ? [] : [new CpuStream(data.cpu, pages, layout, head.little)];
      }),
    );
  }

  #pages(
    head: FileHead,
    { packed, pageSize }: Buffer,
    { data }: CpuData,
    count: number,
  ): Pages | null {
    if (pageSize < PAGE_MIN || pageSize > PAGE_MAX) {
      this.#tell({ key: 'input-cut', text: `pages of ${pageSize} bytes` });
      return null;
    }
    if (!packed) return new PlainPages(data, pageSize, count);
    const codec = codecOf(head);
    if (codec !== null)
      return new PackedPages(this.#file, codec, { data, pageSize, little: head.little });
    this.#tell({ key: 'format-unusable', text: `the records are packed by ${head.packing}` });
    return null;
  }

  #textLoop({ texts }: Recording): Loop | null {
    const [text] = texts;
    if (text === undefined) return null;
    const loop = new TextLoop(text, this.#sink);
    return {
      read: () => {
        const more = loop.read();
        this.epoch = loop.parser.epoch;
        this.clock = loop.parser.clock;
        return more;
      },
      end: () => loop.end(),
    };
  }
}

const NOTHING = spanOf(new Uint8Array(0));

const PAGE_MIN = 512;
const PAGE_MAX = 16 * 1024 * 1024;
