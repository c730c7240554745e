/** Interrupts that arrive where nobody takes them: whose they are, by the trace beside the kernel's log. */
import { describe, expect, test } from '@jest/globals';
import type { Stray } from '../../src/model/timeline.ts';
import { kernelLog } from '../../parsers/kernel-log/index.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { KernelSpeaker } from '../support/kernel-speaker.ts';
import { TracedDevice } from '../support/traced-device.ts';
import { caseOf, foundBy } from '../support/timeline.ts';

const NAME = '0000:01:00.0';

/** A line of dmesg. */
const said = (us: number, text: string): string => {
  const stamp = `${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}`;
  return `[${stamp.padStart(12)}] ${text}`;
};

/** A device that grows from 1 to 2 vectors within some 3 ms, and instants around that. */
function grown(name = NAME): {
  readonly kernel: KernelSpeaker;
  readonly device: TracedDevice;
  readonly cpuVector: number;
  readonly irq: number;
  readonly before: number;
  readonly inside: number;
  readonly after: number;
} {
  const kernel = new KernelSpeaker('functions', 'vectors', 'fires');
  const device = new TracedDevice(kernel, { name });
  device.enable(1);
  device.fire(0, 30);
  const [cpuVector, irq] = [device.cpuVectorOf(0), device.irqOf(0)];
  kernel.wait(500_000);
  const before = kernel.us - 250_000;
  device.disable();
  kernel.wait(2000);
  const inside = kernel.us;
  device.enable(2);
  const after = kernel.us + 500_000;
  kernel.wait(1_000_000);
  device.fire(0, 5);
  return { kernel, device, cpuVector, irq, before, inside, after };
}

interface Judged {
  readonly strays: readonly Stray[];
  readonly found: readonly string[];
}

function judged(kernel: KernelSpeaker, ...log: readonly string[]): Judged {
  const of = caseOf(
    { format: tracefs, lines: kernel.lines },
    { format: kernelLog, lines: ['[    0.000000] Linux version 6.1.0-50-amd64', ...log] },
  );
  return { strays: of.strays, found: foundBy(of) };
}

describe('a CPU vector without a handler', () => {
  test.each([
    ['__common_interrupt: %.% No irq handler for vector'],
    ['No irq handler for %.%'],
    ['do_IRQ: %.% No irq handler for vector (irq -1)'],
  ])('%s, inside the window of its last owner', (text) => {
    const { kernel, cpuVector, inside } = grown();
    const words = text.replace('%', '0').replace('%', String(cpuVector));
    const { strays, found } = judged(kernel, said(inside, words));
    expect(strays).toMatchObject([
      { device: NAME, vector: 0, cpu: 0, cpuVector, window: 'W1', attribution: 'window' },
    ]);
    expect(found).toContain('interrupt-in-window');
    expect(found).not.toContain('spurious-vector');
  });

  test('long before any window: by history', () => {
    const { kernel, cpuVector, before } = grown();
    const { strays, found } = judged(kernel, said(before, `No irq handler for 0.${cpuVector}`));
    expect(strays).toMatchObject([
      { device: NAME, vector: 0, window: null, attribution: 'history' },
    ]);
    expect(found).toContain('spurious-vector');
    expect(found).not.toContain('interrupt-in-window');
  });

  test('at the edge: as far as the clocks are sure', () => {
    const { kernel, cpuVector } = grown();
    const [outage] = kernel.outages;
    const end = outage?.to ?? 0;
    const at = (us: number): Stray['window'] | undefined =>
      judged(kernel, said(end + us, `No irq handler for 0.${cpuVector}`)).strays[0]?.window;
    expect(at(300)).toBe('W1');
    expect(at(50_000)).toBeNull();
  });

  test('after a close: in it for a moment, by history later', () => {
    const { kernel, device } = grown();
    const cpuVector = device.cpuVectorOf(0);
    device.close();
    const closed = kernel.us;
    const at = (us: number): unknown =>
      judged(kernel, said(closed + us, `No irq handler for 0.${cpuVector}`)).strays[0];
    expect(at(1000)).toMatchObject({ device: NAME, attribution: 'window' });
    expect(at(60_000_000)).toMatchObject({ device: NAME, attribution: 'history', window: null });
  });

  test.each([
    ['another vector', (vector: number) => `0.${vector + 50}`],
    ['another CPU', (vector: number) => `7.${vector}`],
  ])('%s: nobody’s', (_, place) => {
    const { kernel, cpuVector, inside } = grown();
    const { strays, found } = judged(
      kernel,
      said(inside, `No irq handler for ${place(cpuVector)}`),
    );
    expect(strays).toMatchObject([{ device: null, window: null, attribution: 'none' }]);
    expect(found).toContain('spurious-vector');
  });

  test('the last of several owners', () => {
    const kernel = new KernelSpeaker('vectors', 'fires');
    const [a, b] = [
      new TracedDevice(kernel, { name: NAME }),
      new TracedDevice(kernel, { name: '0000:02:00.0', task: { comm: 'CPU 1/KVM', tid: 4243 } }),
    ];
    a.enable(1);
    a.fire(0, 5);
    const cpuVector = a.cpuVectorOf(0);
    const first = kernel.us;
    a.disable();
    kernel.wait(100_000);
    b.enable(1);
    b.fire(0, 5);
    const own = b.cpuVectorOf(0);
    const lines = kernel.lines.map((line) =>
      line.replaceAll(`vector=${own} `, `vector=${cpuVector} `),
    );
    const of = caseOf(
      { format: tracefs, lines },
      {
        format: kernelLog,
        lines: [
          said(first, `No irq handler for 0.${cpuVector}`),
          said(kernel.us, `No irq handler for 0.${cpuVector}`),
        ],
      },
    );
    expect(of.strays.map(({ device }) => device)).toEqual([NAME, '0000:02:00.0']);
  });

  test('what is suppressed counts', () => {
    const { kernel, cpuVector, inside } = grown();
    const { strays } = judged(
      kernel,
      said(inside, `call_irq_handler: 0.${cpuVector} No irq handler for vector`),
      said(inside + 5_000_000, 'call_irq_handler: 977 callbacks suppressed'),
    );
    expect(strays).toMatchObject([{ count: 978 }]);
  });
});

