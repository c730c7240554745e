/** Decoders of ioctl, KVM, scheduler and marker events. */
import { decodeQemuTrace } from '../qemu/decode.ts';
import type { Decoded, Decoder, DecoderRow, Located } from './decoder.ts';
import { numberAfter, wholeNumber, wordAfter } from './fields.ts';
import type { IoctlTeller, ThreadState } from './thread-state.ts';

const ENTERS = '(fd: ';
const RETURNS = ' -> ';

/** `ioctl` of x86-64, of i386, ppc and s390, of arm64 and riscv. */
const IOCTL_NUMBERS: ReadonlySet<number> = new Set([16, 54, 29]);

/** Is this the number of the system call ioctl on any of the architectures? */
export const isIoctlNumber = (number: number): boolean => IOCTL_NUMBERS.has(number);

/**
 * `_IO(';', 100…127)`: VFIO's range (iommufd begins at 128). ppc, mips and sparc set a direction bit above bit 16.
 * Returns the plain number, or null for any other ioctl.
 */
export function vfioIoctl(cmd: number): number | null {
  const plain = cmd % 0x10000;
  const high = Math.floor(cmd / 0x10000);
  return (high === 0 || high === 0x2000) && plain >= 0x3b64 && plain <= 0x3b7f ? plain : null;
}

/** An entry as an event, if it is VFIO's and no other tracer event has told of it. */
export function ioctlEntered(
  at: Located,
  fd: number | null,
  number: number,
  threads: ThreadState,
  teller: IoctlTeller,
): Decoded {
  const cmd = vfioIoctl(number);
  if (cmd === null || !threads.enterIoctl(at.tid, cmd, teller)) return 'ignored';
  return { ...at, type: 'ioctl_enter', fd, cmd };
}

/** A return as an event, if the thread was inside a VFIO ioctl. */
export const ioctlLeft = (at: Located, ret: number | null, threads: ThreadState): Decoded =>
  threads.leaveIoctl(at.tid) ? { ...at, type: 'ioctl_exit', ret } : 'ignored';

/** A number that the kernel's text prints as hex without `0x`, and trace-cmd with it. */
function hex(text: string | null): number | null {
  if (text === null || text.length > 18) return null;
  const value = Number(text.startsWith('0x') ? text : `0x${text}`);
  return Number.isSafeInteger(value) ? value : null;
}

/** `fd: 0x00000005, cmd: 0x00003b6e, arg: …` (trace-cmd, perf), `… fd=0x00000005 cmd=0x00003b6e` (-R). */
const enterIoctl: Decoder = (body, at, threads) => {
  const cmd = hex(wordAfter(body, 'cmd: ', 0) ?? wordAfter(body, 'cmd=', 0));
  if (cmd === null) return 'malformed';
  return ioctlEntered(
    at,
    hex(wordAfter(body, 'fd: ', 0) ?? wordAfter(body, 'fd=', 0)),
    cmd,
    threads,
    'syscalls',
  );
};

/** Kernel text: `sys_ioctl(fd: 5, cmd: 3b6e, arg: 7ffda53668c0)`, bare hex; `sys_ioctl -> 0xffffffffffffffea`. */
const ioctlText: Decoder = (body, at, threads) => {
  if (body.startsWith(RETURNS)) {
    return ioctlLeft(at, wholeNumber(body.slice(RETURNS.length).trim()), threads);
  }
  const cmd = hex(wordAfter(body, 'cmd: ', 0));
  if (cmd === null) return 'malformed';
  return ioctlEntered(
    at,
    hex(body.slice(ENTERS.length, body.indexOf(','))),
    cmd,
    threads,
    'syscalls',
  );
};

/** `0x0`, `0xffffffffffffffea`; -R `__syscall_nr=16 ret=0x0`. */
const exitIoctl: Decoder = (body, at, threads) =>
  ioctlLeft(at, wholeNumber(wordAfter(body, 'ret=', 0) ?? body.trim()), threads);

/** `NR 16 (…)`, `NR 16 = 0`; -R `id=16 args=…`, `id=16 ret=0`: the number of the system call is ioctl's. */
function isIoctl(body: string): boolean {
  const from = body.startsWith('NR ') || body.startsWith('id=') ? 3 : -1;
  return (
    from > 0 && IOCTL_NUMBERS.has(Number(body.slice(from, Math.max(from, body.indexOf(' ', from)))))
  );
}

const ioctlNeedles: readonly string[] = [...IOCTL_NUMBERS].flatMap((nr) => [
  `NR ${nr} `,
  `id=${nr} `,
]);

