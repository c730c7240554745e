/** Errors that the interrupt paths return, by number (include/uapi/asm-generic/errno*.h). */
const names: ReadonlyMap<number, string> = new Map([
  [1, 'EPERM'],
  [2, 'ENOENT'],
  [4, 'EINTR'],
  [5, 'EIO'],
  [9, 'EBADF'],
  [11, 'EAGAIN'],
  [12, 'ENOMEM'],
  [14, 'EFAULT'],
  [16, 'EBUSY'],
  [17, 'EEXIST'],
  [19, 'ENODEV'],
  [22, 'EINVAL'],
  [24, 'EMFILE'],
  [25, 'ENOTTY'],
  [28, 'ENOSPC'],
  [34, 'ERANGE'],
  [524, 'ENOTSUPP'],
]);

/** `ENOSPC` for -28 or 28; `error -7` for a number without a name here. */
export const errorName = (value: number): string =>
  names.get(Math.abs(value)) ?? `error ${-Math.abs(value)}`;
