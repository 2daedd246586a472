import { linkBytes } from '#core/dedupe-run/packed-links';
import { sizeLimits } from '#core/dedupe-run/size-run';
import { dollars } from './cost-model.ts';
import {
  type DedupePlan,
  measuredRuns,
  measuredRunUnits,
  measuredTying,
  planDedupe,
  simulatedKeys,
  stepMemoryMb,
} from './dedupe-plan.ts';

const sizes = [1_000_000, 10_000_000, 100_000_000];

/** Of the step that ties: parent, size and label. */
const bytesOfCustomer = 9;

/** AWS limits that a run could meet. */
const limits: readonly {
  readonly name: string;
  readonly most: number;
  readonly used: (plan: DedupePlan) => number;
  readonly source: string;
}[] = [
  {
    name: 'Lambda: seconds of one invocation (score)',
    most: 900,
    used: ({ seconds }) => seconds.score,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  },
  {
    name: 'Lambda: seconds of one invocation (cluster)',
    most: 900,
    used: ({ seconds }) => seconds.cluster,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  },
  {
    name: 'Lambda: seconds of one invocation (scan)',
    most: 900,
    used: ({ seconds }) => seconds.scan,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  },
  {
    name: 'Lambda: seconds of one invocation (plan)',
    most: 900,
    used: ({ seconds }) => seconds.plan,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  },
  {
    name: 'Step Functions: bytes that a state hands over (numbers of pieces)',
    most: 262_144,
    // Up to five digits and a comma.
    used: ({ chunks, partitions, batches }) => 6 * Math.max(chunks, partitions, batches),
    source: 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html',
  },
  {
    name: 'Step Functions: child executions at once',
    most: 10_000,
    used: () => 100,
    source: 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html',
  },
  {
    name: 'Lambda: megabytes of memory as configured (cluster)',
    most: stepMemoryMb,
    used: ({ customers, links }) =>
      (bytesOfCustomer * customers + linkBytes * Math.min(links, sizeLimits.linksAtOnce)) / 1e6,
    source: '../core/dedupe-run/size-run.ts',
  },
  {
    name: 'This run: customers, each with a number',
    most: sizeLimits.mostCustomers,
    used: ({ customers }) => customers,
    source: '../core/dedupe-run/size-run.ts',
  },
  {
    name: 'Lambda: concurrent executions by default',
    most: 1000,
    used: () => 100,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  },
];

