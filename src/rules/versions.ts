/** Versions as logs print them: `6.1`, `6.1.0-50-amd64`, `8.2.0`, `10.0.13`. */

/** Is it older than major.minor? Null where there is none or it does not begin with two numbers. */
export function before(version: string | null, major: number, minor: number): boolean | null {
  const match = /^v?(\d{1,4})\.(\d{1,4})/u.exec(version ?? '');
  if (match === null) return null;
  const [is, at] = [Number(match[1]), Number(match[2])];
  return is < major || (is === major && at < minor);
}
