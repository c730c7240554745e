/** A rule of a user as the engine knows rules. */
import type { Data, Datum, Draft, Severity } from '../../model/finding.ts';
import { defineRule, type Rule } from '../../model/rule.ts';
import { SECOND } from '../../model/time.ts';
import type { Confidence } from '../../model/timeline.ts';
import { quote } from '../cite.ts';
import { weakest } from '../confidence.ts';
import { endOf, indices } from '../windows.ts';
import { span as spanText } from '../words.ts';
import type { FieldType, Value } from './expression/types.ts';
import type { Message, MessageField } from './guard.ts';
import { kindInfo } from './moment-kinds.ts';
import { deviceValues, scenesOf, type Scene } from './moments.ts';
import { findMatches, type Match, needsStamps, type Pattern } from './pattern.ts';

export interface RuleText {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: 'stable' | 'test' | 'deprecated';
  /** Null: what the kinds of its pattern need. */
  readonly requires: readonly (readonly string[])[] | null;
  readonly message: Message;
  readonly remedy: string;
}

export function ruleOf(text: RuleText, pattern: Pattern): Rule {
  return defineRule(
    {
      id: text.id,
      since: '',
      severity: text.severity,
      status: text.status,
      summary: text.title,
      requires: text.requires ?? shownBy(pattern),
      messages: { match: text.message.template },
      remedy: text.remedy,
    },
    function* (input) {
      const end = endOf(input);
      for (const scene of scenesOf(input)) {
        const matches = findMatches(pattern, scene, end);
        const [first] = matches;
        if (first !== undefined) yield draftOf(text.message, scene, first, matches);
      }
    },
    (input) => {
      const moments = scenesOf(input).flatMap((scene) => scene.moments);
      const starts = moments.filter((moment) => moment.kind === pattern.start.on);
      const blind =
        needsStamps(pattern) && starts.length > 0 && starts.every((one) => one.at === null);
      return blind ? ['stamps: the rule compares times'] : [];
    },
  );
}

/** Each kind's own groups, each once. */
function shownBy(pattern: Pattern): readonly (readonly string[])[] {
  const steps = [pattern.start, ...pattern.steps, ...pattern.unless];
  return [...new Set(steps.flatMap((step) => kindInfo(step.on).shownBy))];
}

function draftOf(
  message: Message,
  scene: Scene,
  first: Match,
  matches: readonly Match[],
): Draft<'match'> {
  const moments = matches.flat();
  const device = scene.device?.name ?? null;
  return {
    message: 'match',
    data: dataOf(message, scene, first, matches.length),
    device,
    vectors: indices(moments.flatMap((moment) => moment.vectors)),
    windows: [...new Set(moments.flatMap((moment) => moment.windows))],
    at: first[0].at,
    evidence: quote(moments),
    confidence: surestOf(matches),
  };
}

/** A match is as sure as its least sure moment; of several the surest counts. */
function surestOf(matches: readonly Match[]): Confidence {
  const each = matches.map((match) => weakest(match.map((moment) => moment.confidence)));
  return each.includes('high') ? 'high' : each.includes('medium') ? 'medium' : 'low';
}

function dataOf(message: Message, scene: Scene, first: Match, matches: number): Data {
  const [start] = first;
  const last = first.at(-1) ?? start;
  const spans = start.at === null || last.at === null ? null : last.at - start.at;
  const device = scene.device === null ? {} : deviceValues(scene.device);
  const valueOf = ({ path }: MessageField): Value => {
    const [first_, second] = path.split('.');
    if (second === undefined) return start.fields[path] ?? null;
    const fields = first_ === 'device' ? device : first_ === 'then' ? last.fields : start.fields;
    return fields[second] ?? null;
  };
  return {
    matches,
    span: spans === null ? null : spanText(spans),
    ...Object.fromEntries(
      message.fields.map((field) => [field.key, worded(valueOf(field), field.type)]),
    ),
  };
}

const worded = (value: Value, type: FieldType): Datum =>
  typeof value === 'number' && type === 'seconds' ? spanText(Math.round(value * SECOND)) : value;
