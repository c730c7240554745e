/** `\x5c_SB_.GSIF` → `\_SB_.GSIF`: /dev/kmsg writes backslashes and unprintable bytes as \xNN. */
export function unescape(text: string): string {
  return text.includes('\\x')
    ? text.replaceAll(/\\x([0-9a-f]{2})/g, (_whole, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : text;
}
