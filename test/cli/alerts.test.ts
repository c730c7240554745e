import { expect, test } from '@jest/globals';
import { Alerts, type Alert, type Clock, PER_MINUTE } from '../../src/cli/alerts.ts';
import { hookEnvironment } from '../../src/cli/run-hook.ts';
import { wordsOf } from '../../src/cli/words-of.ts';
import type { ResultFinding } from '../../src/model/result.ts';
import { run } from '../support/run.ts';

const finding = (fingerprint: string, change: Partial<ResultFinding> = {}): ResultFinding => ({
  id: 'F1',
  fingerprint,
  rule: 'live-vectors-disabled',
  severity: 'high',
  confidence: 'high',
  doubts: [],
  device: '0000:01:00.0',
  vectors: [0, 1],
  windows: [],
  at: '40.004604000',
  messageId: 'm',
  message: 'it happened',
  data: {},
  evidence: [],
  remedy: '',
  docs: '',
  ...change,
});

class FakeClock implements Clock {
  #now = 0;
  #due: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, wake: () => void): () => void {
    const one = { at: this.#now + ms, wake };
    this.#due.push(one);
    return () => {
      this.#due = this.#due.filter((other) => other !== one);
    };
  }

  async pass(ms: number): Promise<void> {
    this.#now += ms;
    const due = this.#due.filter(({ at }) => at <= this.#now);
    this.#due = this.#due.filter(({ at }) => at > this.#now);
    for (const { wake } of due) wake();
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const nothing = (): void => undefined;

/** A hook whose runs last until they are ended. */
function hook(): {
  readonly runs: Alert[];
  readonly clock: FakeClock;
  readonly alerts: Alerts;
  readonly done: () => Promise<void>;
} {
  const runs: Alert[] = [];
  const clock = new FakeClock();
  let end = nothing;
  const alerts = new Alerts((alert) => {
    runs.push(alert);
    return new Promise((resolve) => (end = resolve));
  }, clock);
  return {
    runs,
    clock,
    alerts,
    done: async () => {
      end();
      await settled();
    },
  };
}

test('one run at a time; what is worst goes next', async () => {
  const { runs, alerts, done } = hook();
  alerts.add(finding('a'), 'new');
  alerts.add(finding('b', { severity: 'low' }), 'new');
  alerts.add(finding('c', { severity: 'critical' }), 'new');
  expect(runs.map((one) => one.finding.fingerprint)).toEqual(['a']);
  await done();
  await done();
  expect(runs.map((one) => one.finding.fingerprint)).toEqual(['a', 'c', 'b']);
});

test('what comes again while it waits takes the place of the one before, and is counted', async () => {
  const { runs, alerts, done } = hook();
  alerts.add(finding('a'), 'new');
  alerts.add(finding('b', { message: 'first' }), 'new');
  alerts.add(finding('b', { message: 'second' }), 'more');
  await done();
  expect(runs[1]).toMatchObject({ change: 'new', skipped: 1, finding: { message: 'second' } });
});

test('so many a minute and no more', async () => {
  const { runs, alerts, clock, done } = hook();
  for (let i = 0; i < PER_MINUTE + 2; i += 1) {
    alerts.add(finding(`${i}`), 'new');
    await done();
    await clock.pass(1000);
  }
  expect(runs).toHaveLength(PER_MINUTE);
  await clock.pass(60_000 - (PER_MINUTE + 2) * 1000 - 1);
  expect(runs).toHaveLength(PER_MINUTE);
  await clock.pass(1);
  expect(runs).toHaveLength(PER_MINUTE + 1);
});

test('at the end it waits for the run, and says how many got none', async () => {
  const { runs, alerts, done } = hook();
  for (let i = 0; i < PER_MINUTE; i += 1) {
    alerts.add(finding(`${i}`), 'new');
    await done();
  }
  for (let i = 0; i < 300; i += 1) alerts.add(finding(`more ${i}`), 'new');
  expect(runs).toHaveLength(PER_MINUTE);
  expect(await alerts.end()).toBe(300);
});

test('the environment is one line a value, whatever the log says', () => {
  const hostile = finding('a', { message: 'x\u001b[2J\0\n$(reboot)', device: 'a\nb' });
  const env = hookEnvironment({ finding: hostile, change: 'more', skipped: 3 });
  expect(env).toMatchObject({
    MSIXRAY_CHANGE: 'more',
    MSIXRAY_RULE: 'live-vectors-disabled',
    MSIXRAY_SEVERITY: 'high',
    MSIXRAY_VECTORS: '0,1',
    MSIXRAY_AT: '40.004604000',
    MSIXRAY_FINGERPRINT: 'a',
    MSIXRAY_SKIPPED: '3',
  });
  // oxlint-disable-next-line no-control-regex
  for (const value of Object.values(env)) expect(value).not.toMatch(/[\0-\u001f]/u);
});

test.each([
  ['notify', ['notify']],
  ['  mail -s "MSI-X lost" root ', ['mail', '-s', 'MSI-X lost', 'root']],
  [`sh -c 'echo "$MSIXRAY_RULE"'`, ['sh', '-c', 'echo "$MSIXRAY_RULE"']],
  [`a'b c'"d e" ''`, ['ab cd e', '']],
  [String.raw`log $HOME *.txt a|b \n`, ['log', '$HOME', '*.txt', 'a|b', String.raw`\n`]],
])('words of %s', (command, words) => {
  expect(wordsOf(command)).toEqual(words);
});

test.each(['', '  ', `"" x`, `say "it`, `it's`])('no command: %j', (command) => {
  expect(() => wordsOf(command)).toThrow('--exec');
});

test('--exec alone is a usage error', async () => {
  const { status, err } = await run(['--exec', 'true', 'fixtures/nvme-resize/dmesg.txt']);
  expect({ status, err }).toEqual({ status: 2, err: 'msixray: --exec needs --follow\n' });
});
