/** A guest at work, for tests that begin there. */
import { QemuSpeaker, type SpokenClass } from './qemu-speaker.ts';
import { SpokenDevice } from './spoken-device.ts';

/** A guest of Linux with these vectors in use. */
export function working(
  of: SpokenClass,
  ...vectors: readonly number[]
): [SpokenDevice, QemuSpeaker] {
  const qemu = new QemuSpeaker(of);
  const device = new SpokenDevice(qemu);
  device.plug();
  device.enable();
  device.maskAll(false);
  device.unmask(...vectors);
  return [device, qemu];
}

/** The lines that it prints from there on: a rotated log. */
export function since(qemu: QemuSpeaker, act: () => void): readonly string[] {
  const from = qemu.lines.length;
  act();
  return qemu.lines.slice(from);
}
