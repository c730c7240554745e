/** The commands for many hosts. */
import type { Command } from 'commander';
import type { Context } from '../program.ts';
import {
  type BrokerFlags,
  type SubmitFlags,
  withBroker,
  type WorkFlags,
  withWorkOptions,
} from './fleet-options.ts';
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

/** Adds scan, merge and fleet; what they do is loaded when it is asked for. */
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

  const fleet = program
    .command('fleet')
    .description('the same scan over many machines, on BullMQ and Redis');

  withBroker(withScanOptions(fleet.command('submit')))
    .description('put a job for each host into the queue')
    .argument('<path...>', 'as of scan, as the workers see them')
    .option('--run <name>', 'the name of the run (default: the time); submitted twice it is one')
    .option('--out <file>', 'where the worker that merges writes the NDJSON')
    .option('--wait', 'wait for the end, then write outputs and exit as scan does')
    .action(async (paths: readonly string[], flags: SubmitFlags) => {
      const { runSubmit } = await import('./fleet.ts');
      await runSubmit(context, paths, flags);
    });

  withWorkOptions(fleet.command('work'))
    .description('do jobs, on as many machines as you like')
    .action(async (flags: WorkFlags) => {
      const { runWork } = await import('./fleet.ts');
      await runWork(context, flags);
    });

  withBroker(withFleetOptions(fleet.command('status')))
    .description('how far the runs are; with -f the results of one')
    .argument('[run]', 'the name of a run')
    .action(async (run: string | undefined, flags: FleetFlags & BrokerFlags) => {
      const { runStatus } = await import('./fleet.ts');
      await runStatus(context, run, flags);
    });
}
