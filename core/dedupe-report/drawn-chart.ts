import type { Chart } from './chart.ts';
import type { ChartSpec } from './chart-frame.ts';
import { type Content, element } from './html.ts';

/** Draws a Vega specification to SVG markup. */
export type DrawChart = (spec: ChartSpec) => Promise<string>;

/** Charts as figures of a page, each under its name. */
export const drawnChart =
  (draw: DrawChart): Chart =>
  async (label, spec, legend = []) =>
    element(
      'figure',
      {},
      element('figcaption', {}, label, legendOf(legend)),
      element(
        'div',
        {
          class: 'chart',
          role: 'img',
          tabindex: '0',
          'aria-label': `${label}. The numbers stand in the table.`,
        },
        { html: await draw(spec) },
      ),
    );

const legendOf = (names: readonly string[]): Content =>
  names.map((name, at) => [
    ' ',
    element(
      'span',
      { class: 'legend' },
      element('span', { class: at === 0 ? 'swatch' : 'swatch other', 'aria-hidden': 'true' }),
      name,
    ),
  ]);
