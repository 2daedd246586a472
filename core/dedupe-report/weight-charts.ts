import { type ChartSpec, chart, colour, field, half, thresholdRule } from './chart-frame.ts';

export interface WeightBin {
  readonly bits: number;
  readonly pairs: number;
  readonly joined: number;
}

/** Pairs by their weight, those in one cluster apart from the others, with the threshold. */
export function weightChart(bins: readonly WeightBin[], threshold: number): ChartSpec {
  const height = 220;
  return chart(
    half,
    height,
    { left: 68, right: 12, top: 18, bottom: 44 },
    {
      data: [
        {
          name: 'bins',
          values: bins.map(({ bits, pairs, joined }) => ({ bits, pairs, apart: pairs - joined })),
        },
      ],
      scales: [
        {
          name: 'x',
          domain: [bins[0]?.bits ?? 0, (bins.at(-1)?.bits ?? 0) + 1],
          range: 'width',
          zero: false,
        },
        {
          name: 'y',
          type: 'symlog',
          constant: 10,
          domain: [0, Math.max(1, ...bins.map(({ pairs }) => pairs))],
          range: 'height',
          nice: true,
        },
      ],
      axes: [
        { orient: 'bottom', scale: 'x', title: 'match weight in bits', tickCount: 10 },
        {
          orient: 'left',
          scale: 'y',
          title: 'pairs',
          grid: true,
          values: [0, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8],
          format: '~s',
        },
      ],
      marks: [
        ...(['apart', 'joined'] as const).map((part) => ({
          type: 'rect',
          from: { data: 'bins' },
          encode: {
            enter: {
              x: field('x', 'bits', { offset: 0.5 }),
              x2: { scale: 'x', signal: 'datum.bits + 1', offset: -0.5 },
              y: part === 'apart' ? field('y', 'apart') : field('y', 'pairs'),
              y2: part === 'apart' ? { scale: 'y', value: 0 } : field('y', 'apart'),
              fill: { value: part === 'apart' ? colour.other : colour.match },
            },
          },
        })),
        ...thresholdRule(threshold, height),
      ],
    },
  );
}

export interface CurvePoint {
  readonly bits: number;
  readonly precision: number;
  readonly recall: number;
}

/** Expected precision and recall by threshold in bits. */
export function curveChart(points: readonly CurvePoint[], threshold: number): ChartSpec {
  const height = 180;
  const low = Math.min(...points.flatMap(({ precision, recall }) => [precision, recall]));
  return chart(
    half,
    height,
    { left: 68, right: 12, top: 18, bottom: 44 },
    {
      data: [{ name: 'points', values: points }],
      scales: [
        {
          name: 'x',
          domain: [points[0]?.bits ?? 0, points.at(-1)?.bits ?? 1],
          range: 'width',
          zero: false,
        },
        {
          name: 'y',
          domain: [Math.max(0, Math.floor(low * 10) / 10), 1],
          range: 'height',
          zero: false,
        },
      ],
      axes: [
        { orient: 'bottom', scale: 'x', title: 'threshold in bits', tickCount: 10 },
        { orient: 'left', scale: 'y', title: 'expected', grid: true, format: '%', tickCount: 5 },
      ],
      marks: [
        ...(['precision', 'recall'] as const).map((which) => ({
          type: 'line',
          from: { data: 'points' },
          encode: {
            enter: {
              x: field('x', 'bits'),
              y: field('y', which),
              stroke: { value: which === 'precision' ? colour.match : colour.other },
              strokeWidth: { value: 2 },
            },
          },
        })),
        ...thresholdRule(threshold, height),
      ],
    },
  );
}
