/** Looks at this host for a recipe: reads, and changes nothing. */
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Host, programs } from '../capture/host.ts';
import { codeOf } from './trouble.ts';

export interface Surroundings {
  /** Where the file system begins; `/` but in tests. */
  readonly root: string;
  /** As uname prints it. */
  readonly arch: string;
  readonly cpus: number;
  /** Folders of programs. */
  readonly path: readonly string[];
}

export function lookAtHost(around: Surroundings): Host {
  const look = new Look(around);
  const kernel = look.text('proc/sys/kernel/osrelease')?.trim() ?? null;
  const tracing = look.tracing();
  return {
    kernel,
    arch: around.arch,
    qemu: null,
    cpus: around.cpus,
    programs: new Set(programs.filter((name) => look.hasProgram(name))),
    functions: firstWords(look.want(`${tracing}/available_filter_functions`, FUNCTIONS)),
    events: firstWords(look.want(`${tracing}/available_events`, 'which events there are')),
    clocks: clocksIn(look.text(`${tracing}/trace_clock`)),
    kprobes: look.kprobes(tracing),
    btf: look.btf(kernel),
    devices: look.devices(),
    posted: look.posted(),
    unseen: [...look.unseen, 'the version of QEMU (--qemu tells it)'],
  };
}

const FUNCTIONS = 'which functions can be traced';

/** The first word of each line: `vfio_msi_disable [vfio_pci_core]`. */
const firstWords = (text: string | null): ReadonlySet<string> | null =>
  text === null ? null : setOf(text.split('\n').map((line) => line.split(' ')[0] ?? ''));

/** All words, also the one in use: `[local] global mono`. */
const clocksIn = (text: string | null): ReadonlySet<string> | null =>
  text === null ? null : setOf(text.replaceAll(/[[\]]/g, '').split(/\s/));

const setOf = (words: readonly string[]): ReadonlySet<string> =>
  new Set(words.filter((word) => word !== ''));

class Look {
  readonly unseen: string[] = [];
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  text(path: string): string | null {
    try {
      return readFileSync(join(this.#around.root, path), 'utf8');
    } catch {
      return null;
    }
  }

  /** The same, and says what is not known without it. */
  want(path: string, what: string): string | null {
    try {
      return readFileSync(join(this.#around.root, path), 'utf8');
    } catch (error) {
      this.unseen.push(`${what} (${why(error)}: /${path})`);
      return null;
    }
  }

  tracing(): string {
    const places = ['sys/kernel/tracing', 'sys/kernel/debug/tracing'];
    return (
      places.find((place) => this.text(`${place}/trace_clock`) !== null) ?? 'sys/kernel/tracing'
    );
  }

  hasProgram(name: string): boolean {
    return this.#around.path.some((folder) => this.#isExecutable(join(folder, name)));
  }

  /** Null where the folder cannot be looked into. */
  kprobes(tracing: string): boolean | null {
    try {
      return readdirSync(join(this.#around.root, tracing)).includes('kprobe_events') || null;
    } catch {
      return null;
    }
  }

  btf(kernel: string | null): boolean | null {
    const config = kernel === null ? null : this.text(`boot/config-${kernel}`);
    if (config !== null) return config.includes('\nCONFIG_PROBE_EVENTS_BTF_ARGS=y');
    this.unseen.push('whether probes take arguments by name (no /boot/config of this kernel)');
    return null;
  }

  devices(): readonly string[] {
    try {
      return readdirSync(join(this.#around.root, 'sys/bus/pci/drivers/vfio-pci'))
        .filter((name) => /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(name))
        .toSorted();
    } catch {
      return [];
    }
  }

  posted(): boolean | null {
    const said = [
      this.text('sys/module/kvm_intel/parameters/enable_apicv'),
      this.text('sys/module/kvm_amd/parameters/avic'),
    ].flatMap((text) => text?.trim() ?? []);
    return said.length === 0 ? null : said.some((value) => value === 'Y' || value === '1');
  }

  #isExecutable(path: string): boolean {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }
}

const why = (error: unknown): string =>
  ({ ENOENT: 'not there, or not mounted', EACCES: 'for root only', EPERM: 'not permitted' })[
    codeOf(error) ?? ''
  ] ?? 'cannot be read';
