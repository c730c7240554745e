/** Comms of tasks that drive passed-through devices. The kernel keeps 15 characters of a comm. */
const VMM_COMMS = ['qemu-system', 'qemu-kvm', 'kvm', 'cloud-hyperviso'] as const;

const VCPU = /^CPU (\d{1,4})\/KVM$/;

/** A VMM's own threads: MSI set up from one of them belongs to a device that it was given. */
export const isVmmTask = (comm: string): boolean =>
  VCPU.test(comm) || VMM_COMMS.some((name) => comm.startsWith(name));

/** Threads of one VMM are made one after the other: their ids lie near each other. */
const NEAR = 64;

/** Tasks that belong together: the threads of a VMM, any other task by itself. */
export class Families {
  readonly #byTid = new Map<number, number>();
  readonly #families: { readonly tids: number[]; readonly vcpus: Set<string> }[] = [];

  /** A number for the family of a task. Traces name no processes: threads of a VMM are told by their ids. */
  of(tid: number, comm: string): number {
    let family = this.#byTid.get(tid);
    if (family === undefined) {
      family = this.#find(tid, comm);
      this.#byTid.set(tid, family);
    }
    return family;
  }

  #find(tid: number, comm: string): number {
    const vcpu = VCPU.test(comm) ? comm : null;
    const known = isVmmTask(comm)
      ? this.#families.findIndex(
          ({ tids, vcpus }) =>
            (vcpu === null || !vcpus.has(vcpu)) && tids.some((one) => Math.abs(one - tid) <= NEAR),
        )
      : -1;
    const family = this.#families[known];
    if (family === undefined) {
      const own = {
        tids: isVmmTask(comm) ? [tid] : [],
        vcpus: new Set(vcpu === null ? [] : [vcpu]),
      };
      this.#families.push(own);
      return this.#families.length - 1;
    }
    family.tids.push(tid);
    if (vcpu !== null) family.vcpus.add(vcpu);
    return known;
  }
}
