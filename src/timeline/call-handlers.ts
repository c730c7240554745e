/** What the entry of each traced function adds to the open call. */
import type { CallArgs, TracedFunction } from '../model/event/index.ts';
import type { Call } from './call.ts';
import type { Mark } from './mark.ts';

type Handler = (call: Call, mark: Mark, args: CallArgs) => void;

/** Functions that only VFIO calls: they open a call where none is; `anew` if an enable must have ended before. */
export const opensCall: ReadonlyMap<TracedFunction, 'anew' | 'join'> = new Map([
  ['vfio_pci_set_msi_trigger', 'anew'],
  ['vfio_pci_set_intx_trigger', 'anew'],
  ['vfio_pci_set_intx_mask', 'anew'],
  ['vfio_pci_set_intx_unmask', 'anew'],
  ['vfio_msi_disable', 'anew'],
  ['vfio_msi_enable', 'anew'],
  ['vfio_msi_set_block', 'join'],
  ['vfio_msi_set_vector_signal', 'join'],
]);

/** Every driver calls these: they open a call that becomes VFIO's only by what else is in it. */
export const allocates: ReadonlySet<TracedFunction> = new Set<TracedFunction>([
  'pci_alloc_irq_vectors',
  'pci_alloc_irq_vectors_affinity',
  '__pci_enable_msix_range',
]);

export const callHandlers: ReadonlyMap<TracedFunction, Handler> = new Map<TracedFunction, Handler>([
  [
    'vfio_pci_set_msi_trigger',
    (call) => {
      setPath(call, 'msi');
      call.triggered = true;
    },
  ],
  ['vfio_pci_set_intx_trigger', (call) => setPath(call, 'intx')],
  ['vfio_intx_enable', (call) => setPath(call, 'intx')],
  ['vfio_intx_disable', (call) => setPath(call, 'intx')],
  ['vfio_intx_set_signal', (call) => setPath(call, 'intx')],
  ['vfio_pci_set_intx_mask', (call) => setPath(call, 'intx-mask')],
  ['vfio_pci_set_intx_unmask', (call) => setPath(call, 'intx-mask')],
  ['vfio_pci_set_err_trigger', (call) => setPath(call, 'other')],
  ['vfio_pci_set_req_trigger', (call) => setPath(call, 'other')],
  [
    'vfio_msi_disable',
    (call, mark, args) => {
      call.path = 'msi';
      if (args.msix === false) call.capability = 'msi';
      if (args.vdev !== undefined) call.args = { vdev: args.vdev, ...call.args };
      const asked = call.requests.length > 0 || (call.explicit && call.signals.length > 0);
      const built = call.alloc !== null || call.setups.length > 0 || asked;
      if (built) call.innerDisable ??= mark;
      else call.msiDisable ??= mark;
    },
  ],
  [
    'vfio_msi_set_vector_signal',
    (call, mark, args) => {
      call.path = 'msi';
      call.signals.push({
        mark,
        next: null,
        vector: args.vector ?? null,
        fd: args.fd ?? null,
        irq: null,
        freed: null,
        freedTaken: false,
        requested: null,
        firstLock: null,
        lastLock: null,
        after: null,
      });
    },
  ],
  [
    'free_irq',
    (call, mark) => {
      const signal = call.lastSignal;
      if (signal !== null) signal.freed ??= mark;
    },
  ],
  [
    'request_threaded_irq',
    (call, mark, args) => {
      const signal = call.lastSignal;
      if (signal === null) return;
      if (signal.requested === null) {
        signal.requested = mark;
        signal.after = null; // the next line after this one counts
      }
      signal.irq ??= args.irq ?? null;
    },
  ],
  [
    'vfio_pci_memory_lock_and_enable',
    (call, mark) => {
      const signal = call.lastSignal;
      if (signal === null) return;
      signal.firstLock ??= mark;
      signal.lastLock = mark;
      signal.after = null; // the next line after this one counts
    },
  ],
  ['pci_free_irq_vectors', (call, mark) => turnedOff(call, mark)],
  ['pci_disable_msix', (call, mark) => turnedOff(call, mark)],
  ['pci_msix_shutdown', (call, mark) => turnedOff(call, mark)],
  ['pci_alloc_irq_vectors', (call, mark) => allocating(call, mark)],
  ['pci_alloc_irq_vectors_affinity', (call, mark) => allocating(call, mark)],
  [
    '__pci_enable_msix_range',
    (call, mark) => {
      allocating(call, mark);
      call.bitOn ??= mark;
      call.capability = 'msix';
    },
  ],
  [
    '__pci_enable_msi_range',
    (call, mark) => {
      allocating(call, mark);
      call.capability = 'msi';
    },
  ],
  [
    'pci_msix_alloc_irq_at',
    (call, mark) => {
      call.dynamicAdd ??= mark;
    },
  ],
]);

function setPath(call: Call, path: NonNullable<Call['path']>): void {
  call.path ??= path;
}

function turnedOff(call: Call, mark: Mark): void {
  call.bitOff ??= mark;
}

function allocating(call: Call, mark: Mark): void {
  call.alloc ??= mark;
}
