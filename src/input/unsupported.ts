/** The data is sound and cannot be decoded here; the message says what to do instead. */
export class Unsupported extends Error {}
