/** Short real logs: the parts of the shipped capture that hold its two teardowns, so that tests of many files are fast. */
import { readFileSync } from 'node:fs';

const lines = readFileSync('fixtures/nvme-resize/trace-cmd-report.txt', 'utf8').split('\n');

/** trace-cmd report: two teardowns with live vectors. */
export const traceText = `${lines.slice(1229, 1420).join('\n')}\n`;
export const dmesgText = readFileSync('fixtures/nvme-resize/dmesg.txt', 'utf8');
export const qemuText = readFileSync('fixtures/nvme-resize/qemu.log', 'utf8');
