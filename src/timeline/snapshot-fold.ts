/** Snapshots: names of irqs, counts at an instant, what lspci says of MSI-X. */
import type { SnapshotEvent } from '../model/event/index.ts';
import { parseIrqName, type IrqName } from '../model/pci.ts';
import { Budget } from './budget.ts';
import { markOf, type Mark } from './mark.ts';

export interface InterruptsRow {
  readonly irq: number;
  readonly name: IrqName;
  readonly text: string;
  readonly total: number;
  readonly mark: Mark;
}

export class SnapshotFold {
  /** Rows of vfio interrupts. */
  readonly rows: InterruptsRow[] = [];
  readonly lspci = new Map<
    string,
    { enabled: boolean | null; tableSize: number | null; driver: string | null; mark: Mark }
  >();

  readonly #budget: Budget;

  constructor(budget = new Budget()) {
    this.#budget = budget;
  }

  event(event: SnapshotEvent): void {
    const mark = markOf(event);
    if (event.type === 'proc_interrupts_row') {
      const name = parseIrqName(event.name);
      if (name.kind === 'other' || this.rows.length >= 10_000) return;
      const total = event.counts.reduce((sum, count) => sum + count, 0);
      this.rows.push({ irq: event.irq, name, text: event.name, total, mark });
      return;
    }
    const known = this.lspci.get(event.device) ?? {
      enabled: null,
      tableSize: null,
      driver: null,
      mark,
    };
    if (event.type === 'lspci_msix') {
      known.enabled = event.enabled;
      known.tableSize = event.tableSize;
    } else {
      known.driver = event.driver;
    }
    if (this.lspci.has(event.device) || this.#budget.allows('devices', this.lspci.size)) {
      this.lspci.set(event.device, known);
    }
  }
}
