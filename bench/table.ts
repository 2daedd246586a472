/** A Markdown table of rows of one shape; numbers stand to the right. */
export function printTable(rows: readonly Readonly<Record<string, string | number>>[]): void {
  const [first] = rows;
  if (first === undefined) return;
  const names = Object.keys(first);
  const cells = rows.map((row) => names.map((name) => String(row[name] ?? '')));
  const widths = names.map((name, column) =>
    Math.max(name.length, 3, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const isNumber = names.map(
    (name) => typeof first[name] === 'number' || /^[\d.]+/.test(String(first[name])),
  );
  const line = (texts: readonly string[]): string =>
    `| ${texts
      .map((text, column) =>
        isNumber[column] ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join(' | ')} |`;
  console.log(line(names));
  console.log(
    `| ${widths.map((width, column) => (isNumber[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`,
  );
  for (const row of cells) console.log(line(row));
}

export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;

/** `values` in any order; the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / Math.max(1, values.length);

export const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));
