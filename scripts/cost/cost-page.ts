import results from '../../bench/results.json' with { type: 'json' };
import type { SynthesizedTemplate } from '../synthesized-templates.ts';
import assumptions from './assumptions.json' with { type: 'json' };
import {
  changeOf,
  dollars,
  monthlyUse,
  operations,
  storedGb,
  times,
  type Use,
} from './cost-model.ts';
import { measuredRuns, measuredRunUnits, planDedupe } from './dedupe-plan.ts';
import { idleUse } from './idle-use.ts';
import { measuredCounts } from './measured.ts';
import priceFile from './prices.json' with { type: 'json' };
import { firstLoadRate, peakRate, quotaUse } from './quota-use.ts';

const million = 1_000_000;
const sizes = [100_000, million, 10 * million, 100 * million];

/** docs/cost.md from counted operations, prices and what is assumed; `templates` are those of the whole deployment. */
export function costPage(templates: readonly SynthesizedTemplate[]): string {
  const measured = measuredCounts();
  const of = operations(measured);
  const idle = idleUse(templates, measured);
  const rehearsed = results.consent.result.rehearsal.million;
  const deduped = planDedupe(10 * million, measuredRuns(), measuredRunUnits());
  return [
    '# What it costs, and what gives way first',
    '',
    `Made by \`npm run generate\` from counts that benchmarks took (\`bench/results.json\`), prices (\`scripts/cost/prices.json\`: ${priceFile.region}, as of ${priceFile.asOf}, list prices without free tiers) and what had to be assumed (\`scripts/cost/assumptions.json\`, below). It is an estimate: nothing here was read off an AWS bill.`,
    '',
    '## A million of each',
    '',
    table(
      [
        'operation',
        'dollars a million',
        'of it: compute',
        'tables',
        'requests and events',
        'logs and traces',
      ],
      [
        ...Object.entries(of),
        ['a change of a record, all the way', changeOf(of)] as const,
        // Of a run over ten million.
        ['a customer deduped', times(deduped.use, 1 / deduped.customers)] as const,
        ['a customer rehearsed', times(rehearsed.use, 1 / million)] as const,
      ].map(([name, use]) => {
        const all = times(use, million);
        return [name, usd(dollars(all)), ...groups.map((names) => usd(dollars(only(all, names))))];
      }),
    ),
    '',
    `A record taken in by a hub of a million customers uses ${one(measured.request.readUnits)} read and ${one(measured.request.writeUnits)} write units, and ${one(measured.recheck.readUnits)} and ${one(measured.recheck.writeUnits)} when it is matched again after its commit. A customer deduped is one that a dedupe run over ten million reads and compares, its share of merges included ([scale.md](scale.md)). A customer rehearsed is one for whom a change of a purpose is decided both ways ([consent.md](consent.md)); a million take ${rehearsed.minutes} minutes. Of KMS only the signature under what spokes are told of a consent is in the table: ${usd(dollars({ kmsSign: million }))} dollars a million, as a receipt, a certificate or a checkpoint costs, too. Warm functions call it for nothing else.`,
    '',
    '## A month in which nobody calls',
    '',
    table(
      ['what', 'count', 'dollars a month'],
      [
        ...Object.entries(idle).map(([name, count]) => [
          priceFile.prices[name as keyof typeof priceFile.prices].unit,
          String(Math.round(count)),
          usd(dollars({ [name]: count })),
        ]),
        ['together', '', usd(dollars(idle))],
      ],
    ),
    '',
    'Counted in the templates of a deployment with every default; metrics of our own in `functions/shared/metrics.ts`, paid for in hours in which they are emitted. Without the web ACL (`api.webAcl`) its lines fall away. Schedules are counted as calls that find nothing due, by what the looks for ended consents, for privacy requests and for ended packages use of the table then (`npm run bench -- capacity`), and by an assumed time of their functions; checkpoints of the audit, sweeps of whole tables and retention runs use more with more customers, which is not counted. Cognito is not counted: it bills active users.',
    '',
    '## By size',
    '',
    `In a month each record changes ${assumptions.changesOfOneRecordAMonth} times and each customer is read ${assumptions.readsOfOneCustomerAMonth} times; a customer has ${one(measured.recordsPerCustomer)} records in ${one(measured.itemsPerCustomer)} items of ${Math.round(measured.bytesPerCustomer / measured.itemsPerCustomer)} bytes. The first load takes ${assumptions.hoursOfFirstLoad} hours, and the busiest second of the month is ${assumptions.peakOverMean} times the mean.`,
    '',
    table(
      [
        'customers',
        'stored',
        'first load',
        'a month after',
        'quota met first in the first load',
        'quota met first in the month',
      ],
      sizes.map((customers) => {
        const load = times(changeOf(of), customers * measured.recordsPerCustomer);
        return [
          customers.toLocaleString('en'),
          `${one(storedGb(customers, measured))} GB`,
          usd(dollars(load)),
          usd(dollars(monthlyUse(customers, measured)) + dollars(idle)),
          quotaCell(firstLoadRate(customers, measured)),
          quotaCell(peakRate(customers, measured)),
        ];
      }),
    ),
    '',
    'A quota over 100 % is exceeded: requests are then throttled, answered with 429 or 503, and sent again; nothing is lost, it takes longer. What to do:',
    '',
    ...quotaUse(1, measured).map(
      ({ quota }) =>
        `- ${quota.name}: ${quota.perSecond.toLocaleString('en')} by default ([source](${quota.source})); ${quota.remedy}.`,
    ),
    '',
    '## What was assumed',
    '',
    table(
      ['assumption', 'value'],
      Object.entries(assumptions)
        .filter(([name]) => name !== 'note')
        .map(([name, value]) => [name, String(value)]),
    ),
    '',
    '## Prices',
    '',
    table(
      ['price in dollars', 'for a', 'how sure'],
      Object.values(priceFile.prices).map(({ usd: price, unit, source, sure }) => [
        plain(price),
        `${unit} ([list](${source}))`,
        sure,
      ]),
    ),
    '',
  ].join('\n');

  function quotaCell(perSecond: number): string {
    const [first] = quotaUse(perSecond, measured);
    if (first === undefined) return '';
    return `${first.quota.name}: ${percent(first.share)}`;
  }
}

const groups: readonly (readonly string[])[] = [
  ['lambdaRequest', 'lambdaGbSecond'],
  ['tableRead', 'tableWrite'],
  [
    'apiRequest',
    'webAclRequest',
    'event',
    'kmsSign',
    'archiveGb',
    'queueRequest',
    'objectPut',
    'objectGet',
    'transition',
  ],
  ['logGb', 'trace'],
];

const only = (use: Use, names: readonly string[]): Use =>
  Object.fromEntries(Object.entries(use).filter(([name]) => names.includes(name)));

const usd = (amount: number): string =>
  amount >= 100
    ? Math.round(amount).toLocaleString('en')
    : amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const one = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });
const percent = (share: number): string =>
  share < 0.005 ? 'under 1 %' : `${Math.round(share * 100).toLocaleString('en')} %`;
const plain = (price: number): string => price.toFixed(10).replace(/\.?0+$/, '');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
