import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DedupeReport } from '#core/dedupe/report';
import { situations } from '#core/dedupe/situations';
import { count, share, signed } from '#core/dedupe-report/html';
import { reportPage } from '#core/dedupe-report/report-page';
import { drawChart, sha256 } from '../../../cli/dedupe/write-report.ts';
import { dedupeReport, reportedPair } from '../../support/dedupe-report.ts';

const page = (report: DedupeReport): Promise<string> =>
  reportPage(report, { draw: drawChart, sha256 });

/** Texts between tags, charts left out: what a reader has who sees no picture. */
const textsOf = (html: string): readonly string[] =>
  [...html.replace(/<svg.*?<\/svg>/gs, '').matchAll(/>([^<>]+)</g)].flatMap(([, text = '']) => [
    text,
    ...text.split(', '),
  ]);

const smallShare = (value: number): string =>
  value >= 0.001 ? value.toFixed(4) : value.toExponential(2).replace('-', '−');

/** Every number of a value with its path. */
function* numbersIn(value: unknown, path = ''): Generator<readonly [string, number]> {
  if (typeof value === 'number') yield [path, value];
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value)) yield* numbersIn(each, `${path}/${key}`);
}

describe('the page of a dedupe report', () => {
  let report: DedupeReport;
  let html: string;
  beforeAll(async () => {
    report = dedupeReport();
    html = await page(report);
  });

  it('holds every number of the report in words or tables, none of them in a chart alone', () => {
    const texts = textsOf(html);
    const compared = new Set(report.filled.map(({ comparison }) => comparison));
    const lost = [...numbersIn(report)].filter(([path, value]) => {
      // Reasons are shown as they add up, which is another test; a borderline pair has its largest ones.
      if (path.includes('/contributions/')) return false;
      const comparison = /^\/models\/\w+\/wh\w+\/\w+\/(\w+)\//.exec(path)?.[1];
      if (comparison !== undefined && !compared.has(comparison)) return false;
      const shown = [
        count(value),
        share(value),
        signed(value),
        smallShare(value),
        value.toFixed(1),
        value.toFixed(4),
        String(value),
        count(Math.round(value)),
        `${count(value)} persons`,
        `${count(value)} organisations`,
        `${signed(value, 0)} to ${signed(value + 1, 0)}`,
        `${value} (this run)`,
      ];
      return !shown.some((each) => texts.includes(each));
    });
    expect(lost).toEqual([]);
    expect(texts).toContain(situations[0].name);
  });

  it('shows reasons that add up to the weight as it is shown, to the last place', () => {
    const [, reasons = ''] = /<caption>Reasons<\/caption>(.*?)<\/table>/s.exec(html) ?? [];
    const rows = [...reasons.matchAll(/<td class="number">([^<]+)<\/td>/g)].map(([, text]) =>
      Number((text ?? '').replace('−', '-')),
    );
    const bits = rows.filter((_, each) => each % 2 === 0);
    const totals = rows.filter((_, each) => each % 2 === 1);
    expect(bits).toHaveLength(4);
    let sum = 0;
    for (const [each, step] of bits.entries()) {
      sum = Math.round((sum + step) * 100) / 100;
      expect(totals[each]).toBe(sum);
    }
    expect(sum).toBe(6.32);
    expect(textsOf(html).join('')).toContain('+6.32 bits');
  });

  it('is the same bytes for the same report', async () => {
    expect((await page(dedupeReport())) === html).toBe(true);
  });

  it('loads nothing, runs nothing and names its one style by its hash', () => {
    const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(html.match(/<(?:script|link|img|iframe|object|base|form)\b/i)).toBeNull();
    expect(html.match(/\s(?:style|on\w+|src|xlink:href)=/i)).toBeNull();
    expect(style).not.toMatch(/url\(|@import/);
    expect([...html.matchAll(/\bhref="([^"]*)"/g)].every(([, to]) => to?.startsWith('#'))).toBe(
      true,
    );
    expect(
      [...html.matchAll(/https?:\/\/[^"\s<]+/g)].filter(
        ([url]) => !/^http:\/\/www\.w3\.org\//.test(url),
      ),
    ).toEqual([]);
  });

  it('says that it holds personal data before it shows any', () => {
    expect(html.indexOf('holds personal data')).toBeGreaterThan(0);
    expect(html.indexOf('holds personal data')).toBeLessThan(html.indexOf('people.csv'));
  });

  it('gives every table a caption and names for its rows and columns, and every chart a name', () => {
    const tables = html.split('<table>').slice(1);
    expect(tables.length).toBeGreaterThan(12);
    for (const table of tables) {
      expect(table).toMatch(/^<caption>[^<]+<\/caption><thead><tr><th scope="col"/);
      expect(table).toContain('<th scope="row"');
    }
    const charts = html.split('<svg').length - 1;
    expect(charts).toBeGreaterThan(5);
    expect(html.split('role="img" tabindex="0" aria-label="').length - 1).toBe(charts);
    expect(html.match(/<h1>/g)).toHaveLength(1);
  });
});

describe('the page of a report with hostile values', () => {
  const hostile = '<script>alert(1)</script>"\'&<img src=x onerror=y>';

  const everywhere = (value: string): DedupeReport =>
    dedupeReport({
      files: [{ file: value, format: 'csv', encoding: value, delimiter: '<' }],
      rejectedLines: [{ file: value, line: 1, reason: value }],
      columns: [
        { name: value, meaning: 'full-name', because: 'name', group: value },
        {
          name: `${value}2`,
          meaning: 'identifier',
          because: 'name',
          group: '',
          identifierType: value,
        },
      ],
      rules: [{ ...dedupeReport().rules[0]!, name: value }],
      rulesLeftOut: [{ name: value, pairs: 1 }],
      borderline: [reportedPair({ ids: [value, value], a: [value, value], b: [value, ''] })],
      examples: [
        {
          why: 'against',
          pair: reportedPair({ ids: [value, `${value}2`], a: [value, ''], b: ['', value] }),
        },
      ],
      frequent: [{ meaning: value, value, records: 7, bits: -1 }],
      timings: [{ phase: value, milliseconds: 1, processorMilliseconds: 1 }],
      counts: { [value]: 3 },
    });

  it('shows them as text, in tables and in charts', async () => {
    const html = await page(everywhere(hostile));
    expect(/<script|<img/i.test(html)).toBe(false);
    expect(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;')).toBe(true);
    const tags = new Set([...html.matchAll(/<([a-z!][a-z0-9]*)/gi)].map(([, tag]) => tag));
    const own = await page(dedupeReport());
    const expected = new Set([...own.matchAll(/<([a-z!][a-z0-9]*)/gi)].map(([, tag]) => tag));
    expect([...tags].filter((tag) => !expected.has(tag))).toEqual([]);
  });

  it('keeps right-to-left text, emoji and broken characters within their cells', async () => {
    const html = await page(everywhere('\u202eעדה 👩🏽‍💻\ud800\u0000'));
    expect(html.includes('<bdi>\u202eעדה 👩🏽‍💻\ufffd\ufffd</bdi>')).toBe(true);
    expect(html.isWellFormed()).toBe(true);
    expect(html.includes('\u0000')).toBe(false);
  });

  it('cuts values between characters', async () => {
    const html = await page(everywhere('👩'.repeat(5000)));
    expect(html.includes(`<bdi>${'👩'.repeat(159)}…</bdi>`)).toBe(true);
    expect(html.includes('👩'.repeat(400))).toBe(false);
  });

  it('stays below three megabytes, whatever the report holds', async () => {
    const long = '<'.repeat(3000);
    const one = everywhere(long);
    const many = <T>(values: readonly T[]): T[] => Array.from({ length: 2000 }, () => values[0]!);
    const html = await page({
      ...one,
      files: many(one.files),
      rejectedLines: many(one.rejectedLines),
      columns: many(one.columns),
      rules: many(one.rules),
      rulesLeftOut: many(one.rulesLeftOut),
      clusterSizes: Array.from({ length: 5000 }, (_, each) => ({ records: each + 1, clusters: 1 })),
      borderline: many([reportedPair({ a: many([long]), b: many([long]), ids: [long, long] })]),
      examples: many([
        { why: 'against' as const, pair: reportedPair({ a: many([long]), b: many([long]) }) },
      ]),
      frequent: many(one.frequent),
      timings: many(one.timings),
      counts: Object.fromEntries(Array.from({ length: 2000 }, (_, each) => [`${long}${each}`, 1])),
    });
    expect(html.length).toBeLessThan(3_000_000);
    expect(html.includes('more</td>')).toBe(true);
  });
});

describe('the page of an empty report', () => {
  it('says that there is nothing where there is nothing', async () => {
    const html = await page(
      dedupeReport({
        kinds: { person: 1, organisation: 0 },
        rejects: 0,
        rejectedLines: [],
        rulesLeftOut: [],
        weights: [],
        borderline: [],
        examples: [],
        frequent: [],
      }),
    );
    expect(html).toContain('Every line could be read.');
    expect(html).toContain('No two records resemble each other.');
    expect(html).not.toContain('Organisations</h3>');
    expect(html.match(/.{20}(?:NaN|undefined|Infinity)/)).toBeNull();
  });
});
