/** From a probe's fields, whose names the user chose, to the arguments of the call. */
import type { CallArgs, TracedFunction } from '../../src/model/event/index.ts';
import { type Field, signed32, wholeNumber } from './fields.ts';

type Writable = { -readonly [K in keyof CallArgs]: CallArgs[K] };

type NumberKey = 'flags' | 'index' | 'start' | 'count' | 'vector' | 'irq';

const numberKeys: ReadonlyMap<string, NumberKey> = new Map([
  ['flags', 'flags'],
  ['index', 'index'],
  ['start', 'start'],
  ['count', 'count'],
  ['vec', 'vector'],
  ['vector', 'vector'],
  ['irq', 'irq'],
]);

/**
 * Arguments in the order of the C prototype, for probes that leave the fields without names (`arg1=… arg2=…`). Pointers
 * are recognised by their size and are not among them.
 */
const positions: ReadonlyMap<TracedFunction, readonly (NumberKey | 'fd' | 'msix')[]> = new Map<
  TracedFunction,
  readonly (NumberKey | 'fd' | 'msix')[]
>([
  ['vfio_pci_set_irqs_ioctl', ['flags', 'index', 'start', 'count']],
  ['vfio_pci_set_msi_trigger', ['index', 'start', 'count', 'flags']],
  ['vfio_msi_set_vector_signal', ['vector', 'fd', 'msix']],
  ['vfio_msi_disable', ['msix']],
]);

/** Kernel addresses lie in the upper half; everything that is passed by value here is small. */
const isPointer = (text: string): boolean =>
  text.startsWith('0x') && text.length >= 14 && !text.startsWith('0xffffffffffff');

/** What the fields of one line tell of the call to `fn`. Fields that cannot be read are left out. */
export function callArgs(fn: TracedFunction, fields: readonly Field[]): CallArgs {
  const args: Writable = {};
  const unnamed: Field[] = [];
  for (const field of fields) {
    if (field.quoted) args.name = field.value;
    else if (/^arg\d+$/.test(field.key)) unnamed.push(field);
    else setByName(args, fn, field);
  }
  if (unnamed.length > 0) setByPosition(args, fn, unnamed);
  return args;
}

function setByName(args: Writable, fn: TracedFunction, { key, value }: Field): void {
  if (key === 'vdev') args.vdev = value;
  else if (key === 'pdev' || (key === 'dev' && /^(?:__)?pci/.test(fn))) args.pdev = value;
  else if (key === 'name') args.name = value;
  else set(args, key === 'fd' || key === 'msix' ? key : (numberKeys.get(key) ?? null), value);
}

function set(args: Writable, key: NumberKey | 'fd' | 'msix' | null, value: string): void {
  if (key === null) return;
  const number = key === 'fd' ? signed32(value) : wholeNumber(value);
  if (key === 'msix') {
    if (number !== null || value === 'true' || value === 'false')
      args.msix = number === null ? value === 'true' : number !== 0;
  } else if (number !== null) {
    args[key] = number;
  }
}

function setByPosition(args: Writable, fn: TracedFunction, fields: readonly Field[]): void {
  const order = positions.get(fn) ?? [];
  const pointer = fields.find((field) => isPointer(field.value));
  if (pointer !== undefined && fn.startsWith('vfio_pci')) args.vdev = pointer.value;
  const values = fields.filter((field) => !isPointer(field.value));
  // Fewer than the prototype's leading arguments could be any of them; name only a full or leading set.
  values.forEach((field, i) => set(args, order[i] ?? null, field.value));
}
