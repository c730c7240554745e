/** Annotated logs: lines that say which rules must and must not speak. */

export interface Annotation {
  /** `expect`: must be found; `ok`: must not; `todo`: should be found and is not yet. */
  readonly is: 'expect' | 'ok' | 'todo';
  readonly rule: string;
  /** How many findings; null: at least one. Only of `expect`. */
  readonly count: number | null;
  /** Only on this device; null: any. */
  readonly device: string | null;
  /** 1-based. */
  readonly line: number;
}

export interface AnnotatedLog {
  /** The log with each annotation's line left empty: line numbers stay. */
  readonly text: string;
  readonly annotations: readonly Annotation[];
  /** Lines that begin like an annotation and are none. */
  readonly faults: readonly { readonly line: number; readonly message: string }[];
}

// # expect: live-vectors-disabled count=2 device=0000:01:00.0
const HEAD = /^# (expect|ok|todo): ?/u;
const RULE = /^[a-z][a-z0-9-]*(?:\/[a-z0-9-]+)*$/u;

/** Splits a log from its annotations. Other lines that begin with `#` belong to the log (tracefs has a header of them). */
export function readAnnotations(log: string): AnnotatedLog {
  const annotations: Annotation[] = [];
  const faults: { line: number; message: string }[] = [];
  const lines = log.split('\n').map((text, index) => {
    const head = HEAD.exec(text);
    const is = head?.[1];
    if (head === null || (is !== 'expect' && is !== 'ok' && is !== 'todo')) return text;
    const line = index + 1;
    const words = text.slice(head[0].length).trim().split(/\s+/u);
    const annotation = annotationOf(is, words, line);
    if (typeof annotation === 'string') faults.push({ line, message: annotation });
    else annotations.push(annotation);
    return '';
  });
  return { text: lines.join('\n'), annotations, faults };
}

/** The annotation, or what is wrong with it. */
function annotationOf(
  is: Annotation['is'],
  [rule = '', ...conditions]: readonly string[],
  line: number,
): Annotation | string {
  if (!RULE.test(rule)) return `"${rule}" is no id of a rule`;
  let count: number | null = null;
  let device: string | null = null;
  for (const condition of conditions) {
    const equals = condition.indexOf('=');
    const [key, value] = [condition.slice(0, Math.max(0, equals)), condition.slice(equals + 1)];
    if (key === 'device' && value !== '') device = value;
    else if (key === 'count' && is === 'expect' && /^\d{1,6}$/u.test(value)) count = Number(value);
    else return `"${condition}" is no condition of ${is}: device=NAME, and count=N after expect`;
  }
  return { is, rule, count, device, line };
}
