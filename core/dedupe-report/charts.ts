/** A chart as data: a Vega specification, https://vega.github.io/schema/vega/v6.json */
export type ChartSpec = Readonly<Record<string, unknown>>;

type Signal = { readonly signal: string };
type Encoding = Readonly<Record<string, unknown>>;

/** Colours are names of the page's style, so that a chart follows light, dark and print. */
const colour = {
  ink: 'var(--ink)',
  soft: 'var(--soft)',
  line: 'var(--line)',
  match: 'var(--match)',
  other: 'var(--other)',
  mark: 'var(--mark)',
} as const;

const axis = {
  labelColor: colour.soft,
  titleColor: colour.soft,
  tickColor: colour.line,
  domainColor: colour.line,
  gridColor: colour.line,
  labelFontSize: 12,
  titleFontSize: 12,
  titleFontWeight: 'normal',
  labelLimit: 210,
};

const chart = (width: number, height: number, rest: ChartSpec): ChartSpec => ({
  width,
  height,
  padding: 4,
  // Numbers stand in the table beside each chart; the page names the chart as a whole.
  config: {
    aria: false,
    axis,
    legend: {
      labelColor: colour.ink,
      titleColor: colour.soft,
      labelFontSize: 12,
      symbolType: 'square',
    },
    text: { fontSize: 12 },
  },
  ...rest,
});

const field = (scale: string, name: string, more: Encoding = {}) => ({
  scale,
  field: name,
  ...more,
});
const text = (content: Signal, fill: string = colour.ink) => ({
  fill: { value: fill },
  text: content,
  fontSize: { value: 12 },
});

export interface Bar {
  readonly label: string;
  /** Parts of one bar, one after the other. */
  readonly parts: readonly number[];
  readonly shown: string;
}

/** Lying bars, one for each label, their parts in the colours of `names`. */
export function barChart(bars: readonly Bar[], names: readonly string[] = []): ChartSpec {
  const fills = [colour.match, colour.other];
  const values = bars.flatMap(({ label, parts, shown }) => {
    let from = 0;
    return parts.map((part, each) => {
      const start = from;
      from += part;
      return { label, part: each, start, end: from, shown: each === parts.length - 1 ? shown : '' };
    });
  });
  return chart(330, bars.length * 22, {
    data: [{ name: 'bars', values }],
    scales: [
      {
        name: 'x',
        domain: [0, Math.max(1, ...values.map(({ end }) => end)) * 1.3],
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
      { name: 'fill', type: 'ordinal', domain: names, range: fills.slice(0, names.length) },
    ],
    axes: [{ orient: 'left', scale: 'y', ticks: false, domain: false, labelPadding: 6 }],
    ...(names.length > 0 && {
      legends: [{ fill: 'fill', orient: 'top', direction: 'horizontal' }],
    }),
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

export interface WeightBin {
  readonly bits: number;
  readonly pairs: number;
  readonly joined: number;
}

const ruleAt = (bits: Signal, height: number, label: string) => [
  {
    type: 'rule',
    encode: {
      enter: {
        x: { scale: 'x', ...bits },
        y: { value: 0 },
        y2: { value: height },
        stroke: { value: colour.mark },
        strokeWidth: { value: 2 },
        strokeDash: { value: [5, 3] },
      },
    },
  },
  {
    type: 'text',
    encode: {
      enter: {
        x: { scale: 'x', ...bits, offset: 5 },
        y: { value: 10 },
        ...text({ signal: JSON.stringify(label) }, colour.mark),
      },
    },
  },
];

/** Pairs by their weight, those in one cluster apart from the others, with the threshold. */
export function weightChart(bins: readonly WeightBin[], threshold: number): ChartSpec {
  const height = 220;
  return chart(560, height, {
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
      {
        name: 'fill',
        type: 'ordinal',
        domain: ['in one cluster', 'kept apart'],
        range: [colour.match, colour.other],
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
    legends: [{ fill: 'fill', orient: 'top', direction: 'horizontal' }],
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
      ...ruleAt({ signal: String(threshold) }, height, 'threshold'),
    ],
  });
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
  return chart(560, height, {
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
      {
        name: 'fill',
        type: 'ordinal',
        domain: ['precision', 'recall'],
        range: [colour.match, colour.other],
      },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: 'threshold in bits', tickCount: 10 },
      { orient: 'left', scale: 'y', title: 'expected', grid: true, format: '%', tickCount: 5 },
    ],
    legends: [{ fill: 'fill', orient: 'top', direction: 'horizontal' }],
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
      ...ruleAt({ signal: String(threshold) }, height, 'threshold'),
    ],
  });
}

export interface LevelShare {
  readonly label: string;
  readonly m: number;
  readonly u: number;
}

/** Shares of each level in two situations on one logarithmic axis: the way between them is the weight. */
export function levelChart(
  levels: readonly LevelShare[],
  [ofM, ofU]: readonly [string, string],
): ChartSpec {
  const values = levels.map(({ label, m, u }) => ({
    label,
    m: Math.max(m, leastShown),
    u: Math.max(u, leastShown),
    fill: m >= u ? colour.match : colour.other,
  }));
  const place = { y: field('y', 'label', { band: 0.5 }) };
  return chart(340, levels.length * 20, {
    data: [{ name: 'levels', values }],
    scales: [
      { name: 'x', type: 'log', domain: [leastShown, 1], range: 'width' },
      { name: 'y', type: 'band', domain: levels.map(({ label }) => label), range: 'height' },
      {
        name: 'fill',
        type: 'ordinal',
        domain: [ofM, ofU],
        range: [colour.match, colour.other],
      },
    ],
    axes: [
      { orient: 'left', scale: 'y', ticks: false, domain: false },
      {
        orient: 'bottom',
        scale: 'x',
        title: 'share of pairs',
        grid: true,
        values: [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1],
        format: '~%',
      },
    ],
    legends: [{ fill: 'fill', orient: 'top', direction: 'horizontal', symbolType: 'circle' }],
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
  });
}

const leastShown = 1e-6;

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
  return chart(330, height, {
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
      {
        type: 'rule',
        encode: {
          enter: {
            x: { scale: 'x', signal: String(threshold) },
            y: { value: 0 },
            y2: { value: height },
            stroke: { value: colour.mark },
            strokeWidth: { value: 2 },
            strokeDash: { value: [5, 3] },
          },
        },
      },
    ],
  });
}
