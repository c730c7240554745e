/** Drivers that miss an interrupt, and the window that explains it. */
import { describe, expect, test } from '@jest/globals';
import type { Symptom } from '../../src/model/timeline.ts';
import { kernelLog } from '../../parsers/kernel-log/index.ts';
import { tracefs } from '../../parsers/tracefs/index.ts';
import { KernelSpeaker } from '../support/kernel-speaker.ts';
import { TracedDevice } from '../support/traced-device.ts';
import { caseOf } from '../support/timeline.ts';

const said = (us: number, text: string): string =>
  `[${String(Math.floor(us / 1e6)).padStart(5)}.${String(us % 1e6).padStart(6, '0')}] ${text}`;

const POLLED = 'nvme nvme0: I/O tag 457 (0001) QID 1 timeout, completion polled';

interface Host {
  readonly kernel: KernelSpeaker;
  /** When the window closed. */
  readonly window: number;
}

/** A device whose only window is of this kind. */
function host(kind: 'resize' | 'guest-disable'): Host {
  const kernel = new KernelSpeaker('functions', 'vectors', 'fires');
  const device = new TracedDevice(kernel);
  device.enable(1);
  device.fire(0, 20);
  if (kind === 'guest-disable') device.set(0);
  device.disable();
  kernel.wait(1000);
  device.enable(kind === 'resize' ? 2 : 1);
  const window = kernel.us;
  device.fire(0, 20);
  return { kernel, window };
}

function symptoms({ kernel }: Host, ...log: readonly string[]): readonly Symptom[] {
  const of = caseOf({ format: tracefs, lines: kernel.lines }, { format: kernelLog, lines: log });
  return of.symptoms;
}

describe('nvme finds its work done after its time-out of 30 s', () => {
  test.each([
    ['30 s behind the window', 30, 'W1'],
    ['its timer runs late', 31.5, 'W1'],
    ['5 s behind: due before it, and yet the window lies between', 5, 'W1'],
    ['a minute behind: the window was over when it was due', 60, null],
    ['before the window', -5, null],
  ] as const)('%s', (_, seconds, window) => {
    const found = host('resize');
    const [symptom] = symptoms(found, said(found.window + seconds * 1e6, POLLED));
    expect(symptom).toMatchObject({ driver: 'nvme', reportedBy: 'nvme0', polled: true, window });
    expect(symptom?.device).toBe(window === null ? null : '0000:01:00.0');
  });

  test('a window that the guest asked for loses nothing', () => {
    const found = host('guest-disable');
    expect(symptoms(found, said(found.window + 30e6, POLLED))).toMatchObject([
      { device: null, window: null },
    ]);
  });
});

test('a driver that names another device', () => {
  const found = host('resize');
  const text =
    'snd_hda_intel 0000:00:1b.0: azx_get_response timeout, switching to polling mode: last cmd=0x000f0000';
  const [symptom] = symptoms(found, said(found.window + 1e6, text));
  expect(symptom).toMatchObject({ reportedBy: '0000:00:1b.0', device: null, window: null });
});

test('without any window it is a symptom and no more', () => {
  const of = caseOf({ format: kernelLog, lines: [said(100e6, POLLED)] });
  expect(of.symptoms).toMatchObject([{ polled: true, device: null, window: null }]);
});
