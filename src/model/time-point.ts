/** An instant, or a span from the start or the end of the case; nanoseconds. */
export type TimePoint =
  | { readonly is: 'clock'; readonly ns: bigint }
  | { readonly is: 'after-start'; readonly ns: bigint }
  | { readonly is: 'before-end'; readonly ns: bigint }
  /** Since 1970, UTC. */
  | { readonly is: 'wall'; readonly ns: bigint };
