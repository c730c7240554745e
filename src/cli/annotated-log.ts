/**
 * A log that says what it must give, in lines of its own:
 *
 *   # msixray-test: expect live-vectors-disabled 1
 *   # msixray-test: expect spurious-vector 0
 *   # msixray-test: rules site.yaml
 *
 * The rest is the log as it was recorded. The count is 1 if left out; a rule file is relative to the log.
 */
import { Trouble } from './trouble.ts';

const MARK = '# msixray-test:';

export interface Expectation {
  readonly rule: string;
  readonly count: number;
  readonly line: number;
}

export interface AnnotatedLog {
  readonly expectations: readonly Expectation[];
  readonly ruleFiles: readonly string[];
  /** The log with its annotations blank, so that line numbers stay. */
  readonly log: string;
}

export const isAnnotated = (text: string): boolean =>
  text.startsWith(MARK) || text.includes(`\n${MARK}`);

/** `path` is for messages. Throws {@link Trouble} for an annotation that cannot be read. */
export function readAnnotatedLog(text: string, path: string): AnnotatedLog {
  const expectations: Expectation[] = [];
  const ruleFiles: string[] = [];
  const lines = text.split('\n').map((line, index) => {
    if (!line.startsWith(MARK)) return line;
    const [verb, subject, count, ...surplus] = line.slice(MARK.length).trim().split(/\s+/u);
    const isWhole = surplus.length === 0 && subject !== undefined;
    if (verb === 'rules' && isWhole && count === undefined) ruleFiles.push(subject);
    else if (verb === 'expect' && isWhole && /^\d{1,6}$/u.test(count ?? '1')) {
      expectations.push({ rule: subject, count: Number(count ?? '1'), line: index + 1 });
    } else {
      throw new Trouble(
        `${path}:${index + 1}: no annotation`,
        `${MARK} expect RULE [COUNT], or ${MARK} rules FILE`,
      );
    }
    return '';
  });
  return { expectations, ruleFiles, log: lines.join('\n') };
}
