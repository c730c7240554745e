/** The `where` and `match` of a rule file. */
import { isMap, isSeq, type Node } from 'yaml';
import { SECOND, nanos, type Nanos } from '../../model/time.ts';
import { didYouMean } from '../suggest.ts';
import type { Faults } from './document.ts';
import { Fields } from './fields.ts';
import { deviceScope, readGuard, stepScope } from './guard.ts';
import { isMomentKind, kindInfo, momentKindNames, type MomentKind } from './moment-kinds.ts';
import type { Pattern, Step } from './pattern.ts';

const toNanos = (seconds: number | null): Nanos | null =>
  seconds === null ? null : nanos(Math.round(seconds * SECOND));

/** Null where the pattern is unusable; the reasons are faults. */
export function readPattern(rule: Fields, faults: Faults): Pattern | null {
  const where = readGuard(rule.text('where'), deviceScope, faults);
  const node = rule.node('match');
  if (node === null) {
    rule.fault('match', 'match is missing: what the rule waits for');
    return null;
  }
  const match = new Fields(node, faults, 'match');
  const start = readStep(match.node('start'), null, faults);
  const then = readSteps(match.node('then'), start?.on ?? null, faults);
  const unless = readSteps(match.node('unless'), start?.on ?? null, faults);
  const count = match.whole('count', 1) ?? 1;
  const span = toNanos(match.duration('for'));
  match.done();
  if (!match.has('start')) match.fault('start', 'match has no start');
  if (start === null) return null;
  if (start.within !== null)
    match.fault('start', 'the start is the beginning: within has no meaning there');
  if (then.length === 0 && unless.some((step) => step.within === null)) {
    match.fault('unless', 'unless needs within where no step follows the start');
  }
  const timeless = span !== null || then.length > 0 || unless.length > 0;
  if (timeless && !kindInfo(start.on).instant) {
    match.fault(
      'start',
      `${start.on} has no time: nothing can come after it, and for has no meaning`,
    );
  }
  return { where, start, steps: then, unless, count, span };
}

/** One step or a list of them. */
function readSteps(node: Node | null, start: MomentKind | null, faults: Faults): readonly Step[] {
  if (node === null) return [];
  const items = isSeq(node) ? node.items : [node];
  return items.flatMap((item) => {
    if (!isMap(item)) {
      faults.add(node, 'a step must be a map with on');
      return [];
    }
    const step = readStep(item, start, faults);
    if (step !== null && !kindInfo(step.on).instant) {
      faults.add(item, `${step.on} has no time and cannot come after a start`);
    }
    return step === null ? [] : [step];
  });
}

function readStep(node: Node | null, start: MomentKind | null, faults: Faults): Step | null {
  if (node === null) return null;
  const fields = new Fields(node, faults, 'a step');
  const on = fields.need('on');
  const text = fields.text('when');
  const within = toNanos(fields.duration('within'));
  fields.done();
  if (on === null) return null;
  if (!isMomentKind(on.value)) {
    const meant = didYouMean(on.value, momentKindNames);
    faults.add(
      on.node,
      `nothing is called "${on.value}"${meant}; there are ${momentKindNames.join(', ')}`,
    );
    return null;
  }
  const when = readGuard(text, stepScope(on.value, start), faults);
  return { on: on.value, when, within };
}
