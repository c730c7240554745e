import { expect, test } from '@jest/globals';
import { outputs, plainOptions } from '../../src/report/index.ts';
import { Pseudonyms } from '../../src/redact/pseudonyms.ts';
import { redactResult } from '../../src/redact/redact-result.ts';
import { Redactor, type ToldNames } from '../../src/redact/redactor.ts';
import { survivors } from '../../src/redact/survivors.ts';
import { nvmeResize } from '../support/result.ts';

const nobody: ToldNames = { source: [], host: [], vm: [] };

function redacted(text: string, names: Partial<ToldNames> = {}): string {
  return new Redactor({ ...nobody, ...names }, new Pseudonyms()).text(text);
}

test.each([
  // Devices: the function stays, an address without domain is the same device.
  ['vfio-msix[3](0000:3b:00.1) and 3b:00.0', 'vfio-msix[3](ffff:00:01.1) and ffff:00:01.0'],
  ['0000:01:00.0 0000:02:00.0 0000:01:00.0', 'ffff:00:01.0 ffff:00:02.0 ffff:00:01.0'],
  [
    'DMAR: [INTR-REMAP] Request device [02:00.0]',
    'DMAR: [INTR-REMAP] Request device [ffff:00:01.0]',
  ],
  ['10001:e1:00.0', 'ffff:00:01.0'],
  // Identities and addresses.
  ['UUID 3F2504E0-4F89-11D3-9A0C-0305E82C3301.', 'UUID 00000000-0000-4000-8000-000000000001.'],
  ['mac 52:54:00:12:34:56, 52:54:00:12:34:57', 'mac 02:00:00:00:00:01, 02:00:00:00:00:02'],
  ['from 10.1.2.3:22 to 10.1.2.4', 'from 192.0.2.1:22 to 192.0.2.2'],
  ['fe80::5054:ff:fe12:3456 up', '2001:db8::1 up'],
  ['2001:0db8:0000:0000:0000:ff00:0042:8329', '2001:db8::1'],
  ['vdev 0xffff8e1d4279d800', 'vdev 0xffff000000000001'],
  ['enp59s0f1np1: link up', 'net-1: link up'],
  // Paths; what every Linux has stays.
  ['-D /var/log/libvirt/qemu/web.log,x', '-D /path-1.log,x'],
  ['open /home/anna/vm/disk.qcow2 and /home/anna/vm/disk.qcow2', 'open /path-1 and /path-1'],
  [
    '/dev/vfio/27 /proc/interrupts /sys/kernel/tracing/trace',
    '/dev/vfio/27 /proc/interrupts /sys/kernel/tracing/trace',
  ],
  ['/sys/bus/pci/devices/0000:01:00.0/irq', '/sys/bus/pci/devices/ffff:00:01.0/irq'],
])('%s', (before, after) => {
  expect(redacted(before)).toBe(after);
});

test.each([
  '40.004604: irq_handler_entry: irq=34 name=virtio1-requests',
  'Nov 22 13:00:46.123456',
  '2026-11-22T13:00:46+00:00',
  '1795342812.275200000',
  'Linux 6.1.0-50-amd64, QEMU 7.2.19',
  '__irq_msi_compose_msg+0x12/0x40 [vfio_pci_core]',
  'RIP: 0010:vfio_msi_disable+0x1f',
  'std::map at https://example.org/docs/rules',
  'docs/rules/events-lost.md',
  '3.37 No irq handler for vector',
  'r:p/vfio_ret vfio_msi_disable',
])('%s is nobody', (text) => {
  expect(redacted(text)).toBe(text);
});

test('hosts, VMs and sources are known by what they were told to be', () => {
  const names = {
    host: ['node-7.example'],
    vm: ['web'],
    source: ['hosts/node-7/trace.txt', 'log'],
  };
  expect(redacted('node-7.example NODE-7.EXAMPLE node-7.example.org', names)).toBe(
    'host-1 host-1 host-1.org',
  );
  expect(redacted('guest=web, webserver, web-2, the web', names)).toBe(
    'guest=vm-1, webserver, web-2, the vm-1',
  );
  expect(redacted('hosts/node-7/trace.txt:12', names)).toBe('source-1.txt:12');
  // A word of every message is a source only where it stands alone.
  expect(redacted('the log does not tell', names)).toBe('the log does not tell');
  expect(redacted('log', names)).toBe('source-1');
});

test('a map keeps pseudonyms from run to run', () => {
  const first = new Pseudonyms();
  expect(new Redactor(nobody, first).text('0000:01:00.0 10.0.0.1')).toBe('ffff:00:01.0 192.0.2.1');
  const second = new Pseudonyms(first.map);
  expect(new Redactor(nobody, second).text('10.0.0.2 0000:01:00.1 10.0.0.1')).toBe(
    '192.0.2.2 ffff:00:01.1 192.0.2.1',
  );
  expect(second.map).toEqual({
    schema: 'msixray.redact-map/1',
    names: {
      device: { '0000:01:00': 'ffff:00:01' },
      ipv4: { '10.0.0.1': '192.0.2.1', '10.0.0.2': '192.0.2.2' },
    },
  });
});

test('no output of a redacted result holds an original', async () => {
  const pseudonyms = new Pseudonyms();
  const result = redactResult(nvmeResize(), { host: [], vm: [] }, pseudonyms);
  expect(result.devices.map(({ name }) => name)).toEqual(['ffff:00:01.0']);
  for (const output of outputs) {
    const renderer = await output.load();
    const text = [...renderer.render(result, plainOptions)].join('');
    expect([output.id, survivors(text, pseudonyms)]).toEqual([output.id, []]);
    expect(text).not.toContain('0000:01:00.0');
  }
});

test('what is not redacted is found', async () => {
  const pseudonyms = new Pseudonyms();
  redactResult(nvmeResize(), { host: [], vm: [] }, pseudonyms);
  expect(survivors('at 01:00.0, ffff:00:01.0', pseudonyms)).toEqual(['0000:01:00', '01:00.0']);
  expect(survivors('a new one: 10.9.8.7', pseudonyms)).toEqual(['10.9.8.7']);
});

test('fingerprints are made anew, and differ where they did', () => {
  const before = nvmeResize();
  const after = redactResult(before, { host: [], vm: [] }, new Pseudonyms());
  const of = ({ findings }: typeof before): readonly string[] =>
    findings.map(({ fingerprint }) => fingerprint);
  expect(of(after).some((each) => of(before).includes(each))).toBe(false);
  expect(new Set(of(after)).size).toBe(new Set(of(before)).size);
});

test('hostile lines take no longer than others', () => {
  const started = performance.now();
  for (const piece of ['/a', 'a:', '0:', ':', 'ffff', '-/', '1.', 'a-', '/', ' /', 'enp1s0']) {
    redacted(piece.repeat(32_768));
  }
  expect(performance.now() - started).toBeLessThan(3000);
});
