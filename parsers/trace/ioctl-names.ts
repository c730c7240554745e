/** VFIO ioctls and errors by the names that strace and perf trace print. */
import { wholeNumber } from './fields.ts';
import { vfioIoctl } from './task-events.ts';

/** From `include/uapi/linux/vfio.h`; the numbers are `_IO(';', 100 + n)`. */
const names: ReadonlyMap<string, number> = new Map([
  ['VFIO_GET_API_VERSION', 0x3b64],
  ['VFIO_CHECK_EXTENSION', 0x3b65],
  ['VFIO_SET_IOMMU', 0x3b66],
  ['VFIO_GROUP_GET_STATUS', 0x3b67],
  ['VFIO_GROUP_SET_CONTAINER', 0x3b68],
  ['VFIO_GROUP_UNSET_CONTAINER', 0x3b69],
  ['VFIO_GROUP_GET_DEVICE_FD', 0x3b6a],
  ['VFIO_DEVICE_GET_INFO', 0x3b6b],
  ['VFIO_DEVICE_GET_REGION_INFO', 0x3b6c],
  ['VFIO_DEVICE_GET_IRQ_INFO', 0x3b6d],
  ['VFIO_DEVICE_SET_IRQS', 0x3b6e],
  ['VFIO_DEVICE_RESET', 0x3b6f],
  ['VFIO_DEVICE_PCI_HOT_RESET', 0x3b71],
  ['VFIO_IOMMU_MAP_DMA', 0x3b71],
  ['VFIO_IOMMU_UNMAP_DMA', 0x3b72],
  ['VFIO_DEVICE_IOEVENTFD', 0x3b74],
  ['VFIO_DEVICE_FEATURE', 0x3b75],
  ['VFIO_DEVICE_BIND_IOMMUFD', 0x3b76],
]);

/** The number of `VFIO_DEVICE_SET_IRQS`, `_IOC(_IOC_NONE, 0x3b, 0x6e, 0)`, `0x3b6e`, `0x3b6e /* VFIO_… `, `(NONE, 0x3b, 0x6e, 0)`; null if it is not VFIO's. */
export function ioctlNumber(text: string): number | null {
  const made = /^(?:_IOC)?\((?:_IOC_)?NONE, 0x3b, (0x[0-9a-f]{1,2}), 0\)$/.exec(text);
  if (made !== null) return vfioIoctl(0x3b00 + Number(made[1]));
  const end = text.indexOf(' ');
  const word = end < 0 ? text : text.slice(0, end);
  const number = names.get(word) ?? wholeNumber(word);
  return number === null || number < 0 ? null : vfioIoctl(number);
}

/** Numbers of the errors that VFIO's ioctls return. */
const errors: ReadonlyMap<string, number> = new Map([
  ['EPERM', 1],
  ['ENOENT', 2],
  ['EINTR', 4],
  ['EIO', 5],
  ['ENXIO', 6],
  ['EBADF', 9],
  ['EAGAIN', 11],
  ['ENOMEM', 12],
  ['EACCES', 13],
  ['EFAULT', 14],
  ['EBUSY', 16],
  ['ENODEV', 19],
  ['EINVAL', 22],
  ['ENOTTY', 25],
  ['ENOSPC', 28],
  ['ERANGE', 34],
  ['EOPNOTSUPP', 95],
  ['ETIMEDOUT', 110],
  ['ENOTSUPP', 524],
]);

/**
 * What the kernel returned: `0`, `3`, and for `-1 EINVAL (Invalid argument)` the negative error, -22; an error without a
 * known name stays -1. Null for `?`, a call that never returned.
 */
export function ioctlReturn(text: string): number | null {
  const [value, error] = text.trim().split(' ', 2);
  const number = value === undefined ? null : wholeNumber(value);
  const code = error === undefined ? undefined : errors.get(error);
  return number === -1 && code !== undefined ? -code : number;
}
