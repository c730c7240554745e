/**
 * Drivers that missed an interrupt or suspect so, in hosts and in guests. The time-out says how long before the line the
 * interrupt was due: nvme waits 30 s for an I/O and 60 s for an admin command, the network watchdog 5 s.
 */
import { MILLISECOND, nanos, SECOND, type Nanos } from '../../../src/model/time.ts';
import { byRegExp, group, type Body, type Recognizer } from './body.ts';

const seconds = (count: number): Nanos => nanos(count * SECOND);
const milliseconds = (digits: string): Nanos | null =>
  digits === '' ? null : nanos(Number(digits) * MILLISECOND);

const BDF = '[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]';

function symptom(driver: string, device: string, polled: boolean, timeout: Nanos | null): Body {
  return {
    type: 'lost_interrupt_symptom',
    driver,
    device: device === '' ? null : device,
    polled,
    timeout,
  };
}

const nvme: readonly Recognizer[] = [
  // to 6.6 `nvme nvme0: I/O 8 QID 0 timeout, completion polled`; 6.7 on `I/O tag 4 (1004) QID 0 timeout, …`;
  // 6.8 on `I/O tag 5 (1005) opcode 0x2 (I/O Cmd) QID 3 timeout, aborting req_op:READ(0) size:4096`
  byRegExp(
    ' timeout, ',
    /^nvme (nvme\d{1,5}): I\/O (?:tag )?\d{1,6} [^,]{0,80}?QID (\d{1,5}) timeout, (completion polled|aborting|disable controller|reset controller)/,
    (match) =>
      symptom(
        'nvme',
        group(match, 1),
        group(match, 3) === 'completion polled',
        seconds(group(match, 2) === '0' ? 60 : 30),
      ),
  ),
];

const network: readonly Recognizer[] = [
  // `NETDEV WATCHDOG: eth0 (ixgbe): transmit queue 3 timed out` (to 6.2), `… timed out 5120 ms` (newer)
  byRegExp(
    'NETDEV WATCHDOG',
    /^NETDEV WATCHDOG: (\S{1,32}) \(([\w-]{1,64})\): transmit queue \d{1,5} timed out(?: (\d{1,9}) ms)?/,
    (match) =>
      symptom(group(match, 2), group(match, 1), false, milliseconds(group(match, 3)) ?? seconds(5)),
  ),
  // `mlx5_core 0000:42:00.2 eth2: NETDEV WATCHDOG: CPU: 3: transmit queue 3 timed out 5120 ms` (6.6 on)
  byRegExp(
    'NETDEV WATCHDOG',
    /^([\w-]{1,64}) (\S{1,64}) \S{1,32}: NETDEV WATCHDOG: CPU: \d{1,5}: transmit queue \d{1,5} timed out (\d{1,9}) ms/,
    (match) => symptom(group(match, 1), group(match, 2), false, milliseconds(group(match, 3))),
  ),
  // The command queue polls its EQ after the command time-out, 60 s by default
  byRegExp(
    'ecovered ',
    new RegExp(`^mlx5_core (${BDF}): [^\\]]{0,100}?Recovered \\d{1,6} EQEs on cmd_eq`),
    (match) => symptom('mlx5_core', group(match, 1), true, seconds(60)),
  ),
  byRegExp(
    'ecovered ',
    new RegExp(
      `^mlx5_core (${BDF}): [^\\]]{0,100}?cmd\\[\\d{1,5}\\]: .{0,80}? recovered after timeout`,
    ),
    (match) => symptom('mlx5_core', group(match, 1), true, seconds(60)),
  ),
  // From the transmit time-out handler; its watchdog is 15 s
  byRegExp(
    'ecovered ',
    new RegExp(
      `^mlx5_core (${BDF})(?: \\S{1,32})?: [^\\]]{0,100}?Recovered \\d{1,6} eqes on EQ 0x`,
    ),
    (match) => symptom('mlx5_core', group(match, 1), true, seconds(15)),
  ),
  byRegExp(
    'TX timeout',
    new RegExp(`^mlx5_core (${BDF})(?: \\S{1,32})?: TX timeout detected`),
    (match) => symptom('mlx5_core', group(match, 1), false, seconds(15)),
  ),
  // `virtio_net virtio0 eth0: TX timeout on queue: 1, sq: output.1, vq: 0x1, name: output.1, 5120000 usecs ago`
  byRegExp(
    'TX timeout',
    /^virtio_net (\S{1,32}) \S{1,32}: TX timeout on queue: .{0,120}?, (\d{1,12}) usecs ago/,
    (match) => symptom('virtio_net', group(match, 1), false, nanos(Number(group(match, 2)) * 1000)),
  ),
  byRegExp(
    'Unit Hang',
    new RegExp(`^(\\w{1,32}) (${BDF})(?: \\S{1,32})?: Detected (?:Tx|Hardware) Unit Hang`),
    (match) => symptom(group(match, 1), group(match, 2), false, null),
  ),
  // ixgbe: `tx hang 2 detected on queue 1, resetting adapter`, `initiating reset due to tx timeout`
  byRegExp(
    'tx hang ',
    new RegExp(`^(\\w{1,32}) (${BDF})(?: \\S{1,32})?: tx hang \\d{1,9} detected on queue \\d`),
    (match) => symptom(group(match, 1), group(match, 2), false, null),
  ),
  byRegExp(
    'due to tx timeout',
    new RegExp(`^(\\w{1,32}) (${BDF})(?: \\S{1,32})?: initiating reset due to tx timeout`),
    (match) => symptom(group(match, 1), group(match, 2), false, seconds(5)),
  ),
  // i40e, ice: `tx_timeout: VSI_seid: 390, Q 3, NTC: 0x1b7, …`
  byRegExp(
    'tx_timeout: ',
    new RegExp(`^(\\w{1,32}) (${BDF})(?: \\S{1,32})?: tx_timeout: VSI`),
    (match) => symptom(group(match, 1), group(match, 2), false, seconds(5)),
  ),
];

