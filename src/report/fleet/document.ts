/** A night in the order in which an operator needs it: what is new, who is worst, what they share, what was not read. */
import type { FleetChange, FleetGroup, FleetHost, FleetSummary } from '../../model/fleet.ts';
import {
  type Block,
  type Document,
  left,
  right,
  type Section,
  sectionOf,
  strong,
} from '../document.ts';
import type { RenderOptions } from '../output.ts';
import { count, duration, severityCounts } from '../words.ts';

/** Rows of a table of hosts; a longer list is for programs. */
const ROWS = 50;
/** Sentences about hosts. */
const VERDICTS = 10;

export function fleetDocument(fleet: FleetSummary, options: RenderOptions): Document {
  const rows = options.maxFindings ?? ROWS;
  return {
    title: titleOf(fleet),
    sections: [
      totals(fleet),
      ...changes(fleet, rows),
      ...worst(fleet, rows),
      ...rules(fleet),
      ...groups('Kernels', 'version', fleet.kernels),
      ...groups('QEMU versions', 'version', fleet.qemus),
      ...groups('Drivers', 'driver', fleet.drivers),
      ...trouble(fleet, rows),
    ],
  };
}

function titleOf({ hosts, affected, incomplete, changes: compared }: FleetSummary): string {
  if (hosts === 0) return 'No host: nothing was scanned.';
  const unread = incomplete === 0 ? '' : ` ${count(incomplete, 'host')} not read whole.`;
  if (affected === 0) return `Nothing found on ${count(hosts, 'host')}.${unread}`;
  const fresh = compared === null ? '' : `, ${compared.fresh.length} of the findings new`;
  return `${affected} of ${count(hosts, 'host')} with findings${fresh}.${unread}`;
}

function totals({ findings, files, windows }: FleetSummary): Section {
  const read = `${count(files.read, 'file')} read, ${files.incomplete} incomplete, ${files.failed} failed, ${files.skipped} skipped`;
  const text = `Findings: ${severityCounts(findings)}. Seen: ${count(windows, 'window')}; ${read}.`;
  return sectionOf('the totals', 100, () => [{ is: 'paragraph', text: [text] }]);
}

function changes({ changes: compared }: FleetSummary, rows: number): readonly Section[] {
  if (compared === null) return [];
  const { fresh, known, gone, missing } = compared;
  const says = `Against the baseline: ${fresh.length} new, ${known} known, ${gone.length} gone.`;
  return [
    sectionOf('the changes', 90, () => [
      heading('Changes'),
      { is: 'paragraph', text: [says] },
      ...changeTable('New', fresh, rows),
      ...changeTable('Gone', gone, rows),
      ...(missing.length === 0
        ? []
        : [
            {
              is: 'paragraph',
              text: [`Not seen tonight: ${listed(missing, 20)}.`],
            } satisfies Block,
          ]),
    ]),
  ];
}

function changeTable(
  title: string,
  changed: readonly FleetChange[],
  rows: number,
): readonly Block[] {
  if (changed.length === 0) return [];
  return [
    {
      is: 'table',
      columns: [left(title), left('severity'), left('rule'), left('device', true)],
      rows: changed
        .slice(0, rows)
        .map(({ host, severity, rule, device }) => [host, severity ?? '', rule, device ?? '']),
    },
    ...more(changed.length - rows, 'findings'),
  ];
}

function worst({ worst: hosts, verdicts }: FleetSummary, rows: number): readonly Section[] {
  if (hosts.length === 0) return [];
  return [
    sectionOf('the verdicts', 85, () => [
      heading('In short'),
      {
        is: 'items',
        items: verdicts
          .slice(0, VERDICTS)
          .map((said) => [strong(`${listed(said.hosts, 3)}:`), ` ${said.verdict}`]),
      },
      ...more(verdicts.length - VERDICTS, 'verdicts'),
    ]),
    sectionOf('the hosts with findings', 80, () => [
      heading('Hosts, worst first'),
      hostTable(hosts.slice(0, rows)),
      ...more(hosts.length - rows, 'hosts'),
    ]),
  ];
}

/** Without columns that hold nothing: a line is short. */
function hostTable(hosts: readonly FleetHost[]): Block {
  const columns = [
    left('host'),
    left('worst'),
    left('rules', true),
    left('devices'),
    right('windows'),
    right('longest'),
    left('kernel', true),
    left('QEMU', true),
  ];
  const rows = hosts.map((row) => [
    row.host,
    `${row.worst ?? ''}${(row.fresh ?? 0) > 0 ? ' (new)' : ''}`,
    firstOf(row.rules),
    firstOf(row.devices),
    String(row.windows),
    row.longest === null ? '' : duration(row.longest),
    firstOf(row.kernels),
    firstOf(row.qemus),
  ]);
  const isUsed = (_: unknown, index: number): boolean => rows.some((row) => row[index] !== '');
  return {
    is: 'table',
    columns: columns.filter(isUsed),
    rows: rows.map((row) => row.filter(isUsed)),
  };
}

function rules({ rules: all }: FleetSummary): readonly Section[] {
  if (all.length === 0) return [];
  return [
    sectionOf('the rules', 70, () => [
      heading('Rules'),
      {
        is: 'table',
        columns: [left('rule'), left('severity'), right('findings'), right('hosts')],
        rows: all.map(({ rule, severity, findings, hosts }) => [
          rule,
          severity,
          String(findings),
          String(hosts),
        ]),
      },
    ]),
  ];
}

function groups(title: string, what: string, all: readonly FleetGroup[]): readonly Section[] {
  if (all.length === 0) return [];
  return [
    sectionOf(title, 50, () => [
      heading(title),
      {
        is: 'table',
        columns: [left(what, true), right('hosts'), right('with findings')],
        rows: all
          .slice(0, ROWS)
          .map(({ name, hosts, affected }) => [
            name ?? 'not told by any log',
            String(hosts),
            String(affected),
          ]),
      },
      ...more(all.length - ROWS, 'more'),
    ]),
  ];
}

function trouble({ trouble: all, troubles }: FleetSummary, rows: number): readonly Section[] {
  if (all.length === 0) return [];
  return [
    sectionOf('what was not read', 65, () => [
      heading('Not read to the end'),
      {
        is: 'table',
        columns: [left('host'), left('file', true), left('status'), left('reason', true)],
        rows: all
          .slice(0, rows)
          .map(({ host, file, status, reason }) => [host, file ?? '(no log)', status, reason]),
      },
      ...more(troubles - rows, 'files'),
    ]),
  ];
}

const heading = (text: string): Block => ({ is: 'heading', text: [strong(text)] });

const more = (rest: number, what: string): readonly Block[] =>
  rest <= 0 ? [] : [{ is: 'paragraph', text: [`And ${rest} ${what} that -f ndjson has.`] }];

/** The first, which is the worst where they are ordered, and how many more. */
const firstOf = ([first = '', ...rest]: readonly string[]): string =>
  rest.length === 0 ? first : `${first} +${rest.length}`;

const listed = (names: readonly string[], most: number): string =>
  names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
