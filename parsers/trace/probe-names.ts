/** What a probe's line tells of the probed function where it names no symbol: its event's name, and the shape of its fields. */
import { type TracedFunction, tracedFunctions } from '../../src/model/event/index.ts';
import type { Field } from './fields.ts';

/** Parts of event names that people give to probes, for lines that name no symbol. */
const probeNames: readonly (readonly [part: string, fn: TracedFunction])[] = [
  ['set_irqs', 'vfio_pci_set_irqs_ioctl'],
  ['set_vector_signal', 'vfio_msi_set_vector_signal'],
  ['alloc_irq_at', 'pci_msix_alloc_irq_at'],
  ['pci_alloc', 'pci_alloc_irq_vectors_affinity'],
  ['pci_free', 'pci_free_irq_vectors'],
  ['msi_disable', 'vfio_msi_disable'],
];

/** Sets of fields that only one function's probe has. `needle` is a piece that every such line holds. */
const probeShapes: readonly {
  readonly keys: readonly string[];
  readonly needle: string;
  readonly fn: TracedFunction;
}[] = [
  { keys: ['flags', 'index', 'start', 'count'], needle: ' start=', fn: 'vfio_pci_set_irqs_ioctl' },
  { keys: ['vec', 'fd'], needle: ' fd=', fn: 'vfio_msi_set_vector_signal' },
  { keys: ['vector', 'fd'], needle: ' fd=', fn: 'vfio_msi_set_vector_signal' },
];

/** The field that `-R` prints first of a return. */
export const RAW_RETURN = '__probe_func';

/** Between the two places of a return. */
export const RETURN_ARROW = ' <- ';

/** What a probe of request_threaded_irq fetches as the name, when nothing else tells what was probed. */
const HANDLER_NAME = 'vfio-';

/** Pieces that lines of probes hold of which neither the symbol nor the event's name is known. */
export const probeNeedles: readonly string[] = [
  ...probeNames.map(([part]) => part),
  ...probeShapes.map((shape) => shape.needle),
  RETURN_ARROW,
  RAW_RETURN,
  `"${HANDLER_NAME}`,
  '(syscalls.sys_e',
];

const longestFirst = tracedFunctions.toSorted((a, b) => b.length - a.length);

/** The function that an event's own name speaks of. */
export function byEventName(name: string): TracedFunction | null {
  for (const fn of longestFirst) if (name.includes(fn)) return fn;
  for (const [part, fn] of probeNames) if (name.includes(part)) return fn;
  return null;
}

/** The function that has such arguments. */
export function byShape(fields: readonly Field[]): TracedFunction | null {
  for (const { keys, fn } of probeShapes) {
    if (keys.every((key) => fields.some((field) => field.key === key))) return fn;
  }
  if (
    fields.some((f) => f.quoted && f.value.startsWith(HANDLER_NAME)) &&
    fields.some((f) => f.key === 'irq')
  ) {
    return 'request_threaded_irq';
  }
  return null;
}

/** An address as `%lx` prints it. */
export const isAddress = (text: string): boolean => /^[0-9a-f]{8,16}$/.test(text);
