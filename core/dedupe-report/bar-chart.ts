import { type ChartSpec, chart, colour, field, half, roomFor, text, whole } from './chart-frame.ts';

export interface Bar {
  readonly label: string;
  /** Parts of one bar, one after the other. */
  readonly parts: readonly number[];
  readonly shown: string;
}

/** Lying bars, one for each label. */
export function barChart(bars: readonly Bar[], isWide = false): ChartSpec {
  const values = bars.flatMap(({ label, parts, shown }) => {
    let from = 0;
    return parts.map((part, each) => {
      const start = from;
      from += part;
      return { label, part: each, start, end: from, shown: each === parts.length - 1 ? shown : '' };
    });
  });
  const margins = {
    left: roomFor(bars.map(({ label }) => label)),
    right: roomFor(bars.map(({ shown }) => shown)),
    top: 4,
    bottom: 4,
  };
  return chart(isWide ? whole : half, bars.length * 22, margins, {
    data: [{ name: 'bars', values }],
    scales: [
      {
        name: 'x',
        domain: [0, Math.max(Number.MIN_VALUE, ...values.map(({ end }) => end))],
        range: 'width',
        zero: true,
      },
      {
        name: 'y',
        type: 'band',
        domain: bars.map(({ label }) => label),
        range: 'height',
        padding: 0.25,
      },
    ],
    axes: [{ orient: 'left', scale: 'y', ticks: false, domain: false, labelPadding: 6 }],
    marks: [
      {
        type: 'rect',
        from: { data: 'bars' },
        encode: {
          enter: {
            y: field('y', 'label'),
            height: { scale: 'y', band: 1 },
            x: field('x', 'start'),
            x2: field('x', 'end'),
            fill: { signal: `datum.part === 0 ? '${colour.match}' : '${colour.other}'` },
          },
        },
      },
      {
        type: 'text',
        from: { data: 'bars' },
        encode: {
          enter: {
            y: field('y', 'label', { band: 0.5 }),
            x: field('x', 'end', { offset: 4 }),
            baseline: { value: 'middle' },
            ...text({ signal: 'datum.shown' }, colour.soft),
          },
        },
      },
    ],
  });
}