const onCpus = (us: number, ...cpus: readonly number[]): readonly string[] =>
  cpus.map((cpu) =>
    said(us + 1000 * cpu, `__common_interrupt: ${cpu}.55 No irq handler for vector`),
  );

describe('firmware that leaves a vector behind', () => {
  test('vector 55 on every CPU that comes up', () => {
    const { strays, found } = judged(grown().kernel, ...onCpus(300_000, 1, 2, 3));
    expect(strays.map(({ attribution }) => attribution)).toEqual([
      'firmware',
      'firmware',
      'firmware',
    ]);
    expect(found).toEqual(['live-vectors-disabled', 'late-vector']);
  });

  test('and when they come up again, after a suspend', () => {
    const { strays } = judged(grown().kernel, ...onCpus(5_000_000_000, 1, 2, 3));
    expect(strays.map(({ attribution }) => attribution)).toEqual([
      'firmware',
      'firmware',
      'firmware',
    ]);
  });

  test('one CPU, long after the boot: nobody’s', () => {
    const { strays, found } = judged(grown().kernel, ...onCpus(100_000_000, 1));
    expect(strays).toMatchObject([{ attribution: 'none' }]);
    expect(found).toContain('spurious-vector');
  });
});

describe('a trap', () => {
  test('names the irq in hexadecimal', () => {
    const { kernel, irq, inside } = grown();
    const text = `unexpected IRQ trap at vector ${irq.toString(16)}`;
    expect(judged(kernel, said(inside, text))).toMatchObject({
      strays: [{ kind: 'irq-trap', irq, device: NAME, vector: 0, window: 'W1' }],
      found: expect.arrayContaining(['interrupt-in-window']),
    });
  });

  test('of an irq that no trace knows', () => {
    const { kernel, inside } = grown();
    expect(judged(kernel, said(inside, 'unexpected IRQ trap at vector 91')).strays).toMatchObject([
      { irq: 0x91, device: null, attribution: 'none' },
    ]);
  });

  test('of an irq that was another device’s later', () => {
    const { kernel, device, irq, inside } = grown();
    device.disable();
    const next = new TracedDevice(kernel, { name: '0000:02:00.0' });
    next.enable(1);
    next.fire(0, 5);
    expect(next.irqOf(0)).toBe(irq);
    const { strays } = judged(
      kernel,
      said(inside, `unexpected IRQ trap at vector ${irq.toString(16)}`),
    );
    expect(strays).toMatchObject([{ device: NAME, window: 'W1' }]);
  });
});

const fault = (bdf: string): string =>
  `DMAR: [INTR-REMAP] Request device [${bdf}] fault index 0x1c [fault reason 0x22] Present field in the IRTE entry is clear`;

describe('a fault of the IOMMU', () => {
  test('names its device without the domain', () => {
    const { kernel, inside, after } = grown();
    const { strays, found } = judged(
      kernel,
      said(inside, fault('01:00.0')),
      said(after, fault('01:00.0')),
      said(after, fault('05:00.0')),
    );
    expect(strays).toMatchObject([
      {
        device: NAME,
        window: 'W1',
        attribution: 'requester',
        detail: { irte: 0x1c, reason: 0x22 },
      },
      { device: NAME, window: null },
      { device: null, window: null, attribution: 'none' },
    ]);
    expect(found).toEqual(expect.arrayContaining(['interrupt-in-window', 'remap-fault']));
  });

  test('of two devices that differ in the domain only: the one whose window it is', () => {
    const { kernel, inside, after } = grown(NAME);
    const other = new TracedDevice(kernel, {
      name: '10000:01:00.0',
      task: { comm: 'CPU 0/KVM', tid: 9999 },
    });
    other.enable(1);
    other.fire(0, 3);
    const { strays } = judged(
      kernel,
      said(inside, fault('01:00.0')),
      said(after, fault('01:00.0')),
    );
    expect(strays).toMatchObject([
      { device: NAME, window: 'W1', attribution: 'requester' },
      { device: null, window: null, attribution: 'none' },
    ]);
  });
});

test('without a trace there is only the message', () => {
  const of = caseOf({ format: kernelLog, lines: [said(1_000_000_000, 'No irq handler for 3.35')] });
  expect(of.strays).toMatchObject([{ device: null, cpu: 3, cpuVector: 35, attribution: 'none' }]);
});

test('the same message in two logs of one host is one', () => {
  const { kernel, cpuVector, inside } = grown();
  const line = said(inside, `No irq handler for 0.${cpuVector}`);
  const of = caseOf(
    { format: tracefs, lines: kernel.lines },
    { format: kernelLog, lines: [line], name: 'dmesg.txt' },
    { format: kernelLog, lines: [line], name: 'console.txt' },
  );
  expect(of.strays).toMatchObject([{ count: 1, device: NAME }]);
});
