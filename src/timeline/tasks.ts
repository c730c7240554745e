/** Comms of tasks that drive passed-through devices. The kernel keeps 15 characters of a comm. */
const VMM_COMMS = ['qemu-system', 'qemu-kvm', 'kvm', 'cloud-hyperviso'] as const;

/** A VMM's own threads: MSI set up from one of them belongs to a device that it was given. */
export const isVmmTask = (comm: string): boolean =>
  (comm.startsWith('CPU ') && comm.endsWith('/KVM')) ||
  VMM_COMMS.some((name) => comm.startsWith(name));
