import type { Spec } from 'vega';
import type { ChartSpec } from '#core/dedupe-report/chart-frame';

/** Draws a chart to SVG markup. The library is loaded with the first: only who asks for a page waits for it. */
export async function drawChart(spec: ChartSpec): Promise<string> {
  const { parse, View } = await import('vega');
  // What a chart is described by is a specification; its type is wider than the library's.
  const view = new View(parse(spec as Spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}
