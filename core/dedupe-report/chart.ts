import type { ChartSpec } from './chart-frame.ts';
import type { Html } from './html.ts';

/** Draws a chart under its name; `legend` names its first and second colour. */
export type Chart = (label: string, spec: ChartSpec, legend?: readonly string[]) => Promise<Html>;
