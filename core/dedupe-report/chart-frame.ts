/** A chart as data: a Vega specification, https://vega.github.io/schema/vega/v6.json */
export type ChartSpec = Readonly<Record<string, unknown>>;

type Signal = { readonly signal: string };
type Encoding = Readonly<Record<string, unknown>>;

/** Colours are names of the page's style, so that a chart follows light, dark and print. */
export const colour = {
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
  labelLimit: 0,
};

/** Around the plot, in pixels. */
interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Width of a chart in pixels: half of the page. */
export const half = 590;
export const whole = 960;

/** Margins are given because a library without a screen cannot measure text. */
export const chart = (
  total: number,
  height: number,
  margins: Margins,
  rest: ChartSpec,
): ChartSpec => ({
  width: total - margins.left - margins.right,
  height,
  autosize: 'none',
  padding: margins,
  // Numbers stand in the table beside each chart; the page names the chart as a whole.
  config: { aria: false, axis, text: { fontSize: 12 } },
  ...rest,
});

/** Pixels that the longest of some labels takes: characters of 12 pixels are 6 to 7 wide. */
export const roomFor = (labels: readonly string[]): number =>
  16 + 6.6 * Math.max(0, ...labels.map((label) => label.length));

export const field = (scale: string, name: string, more: Encoding = {}) => ({
  scale,
  field: name,
  ...more,
});
export const text = (content: Signal, fill: string = colour.ink) => ({
  fill: { value: fill },
  text: content,
  fontSize: { value: 12 },
});

/** A dashed line through the whole height of a chart whose axis `x` is in bits. */
export const thresholdRule = (bits: number, height: number) => {
  const x = { scale: 'x', value: bits };
  return [
    {
      type: 'rule',
      encode: {
        enter: {
          x,
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
          x,
          y: { value: -5 },
          align: { value: 'center' },
          fill: { value: colour.mark },
          text: { value: 'threshold' },
        },
      },
    },
  ];
};
