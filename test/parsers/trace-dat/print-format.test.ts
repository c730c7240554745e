// From a `print fmt` and the bytes of a record to its text. The formats are of Linux 6.1 to 6.18 unless said otherwise.
import { expect, test } from '@jest/globals';
import { formatIn } from '../../../parsers/trace-dat/event-format.ts';
import { printerOf } from '../../../parsers/trace-dat/print-format/index.ts';
import { RecordView } from '../../../parsers/trace-dat/record-view.ts';
import { formatText } from '../../support/ring-page.ts';

/** The text of a record with these bytes behind the common fields. */
function printed(
  fields: readonly string[],
  print: string,
  bytes: Uint8Array,
  longSize: 4 | 8 = 8,
): string {
  const format = formatIn(formatText('event', 1, fields, print));
  if (format === null) throw new Error('no format');
  const record = new RecordView(true, longSize);
  const data = Buffer.concat([new Uint8Array(8), bytes]);
  record.view = new DataView(data.buffer, data.byteOffset, data.length);
  record.length = data.length;
  return printerOf(format, longSize)(record);
}

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => bytes.writeInt32LE(value, i * 4));
  return bytes;
};

const u64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};

test.each<
  [name: string, fields: readonly string[], print: string, bytes: Uint8Array, text: string]
>([
  [
    'irq_handler_exit',
    ['int irq', 'int ret'],
    '"irq=%d ret=%s", REC->irq, REC->ret ? "handled" : "unhandled"',
    words(28, 0),
    'irq=28 ret=unhandled',
  ],
  [
    'vector_config',
    ['unsigned int irq', 'unsigned int vector', 'unsigned int cpu', 'unsigned int apicdest'],
    '"irq=%u vector=%u cpu=%u apicdest=0x%08x", REC->irq, REC->vector, REC->cpu, REC->apicdest',
    words(21, 239, 0, 16),
    'irq=21 vector=239 cpu=0 apicdest=0x00000010',
  ],
  [
    'kvm_msi_set_irq',
    ['u64 address:8', 'u64 data:8'],
    '"dst %llx vec %u (%s|%s|%s%s)", (u8)(REC->address >> 12) | ((REC->address >> 32) & 0xffffff00), (u8)REC->data, __print_symbolic((REC->data >> 8 & 0x7), { 0x0, "Fixed" }, { 0x1, "LowPrio" }, { 0x4, "NMI" }), (REC->address & (1<<2)) ? "logical" : "physical", (REC->data & (1<<15)) ? "level" : "edge", (REC->address & (1<<3)) ? "|rh" : ""',
    Buffer.concat([u64(0xfee01000n), u64(35n)]),
    'dst 1 vec 35 (Fixed|physical|edge)',
  ],
  [
    'kvm_pi_irte_update',
    [
      'unsigned int host_irq',
      'int vcpu_id',
      'unsigned int gsi',
      'unsigned int gvec',
      'u64 pi_desc_addr:8',
      'bool set:1',
    ],
    '"PI is %s for irq %u, vcpu %u, gsi: 0x%x, gvec: 0x%x, pi_desc_addr: 0x%llx", REC->set ? "enabled and being updated" : "disabled", REC->host_irq, REC->vcpu_id, REC->gsi, REC->gvec, REC->pi_desc_addr',
    Buffer.concat([words(128, 2, 26, 35), u64(0x1_0000_0040n), Uint8Array.of(1)]),
    'PI is enabled and being updated for irq 128, vcpu 2, gsi: 0x1a, gvec: 0x23, pi_desc_addr: 0x100000040',
  ],
  [
    'sys_enter_ioctl',
    ['int __syscall_nr', 'unsigned int pad', 'unsigned int fd:8', 'unsigned int cmd:8'],
    '"fd: 0x%08lx, cmd: 0x%08lx", ((unsigned long)(REC->fd)), ((unsigned long)(REC->cmd))',
    Buffer.concat([words(16, 0), u64(5n), u64(0x3b6en)]),
    'fd: 0x00000005, cmd: 0x00003b6e',
  ],
  [
    'sys_exit_ioctl',
    ['int __syscall_nr', 'unsigned int pad', 'long ret:8'],
    '"0x%lx", REC->ret',
    Buffer.concat([words(16, 0), u64(BigInt.asUintN(64, -22n))]),
    '0xffffffffffffffea',
  ],
  [
    'raw_syscalls sys_enter',
    ['long id:8', 'unsigned long args[6]:48'],
    '"NR %ld (%lx, %lx)", REC->id, REC->args[0], REC->args[1]',
    Buffer.concat([u64(16n), u64(4n), u64(0x3b68n), Buffer.alloc(32)]),
    'NR 16 (4, 3b68)',
  ],
  [
    'raw_syscalls sys_exit',
    ['long id:8', 's64 ret:8'],
    '"NR %ld = %ld", REC->id, REC->ret',
    Buffer.concat([u64(16n), u64(BigInt.asUintN(64, -22n))]),
    'NR 16 = -22',
  ],
  [
    'sched_process_exit',
    ['char comm[16]:16', 'pid_t pid', 'int prio', 'bool group_dead:1'],
    '"comm=%s pid=%d prio=%d group_dead=%s", REC->comm, REC->pid, REC->prio, REC->group_dead ? "true" : "false"',
    Buffer.concat([Buffer.from('qemu-system-x86\0'), words(140, 120), Uint8Array.of(1)]),
    'comm=qemu-system-x86 pid=140 prio=120 group_dead=true',
  ],
  [
    'a kprobe',
    ['unsigned long __probe_ip:8', 'u64 vdev:8', 'u32 flags', 's32 fd'],
    '"(%lx) vdev=0x%Lx flags=0x%x fd=%d", REC->__probe_ip, REC->vdev, REC->flags, REC->fd',
    Buffer.concat([u64(0xffffffffc06aa144n), u64(0xffff8d4ac1aed800n), words(36, -1)]),
    '(ffffffffc06aa144) vdev=0xffff8d4ac1aed800 flags=0x24 fd=-1',
  ],
  [
    'a kretprobe',
    ['unsigned long __probe_func:8', 'unsigned long __probe_ret_ip:8', 's32 ret'],
    '"(%lx <- %lx) ret=%d", REC->__probe_func, REC->__probe_ret_ip, REC->ret',
    Buffer.concat([u64(0xffffffffc0a20144n), u64(0xffffffffc0a1df69n), words(-28)]),
    '(ffffffffc0a20144 <- ffffffffc0a1df69) ret=-28',
  ],
  [
    'a kprobe with a text',
    ['u32 irq', '__data_loc char[] name'],
    String.raw`"irq=%u name=\"%s\"", REC->irq, __get_str(name)`,
    Buffer.concat([words(28, 16 + 13 * 0x10000), Buffer.from('vfio-msix[3]\0')]),
    'irq=28 name="vfio-msix[3]"',
  ],
  [
    'a text that counts from its own field',
    ['u32 irq', '__rel_loc char[] name'],
    '"irq=%u name=%s", REC->irq, __get_rel_str(name)',
    Buffer.concat([words(28, 4 * 0x10000), Buffer.from('eth0')]),
    'irq=28 name=eth0',
  ],
])('%s', (_name, fields, print, bytes, text) => {
  expect(printed(fields, print, bytes)).toBe(text);
});

