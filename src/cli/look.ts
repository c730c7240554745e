/** What is written where, and how it looks there. */
import type { RenderOptions } from '../report/index.ts';
import { type Tracker, trackerOf } from '../report/trackers.ts';
import { type LookFlags, renderOptions } from './appearance.ts';
import { commandLine } from './command-line.ts';
import type { Context } from './program.ts';
import { type RedactFlags, wantsRedaction } from './redaction.ts';
import { parseTargets, type Target } from './targets.ts';
import { Trouble } from './trouble.ts';

export interface OutputFlags extends LookFlags, RedactFlags {
  readonly format: readonly string[];
  /** Id of a tracker. */
  readonly for?: string;
}

export interface Look {
  readonly targets: readonly Target[];
  readonly optionsFor: (target: Target) => RenderOptions;
}

/** A tracker decides the output, and how all outputs of its kind look. Throws {@link Trouble}. */
export function lookFor(flags: OutputFlags, { streams, argv }: Context): Look {
  const tracker = flags.for === undefined ? null : trackerOf(flags.for);
  const targets = parseTargets(flags.format, tracker?.output);
  const isFor = ({ output }: Target): boolean => output.id === tracker?.output;
  if (tracker !== null && !targets.some(isFor)) {
    throw new Trouble(
      `--for ${tracker.id} is ${tracker.output}, which no -f asks for`,
      `leave -f out, or add -f ${tracker.output}=FILE`,
    );
  }
  return {
    targets,
    optionsFor: (target) => {
      const plain = renderOptions(flags, streams, target.file !== null);
      return tracker !== null && isFor(target) ? forTracker(plain, tracker, flags, argv) : plain;
    },
  };
}

const forTracker = (
  plain: RenderOptions,
  { options }: Tracker,
  flags: OutputFlags,
  argv: readonly string[],
): RenderOptions => ({
  ...plain,
  ...options,
  width: flags.width ?? options.width,
  // It names files.
  command: wantsRedaction(flags) ? null : commandLine(argv),
});
