/** What a bug report needs beside its findings: versions, inputs, what to record next, how to see it again. */
import type { Result } from '../../model/result.ts';
import {
  clip,
  code,
  sectionOf,
  strong,
  type Fact,
  type Inline,
  type Section,
} from '../document.ts';
import type { RenderOptions } from '../output.ts';
import { count, stamp } from '../words.ts';
import { placing } from './coverage.ts';

/** Sources and devices named one by one. */
const NAMED = 12;

const unique = (values: readonly (string | null)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== null)),
];

/** One line under the verdict, for who sorts reports: what ran where. */
export function headerSection(result: Result): Section {
  const { tool, devices, sources } = result;
  const kernels = unique(devices.map((d) => d.kernel));
  const qemus = unique(devices.map((d) => d.qemu));
  const parts = [
    kernels.length === 0 ? 'kernel version not in the logs' : `Linux ${kernels.join(', ')}`,
    qemus.length === 0 ? 'QEMU version not in the logs' : `QEMU ${qemus.join(', ')}`,
    `found by ${tool.name} ${tool.version}, rules ${tool.rules}, in ${count(sources.length, 'log')}`,
  ];
  return sectionOf('the header', 960, () => [{ is: 'paragraph', text: [`${parts.join('; ')}.`] }]);
}

/** Tool, versions, devices and inputs with their digests. */
export function environmentSection(result: Result): Section {
  const { tool, devices, sources } = result;
  const kernels = unique(devices.map((d) => d.kernel));
  const qemus = unique(devices.map((d) => d.qemu));
  const rows: Fact[] = [
    { name: 'tool', value: [`${tool.name} ${tool.version}, rules ${tool.rules}`] },
    { name: 'kernel', value: [kernels.length === 0 ? 'not in the logs' : kernels.join(', ')] },
    { name: 'QEMU', value: [qemus.length === 0 ? 'not in the logs' : qemus.join(', ')] },
  ];
  for (const device of devices.slice(0, NAMED)) {
    const facts = [
      device.driver,
      device.tableSize === null ? null : `${device.tableSize} table entries`,
      device.dynamicMsix === null
        ? 'dynamic MSI-X unknown'
        : device.dynamicMsix
          ? 'dynamic MSI-X'
          : 'no dynamic MSI-X',
      device.process === null ? null : `${device.process.comm} pid ${device.process.pid}`,
      device.posted ? 'interrupts are posted' : null,
    ].filter((fact) => fact !== null);
    rows.push({ name: 'device', value: [code(clip(device.name, 200)), `, ${facts.join(', ')}`] });
  }
  if (devices.length > NAMED)
    rows.push({ name: 'device', value: [`and ${devices.length - NAMED} more`] });
  for (const source of sources.slice(0, NAMED)) {
    rows.push({
      name: 'input',
      value: [
        code(clip(source.name, 200)),
        `, ${source.format}, ${count(source.lines, 'line')}, `,
        source.first === null ? '' : `${stamp(source.first)} to ${stamp(source.last)}, `,
        placing(source),
        source.digest === null ? '' : `, sha256 ${source.digest.slice(0, 16)}`,
      ],
    });
  }
  if (sources.length > NAMED)
    rows.push({ name: 'input', value: [`and ${sources.length - NAMED} more (in -f json)`] });
  return sectionOf('the environment', 900, () => [
    { is: 'heading', text: [strong('Environment')] },
    { is: 'facts', rows },
  ]);
}

/** What would make the next report say more, and the command to get this one. */
export function reproduceSection(result: Result, options: RenderOptions): Section {
  const needs = unique(
    result.rules.filter((rule) => rule.outcome === 'not-applicable').flatMap((r) => r.missing),
  );
  const next: Inline[] = [
    [
      needs.length === 0
        ? 'record on the same host again with the commands that it prints: '
        : `to judge what could not be judged (${needs.slice(0, 6).join('; ')}), record: `,
      code('msixray capture'),
    ],
  ];
  if (result.coverage.losses.length > 0)
    next.push(['the tracer lost events: record with a larger buffer']);
  const sources = result.sources.map((source) => quoteArgument(clip(source.name, 200))).join(' ');
  return sectionOf('what to record next', 840, () => [
    { is: 'heading', text: [strong('What to record next')] },
    { is: 'items', items: next },
    { is: 'heading', text: [strong('To reproduce')] },
    { is: 'commands', lines: [options.command ?? `msixray ${sources}`.trim()] },
  ]);
}

/** As a shell needs it; a name from a log must not become a command when it is pasted. */
export const quoteArgument = (text: string): string =>
  /^[\w@%+=:,./][\w@%+=:,./-]*$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