/** `NR 16 (5, 3b6e, 7ffda53668c0, 0, 0, 0)`; -R `id=16 args=ARRAY[05, 00, …]`, little-endian bytes. */
const enterAny: Decoder = (body, at, threads) => {
  const open = body.indexOf('(');
  if (body.startsWith('NR ') && open > 0) {
    const [fd, cmd] = body.slice(open + 1, open + 64).split(', ', 2);
    const number = hex(cmd ?? null);
    return number === null
      ? 'malformed'
      : ioctlEntered(at, hex(fd ?? null), number, threads, 'raw_syscalls');
  }
  const array = body.indexOf('ARRAY[');
  const bytes = body.slice(array + 6, array + 6 + 64).split(', ', 16);
  const number = array < 0 ? null : hex(bytes.slice(8, 16).toReversed().join(''));
  if (number === null) return 'malformed';
  return ioctlEntered(
    at,
    hex(bytes.slice(0, 8).toReversed().join('')),
    number,
    threads,
    'raw_syscalls',
  );
};

/** `NR 16 = -22`; -R `id=16 ret=0`. */
const exitAny: Decoder = (body, at, threads) => {
  const equals = body.indexOf('= ');
  const text = equals > 0 ? body.slice(equals + 2).trim() : wordAfter(body, 'ret=', 0);
  return ioctlLeft(at, text === null ? null : wholeNumber(text), threads);
};

/** `dst 1 vec 35 (Fixed|physical|edge)`; -R `address=4276092928 data=35`: the vector is the low byte of data. */
const msiSetIrq: Decoder = (body, at) => {
  const vec = numberAfter(body, 'vec ', 0) ?? numberAfter(body, 'data=', 0);
  return vec === null ? 'malformed' : { ...at, type: 'kvm_msi_set_irq', guestVector: vec % 256 };
};

/** `VT-d PI is disabled for irq 128, vcpu 2, gsi: 0x1a, …`, without `VT-d` since 6.9; -R `host_irq=128 … set=0`. */
const piIrteUpdate: Decoder = (body, at) => {
  const irq = numberAfter(body, 'irq ', 0) ?? numberAfter(body, 'host_irq=', 0);
  const gsi = numberAfter(body, 'gsi: ', 0) ?? numberAfter(body, 'gsi=', 0);
  const set = numberAfter(body, 'set=', 0);
  const enabled = set === null ? body.includes('PI is enabled') : set !== 0;
  if (irq === null || gsi === null) return 'malformed';
  return { ...at, type: 'kvm_pi_irte_update', irq, enabled, gsi };
};

/** `comm=qemu-system-x86 pid=140 prio=120`: the name may hold spaces. */
const processExit: Decoder = (body, at) => {
  const pid = body.lastIndexOf(' pid=');
  const tid = pid < 0 ? null : numberAfter(body, 'pid=', pid + 1);
  if (tid === null || !body.startsWith('comm=')) return 'malformed';
  return { ...at, type: 'sched_process_exit', exitingComm: body.slice(5, pid), exitingTid: tid };
};

const MARK = 'tracing_mark_write: ';

/** What a program wrote into trace_marker. QEMU's ftrace back end writes its trace events there. */
const marker = (message: string, at: Located): Decoded =>
  decodeQemuTrace(message, at) ?? { ...at, type: 'tracing_mark_write', message };

/** trace-cmd: `print: tracing_mark_write: phase3`; -R `print: ip=tracing_mark_write buf=phase3`. Else a trace_printk. */
const print: Decoder = (body, at) => {
  if (body.startsWith(MARK)) return marker(body.slice(MARK.length), at);
  const buf = body.indexOf(' buf=');
  return buf < 0 ? 'ignored' : marker(body.slice(buf + 5), at);
};

export const taskEvents: readonly DecoderRow[] = [
  { name: 'sys_enter_ioctl', gives: ['ioctl_enter'], decode: enterIoctl },
  {
    name: 'sys_ioctl',
    colonless: true,
    gives: ['ioctl_enter', 'ioctl_exit'],
    decode: ioctlText,
    wants: (body) => body.startsWith(ENTERS) || body.startsWith(RETURNS),
  },
  { name: 'sys_exit_ioctl', gives: ['ioctl_exit'], decode: exitIoctl },
  {
    name: 'sys_enter',
    gives: ['ioctl_enter'],
    decode: enterAny,
    wants: isIoctl,
    needles: ioctlNeedles,
  },
  {
    name: 'sys_exit',
    gives: ['ioctl_exit'],
    decode: exitAny,
    wants: isIoctl,
    needles: ioctlNeedles,
  },
  { name: 'kvm_msi_set_irq', gives: ['kvm_msi_set_irq'], decode: msiSetIrq },
  { name: 'kvm_pi_irte_update', gives: ['kvm_pi_irte_update'], decode: piIrteUpdate },
  { name: 'sched_process_exit', gives: ['sched_process_exit'], decode: processExit },
  {
    name: 'print',
    gives: ['tracing_mark_write'],
    decode: print,
    wants: (body) => body.slice(0, 40).includes('tracing_mark_write'),
    needles: ['tracing_mark_write'],
  },
  {
    name: 'tracing_mark_write',
    gives: ['tracing_mark_write'],
    decode: (body, at) => marker(body, at),
  },
];
