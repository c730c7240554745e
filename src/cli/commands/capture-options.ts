/** The options of `msixray capture`. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../option-values.ts';

/** A word that may stand in a command without quotes. */
function word(value: string): string {
  if (/^[\w.+~-]{1,80}$/.test(value)) return value;
  throw new InvalidArgumentError('Letters, digits, dots and dashes.');
}

function domain(value: string): string {
  if (/^[^\p{Cc}]{1,200}$/u.test(value)) return value;
  throw new InvalidArgumentError('The name of a domain.');
}

export const withCaptureOptions = (command: Command): Command =>
  command
    .option('--kernel <version>', 'for a host with this kernel, not for this one', word)
    .option('--arch <machine>', 'of this architecture: x86_64, aarch64', word)
    .option('--qemu <version>', 'the version of QEMU', word)
    .addOption(
      new Option(
        '--tool <tool>',
        'what records the kernel (default: trace-cmd where it is)',
      ).choices(['trace-cmd', 'tracefs', 'perf', 'bpftrace']),
    )
    .option(
      '--clock <name>',
      'the trace clock (default: global, the clock of the kernel log)',
      word,
    )
    .option(
      '--rate <number>',
      'interrupts a second to be prepared for (default: 20000)',
      wholeNumber(1),
    )
    .option('--seconds <number>', 'how long to record (default: 600)', wholeNumber(1))
    .option('--all-interrupts', 'record all handlers, to see whom INTx hits')
    .option('--domain <name>', 'of libvirt: switch the trace of its QEMU on and off', domain)
    .option('--script', 'one shell script instead of a text')
    .option(
      '--width <columns>',
      'columns of the text (default: the terminal, else 80)',
      wholeNumber(40),
    );
