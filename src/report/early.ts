/** A window or a finding that is told before the rest: a few lines of text, or one of NDJSON. */
import type { Result } from '../model/result.ts';
import { earlyRecord, type Told } from '../model/told.ts';
import { windowFacts } from './content/window.ts';
import { clip, code, sectionOf, strong, type Block, type Inline } from './document.ts';
import { TextLayout } from './layout-text.ts';
import { ndjsonLines } from './ndjson.ts';
import type { RenderOptions } from './output.ts';

/** `result` tells what clock the times are on. */
export function earlyText(told: Told, result: Result, options: RenderOptions): string {
  const section = sectionOf('', 0, () => blocksOf(told, result, options));
  return `${new TextLayout(options).section(section).trimStart()}\n`;
}

export const earlyLine = (told: Told): string => [...ndjsonLines([earlyRecord(told)])].join('');

function blocksOf(told: Told, result: Result, options: RenderOptions): readonly Block[] {
  if (told.is === 'window') {
    const { window, again } = told;
    const text: Inline = [
      strong(window.state === 'final' ? 'MSI-X off for good' : 'window closed'),
      ' on ',
      code(clip(window.device, 200)),
      again ? ' (again: more is known)' : '',
    ];
    return [{ is: 'heading', text }, windowFacts(window, null, result, options)];
  }
  const { finding, change } = told;
  const text: Inline = [
    { text: finding.severity.toUpperCase(), tone: finding.severity },
    ' ',
    strong(finding.rule),
    ...(finding.device === null ? [] : [' on ', code(clip(finding.device, 200))]),
    change === 'more' ? ' (again)' : '',
  ];
  return [
    { is: 'heading', text },
    { is: 'paragraph', text: [finding.message] },
  ];
}
