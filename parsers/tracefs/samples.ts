import type { Sample } from '../../src/model/format.ts';

const K612 = 'Linux 6.12';

export const samples: readonly Sample[] = [
  { line: '# tracer: function', gives: [], from: K612 },
  { line: '# entries-in-buffer/entries-written: 603/2285   #P:2', gives: ['loss'], from: K612 },
  {
    line: '          <idle>-0       [000] d.h1.    71.750402: irq_handler_entry: irq=28 name=vfio-msix[0](0000:00:05.0)',
    gives: ['irq_handler_entry'],
    from: K612,
  },
  {
    line: '              vt-286     [000] .....    71.771435: vmsvs: (vfio_msi_set_vector_signal+0x0/0x320 [vfio_pci_core]) vec=0 fd=-1',
    gives: ['call'],
    from: K612,
  },
  { line: 'CPU:0 [LOST 687 EVENTS]', gives: ['loss'], from: 'Linux 6.12, trace_pipe' },
  { line: '##### CPU 0 buffer started ####', gives: ['loss'], from: K612 },
];
