/** What the benchmark reads: logs made of the shipped ones, as long as wanted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { cutTraceDat } from '../support/cut-trace-dat.ts';
import { fileOf } from '../support/read-trace-dat.ts';
import { traceDatFile, type WrittenFile } from '../support/trace-dat-file.ts';
import { formats } from '../../parsers/index.ts';
import { forms, Repeat } from './repeat.ts';

/** Writes a log of about so many bytes. */
export type Make = (path: string, size: number) => void;

const log = (name: string): readonly string[] => {
  const bytes = readFileSync(`fixtures/${name}`);
  const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  return text.toString('latin1').replace(/\n$/, '').split('\n');
};

const report = (name: string): readonly string[] => log(name).filter((line) => line !== 'cpus=2');

/** What the lines of a format must hold one of to be of use. */
export const needlesOf = (id: string): readonly string[] => {
  const format = formats.find((each) => each.id === id);
  return format?.reads === 'lines' ? (format.needles ?? []) : [];
};

/** Lines of the scheduler, of timers and softirqs that stand between two wanted lines: relevant are 1.8 %. */
const NOISE = 55;

/** A host's trace with everything switched on: hardly a line is about interrupts, and one resize comes by. */
export const sparse: Make = (path, size) => {
  const needles = needlesOf('trace-cmd');
  const noise = report('trace-forms/ev.default.txt.gz').filter(
    (line) => !needles.some((needle) => line.includes(needle)),
  );
  const { stamp } = forms.trace;
  let next = 0;
  const lines = report('nvme-resize/trace-cmd-report.txt').flatMap((line) => {
    const [from, to] = stamp.exec(line)?.indices?.[0] ?? [0, 0];
    const around = Array.from({ length: NOISE }, () => {
      next += 1;
      return (noise[next % noise.length] ?? '').replace(stamp, line.slice(from, to));
    });
    return [line, ...around];
  });
  new Repeat(lines, forms.trace).write(path, size, 'cpus=2\n');
};

const entries = (): readonly string[] =>
  report('doorbell-storm/trace-cmd-report.txt.gz').filter((line) =>
    line.includes('name=vfio-msix'),
  );

/** Every line is an interrupt of one of eight vectors of a device. */
export const dense: Make = (path, size) =>
  new Repeat(entries(), forms.trace).write(path, size, 'cpus=2\n');

const DEVICES = 64;

/** The same of 64 devices with eight vectors each. */
export const manyDevices: Make = (path, size) => {
  const lines = entries().map((line, index) => {
    const device = index % DEVICES;
    const address = `0000:${(device >> 3).toString(16).padStart(2, '0')}:0${device & 7}.0`;
    return line
      .replace(/irq=(\d+)/, (_, irq: string) => `irq=${Number(irq) + 16 * device}`)
      .replace('0000:04:00.0', address);
  });
  new Repeat(lines, forms.trace).write(path, size, 'cpus=2\n');
};

/** Every line is wanted and most are rare: kprobes and irq_vectors of two devices, a window now and then. */
export const windows: Make = (path, size) =>
  new Repeat(report('two-devices-kprobe/trace-cmd-report.txt.gz'), forms.trace).write(
    path,
    size,
    'cpus=2\n',
  );

/** Reads and writes of a device's registers between two lines of a real log: `-trace vfio_*` of a running guest. */
const REGION_LINES = 200;

export const qemu: Make = (path, size) => {
  const { stamp } = forms.qemu;
  const lines = log('nvme-resize/qemu.log').flatMap((line) => {
    const prefix = stamp.exec(line)?.[0];
    if (prefix === undefined) return [line];
    const noise = Array.from({ length: REGION_LINES }, (_, index) => {
      const address = `0x${(0x1000 + 4 * index).toString(16)}`;
      return index % 2 === 0
        ? `${prefix}vfio_region_write  (0000:01:00.0:region0+${address}, 0x${index.toString(16)}, 4)`
        : `${prefix}vfio_region_read  (0000:01:00.0:region0+${address}, 4) = 0x${index.toString(16)}`;
    });
    return [line, ...noise];
  });
  new Repeat(lines, forms.qemu).write(path, size);
};

/** A kernel log without the lines of its first instant, by which a boot is known. */
export const dmesg: Make = (path, size) => {
  const lines = log('intx-redirect/nb.dmesg.txt.gz').filter((line) => !line.includes(' 0.000000]'));
  new Repeat(lines, forms.dmesg).write(path, size);
};

/** Bytes of a recording for a byte of its report, about. */
const RECORDED = 0.4;

/** A recording of trace-cmd for the pipe: pages of a real one, whose stamps go on. */
export const recording: Make = (path, size) => {
  const bytes = gunzipSync(readFileSync('fixtures/trace-dat/names.dat.gz'));
  const file = cutTraceDat(fileOf(bytes), { version: 6, packing: 'none', pages: Infinity });
  writeFileSync(path, traceDatFile(repeatedPages(file, size * RECORDED)));
};

/** From one repetition to the next, ns: longer than the recording. */
const STEP = 10_000_000_000n;

function repeatedPages(file: WrittenFile, size: number): WrittenFile {
  const { pageSize, buffers, little } = file;
  const once = buffers.flatMap(({ cpus }) => cpus).reduce((sum, { data }) => sum + data.length, 0);
  const repeated = (data: Uint8Array): Uint8Array => {
    const pages = Buffer.alloc(data.length * Math.ceil(size / once));
    const view = new DataView(pages.buffer, pages.byteOffset, pages.length);
    for (let at = 0, step = 0n; at < pages.length; at += data.length, step += STEP) {
      pages.set(data, at);
      for (let page = at; page < at + data.length; page += pageSize) {
        view.setBigUint64(page, view.getBigUint64(page, little) + step, little);
      }
    }
    return pages;
  };
  return {
    ...file,
    buffers: buffers.map((buffer) => ({
      ...buffer,
      cpus: buffer.cpus.map(({ cpu, data }) => ({ cpu, data: repeated(data) })),
    })),
  };
}
