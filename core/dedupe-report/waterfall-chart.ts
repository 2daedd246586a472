import {
  type ChartSpec,
  chart,
  colour,
  field,
  half,
  roomFor,
  text,
  thresholdRule,
} from './chart-frame.ts';

export interface Step {
  readonly label: string;
  /** Running totals in bits. */
  readonly from: number;
  readonly to: number;
  readonly shown: string;
}

/** How a pair's weight comes about: one step below the other, then the whole. */
export function waterfallChart(steps: readonly Step[], threshold: number): ChartSpec {
  const last = steps.at(-1)?.to ?? 0;
  const bars = [
    ...steps.map((step) => ({
      ...step,
      fill: step.to >= step.from ? colour.match : colour.other,
    })),
    { label: 'together', from: 0, to: last, shown: '', fill: colour.ink },
  ];
  const height = bars.length * 24;
  const ends = [0, threshold, ...bars.flatMap(({ from, to }) => [from, to])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = (high - low) * 0.14;
  const left = roomFor(bars.map(({ label }) => label));
  return chart(
    half,
    height,
    { left, right: 12, top: 18, bottom: 44 },
    {
      data: [{ name: 'bars', values: bars }],
      scales: [
        { name: 'x', domain: [low - room, high + room], range: 'width', zero: false },
        {
          name: 'y',
          type: 'band',
          domain: bars.map(({ label }) => label),
          range: 'height',
          padding: 0.25,
        },
      ],
      axes: [
        { orient: 'left', scale: 'y', ticks: false, domain: false, labelPadding: 6 },
        { orient: 'bottom', scale: 'x', title: 'bits', grid: true, tickCount: 6 },
      ],
      marks: [
        {
          type: 'rect',
          from: { data: 'bars' },
          encode: {
            enter: {
              y: field('y', 'label'),
              height: { scale: 'y', band: 1 },
              x: field('x', 'from'),
              x2: field('x', 'to'),
              fill: { field: 'fill' },
            },
          },
        },
        {
          type: 'text',
          from: { data: 'bars' },
          encode: {
            enter: {
              y: field('y', 'label', { band: 0.5 }),
              x: { scale: 'x', signal: 'max(datum.from, datum.to)', offset: 4 },
              baseline: { value: 'middle' },
              ...text({ signal: 'datum.shown' }, colour.soft),
            },
          },
        },
        ...thresholdRule(threshold, height),
      ],
    },
  );
}