/** docs/scale.md from the benchmark `dedupe-run`, the sizes that the run itself chooses, and prices. */
export function scalePage(): string {
  const runs = measuredRuns();
  const plans = sizes.map((customers) => planDedupe(customers, runs, measuredRunUnits()));
  return [
    '# Dedupe runs at scale',
    '',
    'Made by `npm run generate` from what `npm run bench -- dedupe-run dedupe-scale` counted and timed (`bench/results.json`), the sizes that a run chooses (`core/dedupe-run/size-run.ts`), prices (`scripts/cost/prices.json`) and assumptions ([cost.md](cost.md)). No run of 1 million or more was made: beyond the largest measured size these are sums.',
    '',
    '## How the work is cut',
    '',
    `- **Scan.** The list of living customers is cut into chunks of ${n(sizeLimits.leastInChunk)} to ${n(sizeLimits.mostInChunk)}. Each chunk reads its customers, standardises them and writes one object: a card of each customer for every partition that one of its match keys leads to. Offsets stand at the object's head, so a partition reads its part of each chunk with two ranged GETs, and a chunk costs one PUT.`,
    `- **Count.** Each partition counts how many customers share its keys. More than ${sizeLimits.mostInBlock} make a key frequent: its block is parted by a second fact (sound of the family or given name, birth date, place, e-mail, phone). A part that is too frequent still is capped; the report counts both.`,
    '- **Score.** A pair belongs to its smallest common block, so that exactly one partition compares it. All know the frequent keys, so all agree. Compared is with the model and comparisons of real time, under the frequencies that favour the pair most: who is not alike so is not alike at all.',
    `- **Cluster.** Links tie clusters of at most ${sizeLimits.mostInCluster} customers, the strongest first, equally strong ones (to an eighth of a bit) in the order of their customers' numbers. A link is ${linkBytes} bytes and is let go once it was drawn: links are read from all partitions in bands of their strength, at most ${n(sizeLimits.linksAtOnce)} at once; a customer is ${bytesOfCustomer} bytes. So memory hangs on the customers and not on the links, and the clusters are the same however the links were parted.`,
    '- **Deal.** Each partition puts its links into the batches of their clusters.',
    '- **Join.** Each cluster is read again, strongly consistent, and weighed with the frequencies that real time measures, whole customer against whole customer; then merged, split or left to a steward.',
    '',
    '## Measured',
    '',
    `Made-up customers of the kind in data/customers-5k, each person's records in one customer, and of one person in ${n(Math.round((runs.at(-1)?.customers ?? 0) / Math.max(1, runs.at(-1)?.missed ?? 1)))} a record beside it as if real time had missed it. Times are of one processor.`,
    '',
    table(
      [
        'customers',
        'keys each',
        'ms a card',
        'bytes a card',
        'pairs each',
        'pairs a second',
        'missed ones compared',
      ],
      runs.map((run) => [
        n(run.customers),
        d(run.keysPerCustomer, 1),
        d(run.cardMs, 2),
        d(run.cardBytes, 0),
        d(run.pairs / run.customers, 2),
        n(Math.round(1000 / run.pairMs)),
        `${d((100 * run.compared) / Math.max(1, run.missed), 1)} %`,
      ]),
    ),
    '',
    'The partitions and blocks that these keys make:',
    '',
    table(
      ['customers', 'partitions', 'mean', 'largest', 'blocks', 'largest block', 'split', 'capped'],
      runs.map((run) => [
        n(run.customers),
        n(run.partitions),
        n(Math.round(run.meanPartition)),
        `${n(run.largestPartition)} (${d((100 * run.largestPartition) / run.meanPartition - 100, 1)} % over the mean)`,
        n(run.blocks),
        n(run.largestBlock),
        n(run.splitBlocks),
        n(run.cappedBlocks),
      ]),
    ),
    '',
    'Many more customers than can be made here, by keys drawn from how often names, days and postcodes occur (`bench/dedupe-keys.ts`): one country, a million family names of which the commonest has 0.8 % of all, a placeholder for one birth date in a hundred, shared phones, households, and persons who stand in the hub twice.',
    '',
    table(
      [
        'customers',
        'partitions',
        'mean of keys',
        'largest',
        'blocks',
        'largest block',
        'split',
        'capped',
        'pairs',
      ],
      simulatedKeys().map((each) => [
        n(each.customers),
        n(each.partitions),
        n(Math.round(each.meanPartition)),
        `${n(each.largestPartition)} (${d(100 * (each.largestPartition / each.meanPartition - 1), 1)} % over the mean)`,
        n(each.blocks),
        n(each.largestBlock),
        n(each.splitBlocks),
        n(each.cappedBlocks),
        `${d(each.pairs / 1e6, 1)} million`,
      ]),
    ),
    '',
    'Keys are spread by hash, so a partition is as full as its share of keys; only the block of one frequent key lies together, and it is at most as large as the number of customers who share the key.',
    '',
    '## The plan',
    '',
    table(
      ['', ...plans.map(({ customers }) => `${n(customers)} customers`)],
      [
        row('chunks', ({ chunks }) => n(chunks)),
        row('partitions', ({ partitions }) => n(partitions)),
        row('cards in a partition', ({ cardsInPartition }) => n(Math.round(cardsInPartition))),
        row('pairs', ({ pairs }) => `${n(Math.round(pairs / 1e6))} million`),
        row('links', ({ links }) => `${n(Math.round(links / 1e5) / 10)} million`),
        row('batches of clusters', ({ batches }) => n(batches)),
        row('memory of a function', () => `${n(stepMemoryMb)} MB`),
        row('seconds of the plan', ({ seconds }) => d(seconds.plan, 0)),
        row('seconds of a chunk', ({ seconds }) => d(seconds.scan, 0)),
        row('seconds of a partition, counting', ({ seconds }) => d(seconds.count, 0)),
        row('seconds of a partition, scoring', ({ seconds }) => d(seconds.score, 0)),
        row('seconds of tying all links', ({ seconds }) => d(seconds.cluster, 0)),
        row('seconds of a partition, dealing', ({ seconds }) => d(seconds.deal, 0)),
        row('seconds of a batch', ({ seconds }) => d(seconds.join, 0)),
        row('hours from beginning to end', (plan) => d(hoursOf(plan), 1)),
        row('state transitions', ({ use }) => n(use.transition ?? 0)),
        row('S3 requests, PUT', ({ use }) => n(use.objectPut ?? 0)),
        row('S3 requests, GET', ({ use }) => n(use.objectGet ?? 0)),
        row('GB-seconds', ({ use }) => n(Math.round(use.lambdaGbSecond ?? 0))),
        row('dollars', ({ use }) => d(dollars(use), 2)),
        row('dollars a million customers', (plan) =>
          d((dollars(plan.use) / plan.customers) * 1e6, 2),
        ),
      ],
    ),
    '',
    'Pairs grow as those of the simulated keys, and are as many more as the made-up customers have where both were counted; links are the share of pairs that was measured at the largest size. Hours count 40 chunks, 100 partitions and 40 batches at once, as `workflows/dedupe.asl.json` says.',
    '',
    '## Limits',
    '',
    table(
      ['limit', 'at most', ...plans.map(({ customers }) => `${n(customers)} customers`)],
      limits.map(({ name, most, used, source }) => [
        `[${name}](${source})`,
        n(most),
        ...plans.map((plan) => n(Math.ceil(used(plan)))),
      ]),
    ),
    '',
    `A run over more than ${n(sizeLimits.mostCustomers)} customers says \`failed\` with \`too-many-customers\` before it reads any; one of whose links more than ${n(sizeLimits.linksAtOnce)} are equally strong says \`too-many-links\`, having changed nothing. Tying was timed over ${n(measuredTying().links)} links of ${n(measuredTying().customers)} customers at random, the worst for a processor's caches: ${n(Math.round(1000 / measuredTying().linkMs))} a second. That one function reads 75 MB of S3 a second is an assumption. Shared values that fewer than 8 customers have are not looked up while comparing, so links are several times the duplicates; most fall away when they are weighed again.`,
    '',
    'What follows a merge, its events, is not in the dollars; [cost.md](cost.md) has it by the change. Objects of a run are gone after a day, so a run that takes longer, or is resumed later, has to begin again.',
    '',
  ].join('\n');

  function row(name: string, of: (plan: DedupePlan) => string): readonly string[] {
    return [name, ...plans.map(of)];
  }
}

/** As many at once as the workflow lets. */
const hoursOf = ({ chunks, partitions, batches, seconds }: DedupePlan): number =>
  (seconds.plan +
    Math.ceil(chunks / 40) * seconds.scan +
    Math.ceil(partitions / 100) * (seconds.count + seconds.score + seconds.deal) +
    seconds.cluster +
    Math.ceil(batches / 40) * seconds.join) /
  3600;

const n = (value: number): string => value.toLocaleString('en');
const d = (value: number, digits: number): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
