/** Keeps a device's set of vectors with handlers by table index: for logs that name no irqs it is all there is. */
import type { Call } from './call.ts';
import type { VectorSet } from './identity.ts';
import type { Operation } from './operation.ts';
import { armedBy } from './touches.ts';

/** What an operation does to the set. `last` is what the thread did before. */
export function keepSet(
  operation: Operation,
  call: Call,
  last: Operation | null,
  handlersShown: boolean,
): void {
  const { root } = operation.node;
  const { kind } = operation;
  if (kind === 'disable') root.set = null;
  if (kind === 'disable' || kind === 'intx-on' || kind === 'intx-off' || operation.failed) return;
  if (kind === 'enable') {
    const seen = call.alloc !== null || call.setups.length > 0 || last?.kind === 'disable';
    root.set = {
      ...unknownSet(),
      size: operation.size,
      plainMsi: operation.plainMsi,
      fromBirth: seen,
    };
  }
  const changes = [...armedBy(call, kind, handlersShown)];
  if (kind === 'set' && changes.length === 0) return; // a refused call, say, makes no set
  root.set ??= unknownSet();
  if (kind === 'grow') {
    root.dynamicAdds += 1;
    root.set.added += 1;
  }
  for (const [index, irq, armed, sure] of changes) {
    if (armed) {
      root.set.armed.set(index, { irq, sure });
      root.set.bare.delete(index);
    } else {
      root.set.armed.delete(index);
      root.set.bare.add(index);
    }
  }
}

const unknownSet = (): VectorSet => ({
  size: null,
  added: 0,
  armed: new Map(),
  bare: new Set(),
  plainMsi: false,
  fromBirth: false,
});