test.each<[print: string, text: string]>([
  ['"%d", 1 + 2 * 3', '7'],
  ['"%d", (1 + 2) * 3', '9'],
  ['"%d", 7 & 3 == 3', '1'],
  ['"%d", 1 << 4 | 1', '17'],
  ['"%d", 10 - 2 - 3', '5'],
  ['"%d", 7 / 2 % 2', '1'],
  ['"%d", 1 / 0', '0'],
  ['"%d", !0 && ~0 < 0', '1'],
  ['"%d", 0 || 3 > 2', '1'],
  ['"%s", 0 ? "a" : 1 ? "b" : "c"', 'b'],
  ['"%d", (int)0xffffffff', '-1'],
  ['"%u", (unsigned char)0x1ff', '255'],
  ['"%d", (s8)0xff', '-1'],
  ['"%lx", (unsigned long)-1', 'ffffffffffffffff'],
  ['"%u", 010', '8'],
  ['"%c%c", \'o\', 107', 'ok'],
  ['"%5d|%-5d|%05d|%x|%#x|%X", 42, 42, 42, 42, 42, 42', '   42|42   |00042|2a|0x2a|2A'],
  ['"%.3s|%6s|%-6s|", "abcdef", "abc", "abc"', 'abc|   abc|abc   |'],
  ['"%d%%", 5', '5%'],
  ['"a" "b" "%d", 1', 'ab1'],
  ['"%hhd %hd %d %lld", 511, 65537, 4294967297ULL, 4294967297', '-1 1 1 4294967297'],
  ['"%p", 255', '0xff'],
  ['"%o", 8', '10'],
  ['"%s", __print_flags(5, "|", { 1, "A" }, { 2, "B" })', 'A|0x4'],
  ['"%s", __print_flags(0, "|", { 0, "none" }, { 2, "B" })', 'none'],
  ['"%s", __print_symbolic(9, { 1, "A" })', '0x9'],
  ['"%d %d", 1', '1 '],
  ['"no argument"', 'no argument'],
])('%s prints %s', (print, text) => {
  expect(printed([], print, new Uint8Array(0))).toBe(text);
});

test('a long has the size that it has in the kernel', () => {
  expect(printed(['int a'], '"%lx %lx", REC->a, (unsigned long)-1', words(-1), 4)).toBe(
    'ffffffff ffffffff',
  );
});

test.each([
  ['an unknown function', '"%d", strange(REC->a)'],
  ['a field that is not there', '"%d", REC->b'],
  ['no text first', 'REC->a'],
  ['a cut expression', '"%d", (REC->a'],
  ['an unknown sign', '"%d", REC->a @ 2'],
  ['too deep', `"%d", ${'('.repeat(2000)}1${')'.repeat(2000)}`],
  ['too many signs', `"%d", ${'-'.repeat(2000)}1`],
  ['too long', `"%d", ${'1+'.repeat(50_000)}1`],
])('what is not understood prints field by field: %s', (_what, print) => {
  expect(
    printed(['int a', 'char c[4]'], print, Buffer.concat([words(-7), Buffer.from('ok\0x')])),
  ).toBe('a=-7 c=ok');
});

test('a record that is too short has zeros and empty texts', () => {
  const fields = [
    'int a',
    'u64 b:8',
    'char c[16]:16',
    '__data_loc char[] d',
    'unsigned long e[2]:16',
  ];
  const print = '"%d %llu %s %s %lx", REC->a, REC->b, REC->c, __get_str(d), REC->e[1]';
  expect(printed(fields, print, new Uint8Array(0))).toBe('0 0   0');
});

test('a text that says it lies outside of its record is cut', () => {
  // Twelve bytes in, and 65,535 bytes long.
  const bytes = Buffer.concat([words(-65_524), Buffer.from('abc')]);
  expect(printed(['__data_loc char[] name'], '"%s", __get_str(name)', bytes)).toBe('abc');
});
