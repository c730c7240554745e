/** `--exec`: one run of the user's program for one finding. */
import { spawn } from 'node:child_process';
import { earlyRecord } from '../model/told.ts';
import { visible } from '../report/index.ts';
import type { Alert } from './alerts.ts';
import { messageOf } from './trouble.ts';

/** A hook that takes longer is ended, so that the next one may run. */
const LONGEST_MS = 60_000;
/** It has so long to go by itself. */
const GRACE_MS = 5000;

const text = (value: string | null): string => visible(value ?? '');

/** The environment of a hook, beside the program's own. Text of logs is made visible: one line, no control character. */
export function hookEnvironment({ finding, change, skipped }: Alert): Record<string, string> {
  return {
    MSIXRAY_CHANGE: change,
    MSIXRAY_RULE: text(finding.rule),
    MSIXRAY_SEVERITY: finding.severity,
    MSIXRAY_CONFIDENCE: finding.confidence,
    MSIXRAY_DEVICE: text(finding.device),
    MSIXRAY_VECTORS: finding.vectors.join(','),
    MSIXRAY_AT: finding.at ?? '',
    MSIXRAY_FINGERPRINT: finding.fingerprint,
    MSIXRAY_MESSAGE: text(finding.message),
    MSIXRAY_SKIPPED: String(skipped),
  };
}

/**
 * Resolves when it is over, and never rejects: what went wrong is noted. The finding is a line of JSON on its standard
 * input; what it writes goes to standard error.
 */
export async function runHook(
  [program = '', ...args]: readonly string[],
  alert: Alert,
  env: Readonly<Record<string, string | undefined>>,
  onNote: (note: string) => void,
): Promise<void> {
  await new Promise<void>((resolve) => {
    let timer: NodeJS.Timeout | null = null;
    const over = (note: string | null): void => {
      if (timer !== null) clearTimeout(timer);
      if (note !== null) onNote(`${program}: ${note}`);
      resolve();
    };
    try {
      const child = spawn(program, args, {
        shell: false,
        env: { ...env, ...hookEnvironment(alert) },
        stdio: ['pipe', 2, 2],
      });
      timer = setTimeout(() => {
        onNote(`${program}: took more than ${LONGEST_MS / 1000} s and is ended`);
        child.kill('SIGTERM');
        timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      }, LONGEST_MS);
      child.on('error', (error) => over(messageOf(error)));
      child.on('exit', (status, signal) => {
        over(
          status === 0 ? null : status === null ? `ended by ${signal}` : `exit status ${status}`,
        );
      });
      // It need not read.
      child.stdin?.on('error', () => undefined);
      const { finding, change } = alert;
      child.stdin?.end(`${JSON.stringify(earlyRecord({ is: 'finding', finding, change }))}\n`);
    } catch (error) {
      over(messageOf(error));
    }
  });
}
