/** The commands for many hosts. */
import type { Command } from 'commander';
import type { Context } from '../program.ts';
import {
  type FleetFlags,
  type ScanFlags,
  withFleetOptions,
  withScanOptions,
} from './scan-options.ts';

const SCAN_EXAMPLES = `
Examples:
  msixray scan /srv/logs > hosts.ndjson
  msixray scan -f text --state ~/msixray.state /srv/logs
  msixray scan --host-by sosreport -f html=fleet.html '/srv/sos/*.tar.xz'
  find /srv/logs -mtime -1 -type f | msixray scan --files-from - /srv/logs

A file that cannot be read is a record with its reason, never a reason to stop.`;

/** Adds scan and merge; what they do is loaded when it is asked for. */
export function addFleetCommands(program: Command, context: Context): void {
  withScanOptions(program.command('scan'))
    .description('many hosts: trees, globs, archives; one result a host')
    .argument(
      '[path...]',
      'folders, files, globs in quotes, archives (tar in any compression, zip)',
    )
    .addHelpText('after', SCAN_EXAMPLES)
    .action(async (paths: readonly string[], flags: ScanFlags) => {
      const { runScan } = await import('./scan.ts');
      await runScan(context, paths, flags);
    });

  withFleetOptions(program.command('merge'))
    .description('join the results of parts of a scan, or of nights')
    .argument('<result...>', 'the NDJSON of scans; - for standard input')
    .action(async (paths: readonly string[], flags: FleetFlags) => {
      const { runMerge } = await import('./merge.ts');
      await runMerge(context, paths, flags);
    });
}
