/** What is fuzzed: bytes, and which door they come in by. */
export const kinds = ['log', 'pair', 'rules', 'result', 'baseline', 'config'] as const;

export type Kind = (typeof kinds)[number];

export interface Input {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
}

/** Between the two sources of a `pair`. */
export const CUT = Buffer.from('\n%%%%\n');

/** Kept inputs are called `kind--name`. */
export function kindOfFile(name: string): Kind | null {
  return kinds.find((kind) => name.startsWith(`${kind}--`)) ?? null;
}
