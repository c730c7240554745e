import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Host } from '../../src/capture/host.ts';
import { lookAtHost } from '../../src/cli/host-look.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'msixray-test-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text = ''): void {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
}

const look = (): Host => lookAtHost({ root, arch: 'x86_64', cpus: 8, path: [join(root, 'bin')] });

test('a host on which everything can be seen', () => {
  put('proc/sys/kernel/osrelease', '6.12.117+deb12-amd64\n');
  put('boot/config-6.12.117+deb12-amd64', 'A=1\nCONFIG_PROBE_EVENTS_BTF_ARGS=y\n');
  put('sys/kernel/tracing/trace_clock', '[local] global counter uptime perf mono\n');
  put('sys/kernel/tracing/available_events', 'irq:irq_handler_entry\nsched:sched_switch\n');
  put(
    'sys/kernel/tracing/available_filter_functions',
    'free_irq\nvfio_msi_disable [vfio_pci_core]\n',
  );
  put('sys/kernel/tracing/kprobe_events');
  put('sys/bus/pci/drivers/vfio-pci/0000:3b:00.0');
  put('sys/bus/pci/drivers/vfio-pci/new_id');
  put('sys/module/kvm_intel/parameters/enable_apicv', 'Y\n');
  put('bin/trace-cmd');
  chmodSync(join(root, 'bin/trace-cmd'), 0o755);
  put('bin/perf');
  expect(look()).toEqual({
    kernel: '6.12.117+deb12-amd64',
    arch: 'x86_64',
    qemu: null,
    cpus: 8,
    programs: new Set(['trace-cmd']),
    functions: new Set(['free_irq', 'vfio_msi_disable']),
    events: new Set(['irq:irq_handler_entry', 'sched:sched_switch']),
    clocks: new Set(['local', 'global', 'counter', 'uptime', 'perf', 'mono']),
    kprobes: true,
    btf: true,
    devices: ['0000:3b:00.0'],
    posted: true,
    unseen: ['the version of QEMU (--qemu tells it)'],
  });
});

test('a host on which nothing can be seen', () => {
  expect(look()).toMatchObject({
    kernel: null,
    programs: new Set(),
    functions: null,
    events: null,
    clocks: null,
    kprobes: null,
    btf: null,
    devices: [],
    posted: null,
    unseen: [
      'which functions can be traced (not there, or not mounted: /sys/kernel/tracing/available_filter_functions)',
      'which events there are (not there, or not mounted: /sys/kernel/tracing/available_events)',
      expect.stringContaining('arguments by name'),
      expect.stringContaining('QEMU'),
    ],
  });
});

test('tracefs where it was before 4.1', () => {
  put('sys/kernel/debug/tracing/trace_clock', 'local [global]\n');
  put('sys/kernel/debug/tracing/available_events', 'irq:irq_handler_entry\n');
  expect(look()).toMatchObject({
    clocks: new Set(['local', 'global']),
    events: new Set(['irq:irq_handler_entry']),
    kprobes: null,
  });
});

test('an old kernel without named arguments, and AVIC switched off', () => {
  put('proc/sys/kernel/osrelease', '5.14.0\n');
  put('boot/config-5.14.0', 'CONFIG_KPROBES=y\n');
  put('sys/module/kvm_amd/parameters/avic', 'N\n');
  expect(look()).toMatchObject({ btf: false, posted: false });
});
