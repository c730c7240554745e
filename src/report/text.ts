/** `-f text`: for a terminal, a pipe and a mail. */
import type { Result } from '../model/result.ts';
import { documentOf } from './content/case.ts';
import { laidOut } from './fit.ts';
import { TextLayout } from './layout-text.ts';
import type { Renderer, RenderOptions } from './output.ts';

export const renderer: Renderer = {
  render: (result: Result, options: RenderOptions) =>
    laidOut(documentOf(result, options), new TextLayout(options), options.maxBytes),
};
