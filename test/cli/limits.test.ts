// What had no room was not judged: the run is incomplete, and its verdict no proof.
import { expect, test } from '@jest/globals';
import { run } from '../support/run.ts';

const trace = 'fixtures/nvme-resize/trace-cmd-report.txt';

test('a limit that hides all windows does not make a log clean', async () => {
  const { status, out } = await run(['--limit', 'operations=1', trace]);
  expect(status).toBe(3);
  expect(out.replaceAll(/\s+/gu, ' ')).toContain(
    'MSI-X not seen off); not all of the log was judged, so this is not proof.',
  );
  expect(out).toMatch(/over the limit of\s+operations/u);
});

test('findings win over a limit', async () => {
  const { status } = await run(['--limit', 'irqs=4', trace]);
  expect(status).toBe(1);
});
