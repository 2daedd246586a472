import { type ChartSpec, chart, colour, field, half, roomFor } from './chart-frame.ts';

export interface LevelShare {
  readonly label: string;
  readonly m: number;
  readonly u: number;
}

/** Shares of each level in two situations on one logarithmic axis: the way between them is the weight. */
export function levelChart(levels: readonly LevelShare[]): ChartSpec {
  const lowest = Math.min(1e-3, ...levels.flatMap(({ m, u }) => [m, u]));
  const least = 10 ** Math.floor(Math.log10(Math.max(leastShown, lowest)));
  const values = levels.map(({ label, m, u }) => ({
    label,
    m: Math.max(m, least),
    u: Math.max(u, least),
    fill: m >= u ? colour.match : colour.other,
  }));
  const place = { y: field('y', 'label', { band: 0.5 }) };
  const left = roomFor(levels.map(({ label }) => label));
  return chart(
    half,
    levels.length * 26,
    { left, right: 20, top: 8, bottom: 44 },
    {
      data: [{ name: 'levels', values }],
      scales: [
        { name: 'x', type: 'log', domain: [least, 1], range: 'width' },
        { name: 'y', type: 'band', domain: levels.map(({ label }) => label), range: 'height' },
      ],
      axes: [
        { orient: 'left', scale: 'y', ticks: false, domain: false },
        {
          orient: 'bottom',
          scale: 'x',
          title: 'share of pairs',
          grid: true,
          values: powersFrom(least),
          encode: {
            labels: {
              update: {
                text: {
                  signal:
                    "datum.value >= 0.009 ? format(datum.value, '~%') : format(datum.value, '.0e')",
                },
              },
            },
          },
        },
      ],
      marks: [
        {
          type: 'rule',
          from: { data: 'levels' },
          encode: {
            enter: {
              ...place,
              x: field('x', 'm'),
              x2: field('x', 'u'),
              stroke: { field: 'fill' },
              strokeWidth: { value: 2 },
              strokeOpacity: { value: 0.5 },
            },
          },
        },
        ...(['u', 'm'] as const).map((which) => ({
          type: 'symbol',
          from: { data: 'levels' },
          encode: {
            enter: {
              ...place,
              x: field('x', which),
              size: { value: 60 },
              fill: { value: which === 'm' ? colour.match : colour.other },
            },
          },
        })),
      ],
    },
  );
}

/** Smaller shares are drawn at the border. */
const leastShown = 1e-12;

/** Every second power of ten from 1 down, every one where they are few. */
const powersFrom = (least: number): readonly number[] => {
  const powers = Math.round(-Math.log10(least));
  const step = powers > 6 ? 2 : 1;
  return Array.from({ length: Math.floor(powers / step) + 1 }, (_, each) => 10 ** (-step * each));
};
