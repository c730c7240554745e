/** Comms of tasks that drive passed-through devices. The kernel keeps 15 characters of a comm. */
const VMM_COMMS = ['qemu-system', 'qemu-kvm', 'kvm', 'cloud-hyperviso'] as const;

const VCPU = /^CPU (\d{1,4})\/KVM$/;

/** A VMM's own threads: MSI set up from one of them belongs to a device that it was given. */
export const isVmmTask = (comm: string): boolean =>
  VCPU.test(comm) || VMM_COMMS.some((name) => comm.startsWith(name));

/** Threads of one VMM are made one after the other: their ids lie near each other. */
const NEAR = 64;

interface Family {
  readonly number: number;
  /** Names of its vCPU threads: a VMM has each once. */
  readonly vcpus: Set<string>;
}

/** Tasks that belong together: the threads of a VMM, any other task by itself. */
export class Families {
  readonly #byTid = new Map<number, Family>();
  /** Threads of VMMs, by their ids in steps of {@link NEAR}. */
  readonly #vmms = new Map<number, { readonly tid: number; readonly family: Family }[]>();
  #count = 0;

  /** A number for the family of a task. Traces name no processes: threads of a VMM are told by their ids. */
  of(tid: number, comm: string): number {
    let family = this.#byTid.get(tid);
    if (family === undefined) {
      family = this.#find(tid, comm);
      this.#byTid.set(tid, family);
    }
    return family.number;
  }

  #find(tid: number, comm: string): Family {
    const isVmm = isVmmTask(comm);
    const vcpu = VCPU.test(comm) ? comm : null;
    const family = (isVmm ? this.#near(tid, vcpu) : null) ?? this.#found();
    if (vcpu !== null) family.vcpus.add(vcpu);
    if (isVmm) {
      const step = Math.floor(tid / NEAR);
      const threads = this.#vmms.get(step) ?? [];
      this.#vmms.set(step, threads);
      threads.push({ tid, family });
    }
    return family;
  }

  /** The oldest family with a thread near by, and without a vCPU thread of this name. */
  #near(tid: number, vcpu: string | null): Family | null {
    const step = Math.floor(tid / NEAR);
    let oldest: Family | null = null;
    for (const near of [step - 1, step, step + 1]) {
      for (const known of this.#vmms.get(near) ?? []) {
        if (Math.abs(known.tid - tid) > NEAR) continue;
        if (vcpu !== null && known.family.vcpus.has(vcpu)) continue;
        if (oldest === null || known.family.number < oldest.number) oldest = known.family;
      }
    }
    return oldest;
  }

  #found(): Family {
    const family = { number: this.#count, vcpus: new Set<string>() };
    this.#count += 1;
    return family;
  }
}
