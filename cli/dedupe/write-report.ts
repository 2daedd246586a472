import { createHash } from 'node:crypto';
import { parse, type Spec, View } from 'vega';
import type { DedupeReport } from '#core/dedupe/report';
import type { ChartSpec } from '#core/dedupe-report/chart-frame';
import { reportPage } from '#core/dedupe-report/report-page';
import { writeWhole } from './write-whole.ts';

/** Draws a chart without a screen. */
export async function drawChart(spec: ChartSpec): Promise<string> {
  const view = new View(parse(spec as Spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Writes a report as one HTML page. Loads the library that draws charts, which takes a moment. */
export async function writeReport(path: string, report: DedupeReport): Promise<void> {
  const page = await reportPage(report, { draw: drawChart, sha256 });
  writeWhole(path, (add) => add(page));
}
