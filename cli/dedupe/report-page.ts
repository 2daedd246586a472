import type { DedupeReport } from '#core/dedupe/report';

const escaped = (text: string | number): string =>
  String(text).replace(
    /[&<>"]/g,
    (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[each] ?? each,
  );

const table = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string =>
  `<table><caption>${escaped(caption)}</caption><thead><tr>${head
    .map((each) => `<th scope="col">${escaped(each)}</th>`)
    .join('')}</tr></thead><tbody>${rows
    .map(
      (row) =>
        `<tr>${row.map((each) => `<td${typeof each === 'number' ? ' class="n"' : ''}>${escaped(each)}</td>`).join('')}</tr>`,
    )
    .join('')}</tbody></table>`;

const style =
  'body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1d1d1f}' +
  'table{border-collapse:collapse;margin:1rem 0 2rem;width:100%}caption{text-align:left;font-weight:600;padding:.5rem 0}' +
  'th,td{border-bottom:1px solid #ddd;padding:.25rem .5rem;text-align:left;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}' +
  '@media (prefers-color-scheme:dark){body{background:#111;color:#eee}th,td{border-color:#333}}';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** A report as one self-contained page: tables only, no script, nothing loaded from elsewhere. */
export function reportPage(report: DedupeReport): string {
  const { counts } = report;
  const levels = (['person', 'organisation'] as const).flatMap((kind) => {
    const { who, where } = report.models[kind];
    const rows = (
      match: Readonly<Record<string, Readonly<Record<string, number>>>>,
      other: Readonly<Record<string, Readonly<Record<string, number>>>>,
    ) =>
      Object.entries(match).flatMap(([comparison, shares]) =>
        Object.entries(shares).map(([level, m]) => {
          const u = other[comparison]?.[level] ?? 0;
          return [
            comparison,
            level,
            m.toExponential(2),
            u.toExponential(2),
            Math.log2(m / u).toFixed(1),
          ];
        }),
      );
    return table(
      `What ${kind}s' comparisons say: share among matches (m), among strangers (u), bits`,
      ['Comparison', 'Level', 'm', 'u', 'Bits'],
      [...rows(who.match, who.stranger), ...rows(where.door, where.far)],
    );
  });
  const body = [
    `<h1>Deduplication report</h1>`,
    `<p>${report.records} records, ${counts.clusters ?? 0} clusters, ${report.rejects} rejected lines. Threshold ${report.threshold.toFixed(3)} (${report.thresholdBecause === 'told' ? 'given' : 'chosen from the model'}); expected precision ${percent(report.expected.precision)}, expected recall ${percent(report.expected.recall)}.</p>`,
    table(
      'Files',
      ['File', 'Format', 'Encoding', 'Delimiter'],
      report.files.map(({ file, format, encoding, delimiter }) => [
        file,
        format,
        encoding,
        delimiter,
      ]),
    ),
    table(
      'What the columns were taken for',
      ['Column', 'Taken for', 'Because of'],
      report.columns.map(({ name, meaning, identifierType, because }) => [
        name,
        identifierType === undefined ? meaning : `${meaning} (${identifierType})`,
        because,
      ]),
    ),
    table(
      'Blocking rules',
      ['Records agree on', 'Pairs', 'Not brought before', 'Oversized blocks', 'Records in them'],
      report.rules.map((rule) => [
        rule.name,
        rule.pairs,
        rule.brought,
        rule.oversizedBlocks,
        rule.oversizedRecords,
      ]),
    ),
    table(
      'Rules left out',
      ['Records agree on', 'Pairs'],
      report.rulesLeftOut.map(({ name, pairs }) => [name, pairs]),
    ),
    ...levels,
    table(
      'Cluster sizes',
      ['Records', 'Clusters'],
      report.clusterSizes.map(({ records, clusters }) => [records, clusters]),
    ),
    table(
      'Pairs nearest to the threshold',
      ['One', 'Other', 'Probability', 'Bits', 'Why'],
      report.borderline.map(({ a, b, probability, weight, contributions }) => [
        a.filter(Boolean).join(' · '),
        b.filter(Boolean).join(' · '),
        probability.toFixed(3),
        weight.toFixed(1),
        contributions
          .map(
            ({ comparison, level, bits }) =>
              `${comparison} ${level} ${bits > 0 ? '+' : ''}${bits.toFixed(1)}`,
          )
          .join(', '),
      ]),
    ),
    table(
      'Frequent values',
      ['Meaning', 'Value', 'Records'],
      report.frequent.map(({ meaning, value, records }) => [meaning, value, records]),
    ),
    table('Counts', ['What', 'How many'], Object.entries(counts)),
    table(
      'Timings',
      ['Phase', 'Milliseconds'],
      report.timings.map(({ phase, milliseconds }) => [phase, Math.round(milliseconds)]),
    ),
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Deduplication report</title><style>${style}</style></head><body>${body.join('\n')}</body></html>\n`;
}
