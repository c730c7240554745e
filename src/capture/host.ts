/** What is known of the host that is to be recorded: looked at, or said by the user. */

export type Tool = 'trace-cmd' | 'tracefs' | 'perf' | 'bpftrace';

/** Programs that a recipe may call. */
export const programs = ['trace-cmd', 'perf', 'bpftrace', 'journalctl', 'virsh', 'lspci'] as const;
export type Program = (typeof programs)[number];

/** Null stands for not known, everywhere. */
export interface Host {
  /** `6.1.0-56-amd64`, or what the user said. */
  readonly kernel: string | null;
  /** `x86_64`, `aarch64`, as uname prints it. */
  readonly arch: string | null;
  /** `7.2`. */
  readonly qemu: string | null;
  readonly cpus: number | null;
  /** Programs that are there. */
  readonly programs: ReadonlySet<Program> | null;
  /** Functions that can be traced, without module names. */
  readonly functions: ReadonlySet<string> | null;
  /** Events, `irq:irq_handler_entry`. */
  readonly events: ReadonlySet<string> | null;
  readonly clocks: ReadonlySet<string> | null;
  /** The kernel takes kprobes. */
  readonly kprobes: boolean | null;
  /** Probes can name arguments as the source does (CONFIG_PROBE_EVENTS_BTF_ARGS, since Linux 6.6). */
  readonly btf: boolean | null;
  /** Devices bound to vfio-pci. */
  readonly devices: readonly string[];
  /** KVM is set up to deliver interrupts without the host (APICv with posting, AVIC). */
  readonly posted: boolean | null;
  /** What could not be seen, and why: one sentence each. */
  readonly unseen: readonly string[];
}

/** A host of which nothing is known. */
export const unknownHost: Host = {
  kernel: null,
  arch: null,
  qemu: null,
  cpus: null,
  programs: null,
  functions: null,
  events: null,
  clocks: null,
  kprobes: null,
  btf: null,
  devices: [],
  posted: null,
  unseen: [],
};

/** Is a version known to be this or a later one? Null where it is not known. */
export function atLeast(version: string | null, major: number, minor: number): boolean | null {
  const match = /^(\d{1,4})\.(\d{1,4})/.exec(version ?? '');
  if (match === null) return null;
  const [have, haveMinor] = [Number(match[1]), Number(match[2])];
  return have > major || (have === major && haveMinor >= minor);
}

export const isX86 = ({ arch }: Host): boolean | null =>
  arch === null ? null : /^(?:x86_64|amd64|i[3-6]86)$/.test(arch);

export const isArm = ({ arch }: Host): boolean | null =>
  arch === null ? null : /^(?:aarch64|arm64)$/.test(arch);
