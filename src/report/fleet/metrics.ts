/**
 * `--metrics FILE`: a night as gauges for a textfile collector. No label carries a time, a path, a host or a device, so
 * that the number of series stays small.
 */
import { fileStatuses, type HostResult } from '../../model/host.ts';
import { type Family, gather, metricsText } from '../openmetrics.ts';
import { spanOf } from '../words.ts';

type Labelled = readonly [Readonly<Record<string, string>>, number];

export class FleetMetrics {
  #findings: Labelled[] = [];
  #windows: Labelled[] = [];
  /** Whole numbers: sums of fractions would end in noise. */
  #nanos: Labelled[] = [];
  #files: Labelled[] = fileStatuses.map((status) => [{ status }, 0]);
  #hosts: Labelled[] = [
    [{ status: 'complete' }, 0],
    [{ status: 'incomplete' }, 0],
  ];

  add({ findings, windows, summary }: HostResult): void {
    for (const { rule, severity, baseline } of findings) {
      this.#findings.push([{ rule, severity, ...(baseline === undefined ? {} : { baseline }) }, 1]);
    }
    for (const { kind, cause, start, end } of windows) {
      this.#windows.push([{ kind, cause }, 1]);
      this.#nanos.push([{ kind, cause }, spanOf(start, end) ?? 0]);
    }
    for (const status of fileStatuses) this.#files.push([{ status }, summary.files[status]]);
    this.#hosts.push([{ status: summary.complete ? 'complete' : 'incomplete' }, 1]);
    // Added up at once: the lists must not grow with the fleet.
    this.#findings = summed(this.#findings);
    this.#windows = summed(this.#windows);
    this.#nanos = summed(this.#nanos);
    this.#files = summed(this.#files);
    this.#hosts = summed(this.#hosts);
  }

  /** `now` in seconds since 1970. */
  text(now: number): string {
    return metricsText([
      family('msixray_findings', 'Findings by rule and severity.', this.#findings),
      family(
        'msixray_windows',
        'Windows in which interrupts could not be delivered.',
        this.#windows,
      ),
      {
        ...family(
          'msixray_window_seconds',
          'Sum of the lengths of windows whose both ends are known.',
          this.#nanos.map(([labels, nanos]) => [labels, nanos / 1e9]),
        ),
        unit: 'seconds',
      },
      family('msixray_files', 'Sources by whether they were read to their end.', this.#files),
      family('msixray_hosts', 'Hosts by whether all of their logs were read.', this.#hosts),
      {
        ...family(
          'msixray_last_success_timestamp_seconds',
          'When a scan last came to its end, in seconds since 1970.',
          [[{}, now]],
        ),
        unit: 'seconds',
      },
    ]);
  }
}

const summed = (list: readonly Labelled[]): Labelled[] =>
  gather(list).map(({ labels, value }) => [labels, value]);

const family = (name: string, help: string, samples: readonly Labelled[]): Family => ({
  name,
  help,
  samples: gather(samples),
});
