/** The outputs of a scan as text. */
import type { FleetSummary } from '../../model/fleet.ts';
import { laidOut } from '../fit.ts';
import { TextLayout } from '../layout-text.ts';
import { MarkdownLayout } from '../markdown.ts';
import type { RenderOptions } from '../output.ts';
import { fleetDocument } from './document.ts';
import { htmlPage } from './html.ts';
import type { FleetOutput } from './outputs.ts';

/** The summary; pure. */
export function renderFleet(
  output: Exclude<FleetOutput, 'ndjson'>,
  fleet: FleetSummary,
  options: RenderOptions,
): Iterable<string> {
  const document = fleetDocument(fleet, options);
  if (output === 'html') return [htmlPage(document)];
  const layout = output === 'text' ? new TextLayout(options) : new MarkdownLayout(options);
  return laidOut(document, layout, options.maxBytes);
}
