/** Sources could not be put on one clock. */
import { isSnapshot } from '../model/format.ts';
import { defineRule } from '../model/rule.ts';
import type { SourceSummary } from '../model/timeline.ts';
import { SEVERAL_SOURCES } from './signals.ts';
import { nameList } from './words.ts';

type Message = 'unplaced' | 'contradicted';

export const clockUnaligned = defineRule<Message>(
  {
    id: 'clock-unaligned',
    since: '0.1.0',
    severity: 'info',
    status: 'stable',
    summary: 'Sources could not be put on one clock',
    requires: [[SEVERAL_SOURCES]],
    messages: {
      unplaced:
        '{names}: not on the clock of {clock}; what they say is told in its own order and never compared in time with the rest',
      contradicted:
        '{names}: {contradictions} of {anchors} pairs of related events contradict the offset taken; the clock may have jumped or drifted',
    },
    remedy: {
      unplaced:
        'Give --offset SOURCE=SECONDS, or record with stamps that share a clock: trace-cmd record -C mono or the default with dmesg, QEMU with -msg timestamp=on.',
      contradicted:
        'Give --offset SOURCE=SECONDS if you know it. Logs of another boot or another VM in the same case look like this: leave them out.',
    },
  },
  function* (input) {
    const heard = input.sources.filter((source) => source.events > 0 && !isSnapshot(source.format));
    const unplaced = heard.filter((source) => source.offset === null || source.clock === 'order');
    if (unplaced.length > 0) {
      yield {
        message: 'unplaced',
        ...ofCase,
        data: { names: namesOf(unplaced), clock: input.clock.source },
      };
    }
    for (const source of heard.filter((one) => one.contradictions > 0)) {
      const { anchors, contradictions } = source;
      yield {
        message: 'contradicted',
        ...ofCase,
        data: {
          names: source.name,
          contradictions,
          anchors,
        },
        identity: `contradicted ${source.format}`,
      };
    }
  },
);

const ofCase = {
  device: null,
  vectors: [],
  windows: [],
  at: null,
  evidence: [],
  confidence: 'high',
} as const;

const namesOf = (sources: readonly SourceSummary[]): string =>
  nameList(sources.map((source) => source.name));
