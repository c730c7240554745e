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

const EXAMPLES = `
Examples:
  msixray capture                                what to type on this host, and why
  msixray capture --script > capture.sh          the same as one script; read it, then: sudo bash capture.sh
  msixray capture --script --domain web1         with the trace of that libvirt domain's QEMU switched on meanwhile
  msixray capture --kernel 6.1 --qemu 7.2 --arch aarch64
                                                 for another host
  msixray capture --rate 200000 --seconds 60     for busy devices: larger buffers, and what they cost

It looks at this host, changes nothing and runs nothing. docs/capture.md says why it asks for what it asks.`;

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
    )
    .addHelpText('after', EXAMPLES);
