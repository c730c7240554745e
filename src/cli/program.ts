import { Command } from 'commander';
import { VERSION } from '../model/version.ts';
import {
  type AnalyzeFlags,
  failOnOption,
  rulesOption,
  forOption,
  formatOption,
  withAnalyzeOptions,
  withLook,
  withRedaction,
} from './commands/analyze-options.ts';
import type { DiffFlags } from './commands/diff.ts';
import type { ExplainFlags } from './commands/explain.ts';
import { addFleetCommands } from './commands/fleet-commands.ts';
import type { CaptureFlags } from './commands/capture.ts';
import { withCaptureOptions } from './commands/capture-options.ts';
import type { ReportFlags } from './commands/report.ts';
import { findConfig } from './find-config.ts';
import type { Streams } from './streams.ts';

/** What a command is given, and where it leaves its exit status. */
export interface Context {
  readonly streams: Streams;
  /** The arguments as given, for reports that quote the command. */
  readonly argv: readonly string[];
  status: number;
}

const EXAMPLES = `
Examples:
  trace-cmd report | msixray
  msixray trace.txt qemu.log dmesg.txt
  msixray -f html=report.html -f json=result.json trace.txt
  msixray --fail-on high host.log.xz && echo fine
  msixray --follow /sys/kernel/tracing/trace_pipe /var/log/libvirt/qemu/vm.log

Exit status: 0 nothing found, 1 findings, 2 usage or internal error,
  3 incomplete: a source could not be read to its end, or held no known event.`;

/**
 * Every command with its options. What a command does is loaded when it is asked for, so that --version and --help
 * cost nothing.
 */
export function createProgram(context: Context): Command {
  const { stdout, stderr } = context.streams;
  const program = new Command('msixray')
    .description(
      'Finds interrupts lost while MSI-X (PCIe) was switched off on a running passthrough device.',
    )
    .usage('[analyze] [options] [source...]')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText(
      'after',
      `\nmsixray analyze --help lists the options of the main job.\n${EXAMPLES}`,
    )
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /u, 'msixray: ')),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .showHelpAfterError('(msixray --help tells more)');

  withAnalyzeOptions(program.command('analyze', { isDefault: true }))
    .description('the main job: read the sources as one case and report (default)')
    .argument('[source...]', 'PATH, - for standard input, FORMAT=PATH to force a format')
    .addHelpText('after', EXAMPLES)
    .hook('preAction', configure)
    .action(async (sources: readonly string[], flags: AnalyzeFlags) => {
      const { runAnalyze } = await import('./commands/analyze.ts');
      await runAnalyze(context, sources, flags);
    });

  program
    .command('rules')
    .description('list every rule')
    .option('--json', 'as JSON')
    .action(async (flags: { readonly json?: true }) => {
      const { runRules } = await import('./commands/rules.ts');
      await runRules(context, flags.json === true);
    });

  program
    .command('explain')
    .description('explain a rule in full, or a finding of a saved result step by step')
    .argument('<rule|finding>', 'id of a rule; F1 or a fingerprint with --result')
    .option('--result <file>', 'a saved result')
    .addOption(rulesOption())
    .action(async (id: string, flags: ExplainFlags) => {
      const { runExplain } = await import('./commands/explain.ts');
      await runExplain(context, id, flags);
    });

  program
    .command('formats')
    .description('list what is read')
    .option('--json', 'as JSON')
    .action(async (flags: { readonly json?: true }) => {
      const { runFormats } = await import('./commands/formats.ts');
      await runFormats(context, flags.json === true);
    });

  withRedaction(withLook(program.command('report')))
    .description('any output from a saved result')
    .argument('<result>', 'what -f json or -f ndjson wrote; - for standard input')
    .addOption(formatOption())
    .addOption(forOption())
    .addOption(failOnOption('never'))
    .action(async (path: string, flags: ReportFlags) => {
      const { runReport } = await import('./commands/report.ts');
      await runReport(context, path, flags);
    });

  program
    .command('detect')
    .description('tell what each source is, and what can be concluded from it alone')
    .argument('[source...]', 'PATH, - for standard input, FORMAT=PATH to force a format')
    .option('--json', 'as JSON')
    .action(async (sources: readonly string[], flags: { readonly json?: true }) => {
      const { runDetect } = await import('./commands/detect.ts');
      await runDetect(context, sources, flags.json === true);
    });

  withCaptureOptions(program.command('capture'))
    .description('print the commands that record what the analysis needs')
    .action(async (flags: CaptureFlags) => {
      const { runCapture } = await import('./commands/capture.ts');
      await runCapture(context, flags);
    });

  program
    .command('test-rules')
    .description('run the tests inside rule files and annotated logs')
    .argument('<file...>', 'rules of your own (YAML), or logs with lines like "# expect: RULE"')
    .addOption(rulesOption())
    .action(async (paths: readonly string[], flags: { readonly rules: readonly string[] }) => {
      const { runTestRules } = await import('./commands/test-rules.ts');
      await runTestRules(context, paths, flags);
    });

  program
    .command('diff')
    .description('what two results differ in')
    .argument('<before>', 'a saved result')
    .argument('<after>', 'another')
    .option('--json', 'as JSON')
    .addOption(failOnOption('low'))
    .action(async (before: string, after: string, flags: DiffFlags) => {
      const { runDiff } = await import('./commands/diff.ts');
      await runDiff(context, [before, after], flags);
    });

  addFleetCommands(program, context);

  return program;
}

/** Only where there is a file is what reads it loaded. */
async function configure(command: Command): Promise<void> {
  const asked: unknown = command.getOptionValue('config');
  if (asked === false) return;
  const path = typeof asked === 'string' ? asked : findConfig(process.cwd());
  if (path === null) return;
  const { applyConfig } = await import('./config.ts');
  await applyConfig(command, path, asked !== path);
}
