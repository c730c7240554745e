/** The options of `fleet submit|work|status`. */
import { type Command, Option } from 'commander';
import { wholeNumber } from '../option-values.ts';
import type { ScanFlags } from './scan-options.ts';

export interface BrokerFlags {
  readonly redis: string;
  readonly fleet: string;
}

export interface SubmitFlags extends ScanFlags, BrokerFlags {
  readonly run?: string;
  readonly out?: string;
  readonly wait?: true;
}

export interface WorkFlags extends BrokerFlags {
  readonly jobs?: number;
  readonly fetch?: string;
  readonly drain?: true;
  readonly lock: number;
  readonly timeLimit: number;
  readonly memoryLimit: number;
  readonly quiet?: true;
}

export const withBroker = (command: Command): Command =>
  command
    .addOption(
      new Option('--redis <url>', 'the server of the queue')
        .env('MSIXRAY_REDIS')
        .default('redis://127.0.0.1:6379'),
    )
    .addOption(
      new Option('--fleet <name>', 'the name of the queue, where one server has several')
        .env('MSIXRAY_FLEET')
        .default('msixray'),
    );

export const withWorkOptions = (command: Command): Command =>
  withBroker(
    command
      .option('--jobs <number>', 'worker threads (default: one for each CPU)', wholeNumber(1))
      .option(
        '--fetch <command>',
        'prints what is at a URL, which is added as last word or put in place of {}; run without a shell',
      )
      .option('--drain', 'end when there is nothing left to do')
      .addOption(
        new Option('--lock <seconds>', 'after so much silence a job is given to another worker')
          .argParser(wholeNumber(1))
          .default(30),
      )
      .addOption(
        new Option('--time-limit <seconds>', 'for one file; it is then left out, with a reason')
          .argParser(wholeNumber(1))
          .default(600),
      )
      .addOption(
        new Option('--memory-limit <mib>', 'heap of one worker thread')
          .argParser(wholeNumber(32))
          .default(512),
      )
      .option('-q, --quiet', 'no words on standard error'),
  );
