/**
 * `--for NAME`: what fits a bug tracker or a mailing list. Each is an output with its width, its size and its flavour;
 * docs/reports.md says where the numbers come from.
 */
import type { RenderOptions } from './output.ts';

export interface Tracker {
  readonly id: 'lkml' | 'bugzilla' | 'launchpad' | 'github' | 'gitlab';
  readonly title: string;
  readonly output: 'text' | 'markdown';
  /** Set over the options of the caller. */
  readonly options: Pick<
    RenderOptions,
    'width' | 'colour' | 'unicode' | 'maxBytes' | 'forTracker' | 'fold'
  >;
}

const plain = { colour: false, unicode: false, forTracker: true, fold: false } as const;

export const trackers: readonly Tracker[] = [
  {
    id: 'lkml',
    title: 'mailing lists of the kernel and QEMU: plain ASCII, 72 columns, log lines unwrapped',
    output: 'text',
    // The lists refuse mails above some 100,000 characters; headers and quoting need room.
    options: { ...plain, width: 72, maxBytes: 90_000 },
  },
  {
    id: 'bugzilla',
    title: 'Bugzilla comments: 79 columns, below 65,535 characters',
    output: 'text',
    options: { ...plain, width: 79, maxBytes: 60_000 },
  },
  {
    id: 'launchpad',
    title: 'Launchpad comments: plain text as for Bugzilla',
    output: 'text',
    options: { ...plain, width: 79, maxBytes: 60_000 },
  },
  {
    id: 'github',
    title: 'GitHub comments: Markdown with folds, below 65,536 characters',
    output: 'markdown',
    options: { ...plain, width: 100, maxBytes: 65_000, fold: true },
  },
  {
    id: 'gitlab',
    title: 'GitLab notes: Markdown with folds, below 1 MiB',
    output: 'markdown',
    options: { ...plain, width: 100, maxBytes: 1_040_000, fold: true },
  },
];

export const trackerOf = (id: string): Tracker | null =>
  trackers.find((tracker) => tracker.id === id) ?? null;
