/** What an output is: a pure function of one result, found in the registry by its name. */
import type { Severity } from '../model/finding.ts';
import type { Result } from '../model/result.ts';

export interface RenderOptions {
  /** Columns of a text; quoted log lines may be longer. At least 40. */
  readonly width: number;
  /** Colours and weights of a terminal (ANSI). */
  readonly colour: boolean;
  /** False: nothing outside ASCII. */
  readonly unicode: boolean;
  /** Findings shown, worst first; null for all. */
  readonly maxFindings: number | null;
  /** UTF-8 bytes of the whole output, for places with a limit; what is least important goes first. Null: no limit. */
  readonly maxBytes: number | null;
  /** IANA zone of wall times. */
  readonly zone: string;
  /** The command that made the result, quoted for the reader; null if not known. */
  readonly command: string | null;
  /** Findings from this severity up are failures, for outputs that tell a failure from a remark; null: none is. */
  readonly failOn: Severity | null;
  /** A bug report: with versions, digests, what to record next and the command. */
  readonly forTracker: boolean;
  /** Markdown may fold sections (`<details>`). */
  readonly fold: boolean;
}

export const plainOptions: RenderOptions = {
  width: 80,
  colour: false,
  unicode: false,
  maxFindings: null,
  maxBytes: null,
  zone: 'UTC',
  command: null,
  failOn: 'low',
  forTracker: false,
  fold: false,
};

export interface Renderer {
  /** Pure. The pieces in order are the output; text outputs end with a newline. */
  render(result: Result, options: RenderOptions): Iterable<string>;
}

export interface Output {
  /** The name in `-f NAME`. */
  readonly id: string;
  readonly title: string;
  /** The usual file extension, without the dot. */
  readonly extension: string;
  /** Loads the renderer when it is asked for, so that others cost nothing at start-up. */
  load(): Promise<Renderer>;
}
