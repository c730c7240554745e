/**
 * How much of a log is kept, in one table: `--limit NAME=N` changes one. A log can name a billion devices; what is over a
 * limit is counted as the problem `limit-reached` and never silently dropped. docs/limits.md says what each costs.
 */
export const limitKinds = {
  devices: { standard: 4096, says: 'devices by name or pointer, in one source' },
  vectors: { standard: 8192, says: 'table entries whose interrupts are counted, in one source' },
  irqs: {
    standard: 49_152,
    says: 'lives of irq numbers, from a set-up to its teardown, in one source',
  },
  threads: { standard: 16_384, says: 'threads whose calls are followed, in one source' },
  operations: {
    standard: 20_000,
    says: 'changes of interrupts (enable, disable, grow), in one source',
  },
  touches: { standard: 98_304, says: 'vectors in those changes, in one source' },
  'cpu-vectors': { standard: 32_768, says: 'vectors of CPUs whose owners are kept, in one source' },
  evidence: { standard: 64, says: 'lines quoted of one window' },
  problems: { standard: 1024, says: 'kinds of problem, by CPU, in one source' },
  ratio: { standard: 500, says: 'bytes of text that one compressed byte may become' },
} as const satisfies Record<string, { readonly standard: number; readonly says: string }>;

export type LimitName = keyof typeof limitKinds;

export type Limits = Readonly<Record<LimitName, number>>;

/** What holds where nobody says otherwise. */
export const standardLimits: Limits = {
  devices: limitKinds.devices.standard,
  vectors: limitKinds.vectors.standard,
  irqs: limitKinds.irqs.standard,
  threads: limitKinds.threads.standard,
  operations: limitKinds.operations.standard,
  touches: limitKinds.touches.standard,
  'cpu-vectors': limitKinds['cpu-vectors'].standard,
  evidence: limitKinds.evidence.standard,
  problems: limitKinds.problems.standard,
  ratio: limitKinds.ratio.standard,
};

/** Of a text that names a limit. */
export const isLimitName = (name: string): name is LimitName => Object.hasOwn(limitKinds, name);
