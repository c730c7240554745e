/**
 * Lines of the function tracer, after the stamp (kernel text) or after `function:` (trace-cmd):
 *
 *   vfio_msi_disable <-vfio_pci_set_msi_trigger
 *   pci_disable_msix.part.0 <-pci_free_irq_vectors+0x4/0x60
 *   vfio_pci_set_irqs_ioctl(vdev=0xff3d1d0c41cf0800, flags=36, index=2, start=0, count=1, data=0x0) <-vfio_pci_core_ioctl
 *                vfio_pci_core_ioctl <-- vfio_device_fops_unl_ioctl
 */
import type { TracedFunction } from '../../src/model/event/index.ts';
import { callArgs } from './call-args.ts';
import type { Decoded, Located } from './decoder.ts';
import { fieldsOf } from './fields.ts';
import { NO_ARGS, call, calledBy, identifierEnd, tracedFunction } from './functions.ts';

/** The traced function that a function tracer's line enters; null for any other function or text. */
export function enteredFunction(body: string): TracedFunction | null {
  // trace-cmd report -R: `function:  ip=vfio_msi_disable parent_ip=…`
  const from = body.startsWith('ip=') ? 3 : 0;
  return tracedFunction(body.slice(from, identifierEnd(body, from)));
}

/** The call of `fn`, with the arguments that func-args (Linux 6.15) prints. */
export function decodeFunction(fn: TracedFunction, body: string, at: Located): Decoded {
  const open = body.indexOf('(');
  const close = open < 0 ? -1 : body.lastIndexOf(')');
  const args = close > open ? callArgs(fn, fieldsOf(body.slice(open + 1, close))) : NO_ARGS;
  if (fn !== 'vfio_pci_set_irqs_ioctl') return call(at, fn, 'function', args);
  return call(at, fn, 'function', { ...args, ...calledBy(fn, parentIn(body)) });
}

/** `<-vfio_pci_core_disable`, `<-- vfio_pci_core_disable`, ` parent_ip=vfio_pci_core_disable`; empty where none is named. */
const parentIn = (body: string): string => /(?:<-{1,2} ?| parent_ip=)(\w+)/.exec(body)?.[1] ?? '';