const storage: readonly Recognizer[] = [
  // libata looked at the device itself and found it done, after the 30 s of a SCSI command
  byRegExp('lost interrupt', /^(ata\d{1,4}): lost interrupt \(Status 0x/, (match) =>
    symptom('libata', group(match, 1), true, seconds(30)),
  ),
  byRegExp(
    'qc timeout',
    /^(ata\d{1,4}\.\d\d): qc timeout(?: after (\d{1,9}) msecs)? \(cmd 0x/,
    (match) => symptom('libata', group(match, 1), false, milliseconds(group(match, 2))),
  ),
  // `sd 0:0:1:0: attempting task abort!scmd(0x…), outstanding for 30388 ms & timeout 30000 ms`
  byRegExp(
    'attempting task abort',
    /^\w{1,32} (\d{1,5}:\d{1,5}:\d{1,5}:\d{1,9}): .{0,40}?attempting task abort!(?:scmd|\s?scmd)\(.{0,40}?\)(?:, outstanding for (\d{1,9}) ms)?/,
    (match) => symptom('mpt3sas', group(match, 1), false, milliseconds(group(match, 2))),
  ),
  byRegExp(
    'commands to complete',
    new RegExp(`^megaraid_sas (${BDF}): \\[ ?\\d{1,5}\\]waiting for \\d{1,6} commands to complete`),
    (match) => symptom('megaraid_sas', group(match, 1), false, null),
  ),
  byRegExp(
    'for hardware interrupt',
    /^(mmc\d{1,3}): Timeout waiting for hardware interrupt/,
    (match) => symptom('sdhci', group(match, 1), false, seconds(10)),
  ),
];

const others: readonly Recognizer[] = [
  byRegExp(
    'azx_get_response timeout',
    new RegExp(`^snd_hda_intel (${BDF}): azx_get_response timeout, switching to polling mode`),
    (match) => symptom('snd_hda_intel', group(match, 1), true, null),
  ),
  byRegExp(
    'xhci_hcd',
    new RegExp(
      `^xhci_hcd (${BDF}): (?:xHCI host not responding to stop endpoint command|Command timeout(?:,|$)|Timeout while waiting for )`,
    ),
    (match) => symptom('xhci_hcd', group(match, 1), false, seconds(5)),
  ),
];

export const symptoms: readonly Recognizer[] = [...nvme, ...network, ...storage, ...others];
