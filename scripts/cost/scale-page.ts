import { sizeLimits } from '#core/dedupe-run/size-run';
import { dollars } from './cost-model.ts';
import {
  type DedupePlan,
  measuredRuns,
  measuredRunUnits,
  planDedupe,
  stepMemoryMb,
} from './dedupe-plan.ts';

const sizes = [1_000_000, 10_000_000, 100_000_000];

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
    name: 'This run: customers with links, tied in the memory of one function',
    most: sizeLimits.mostLinked,
    // Each link has two ends.
    used: ({ customers, links }) => Math.min(customers, Math.round(2 * links)),
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
    'Made by `npm run generate` from what `npm run bench -- dedupe-run` counted and timed (`bench/results.json`), the sizes that a run chooses (`core/dedupe-run/size-run.ts`), prices (`scripts/cost/prices.json`) and assumptions ([cost.md](cost.md)). Nothing of 1 million or more was run: beyond the largest measured size these are sums.',
    '',
    '## How the work is cut',
    '',
    `- **Scan.** The list of living customers is cut into chunks of ${n(sizeLimits.leastInChunk)} to ${n(sizeLimits.mostInChunk)}. Each chunk reads its customers, standardises them and writes one object: a card of each customer for every partition that one of its match keys leads to. Offsets stand at the object's head, so a partition reads its part of each chunk with two ranged GETs, and a chunk costs one PUT.`,
    `- **Count.** Each partition counts how many customers share its keys. More than ${sizeLimits.mostInBlock} make a key frequent: its block is parted by a second fact (sound of the family or given name, birth date, place, e-mail, phone). A part that is too frequent still is capped; the report counts both.`,
    '- **Score.** A pair belongs to its smallest common block, so that exactly one partition compares it. All know the frequent keys, so all agree. Compared is with the model and comparisons of real time, under the frequencies that favour the pair most: who is not alike so is not alike at all.',
    `- **Join.** Links tie clusters of at most ${sizeLimits.mostInCluster} customers, the strongest first. Each cluster is read again, strongly consistent, and weighed with the frequencies that real time measures, whole customer against whole customer; then merged, split or left to a steward.`,
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
    'Pairs grow with the customers as they did from the smallest to the largest measured size; blocks stop growing where they are split, so this is more than will come. Hours count 40 chunks, 100 partitions and 40 batches at once, as `workflows/dedupe.asl.json` says.',
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
    'Links lie in the memory of one function while they are tied: 0.4 GB a million linked customers, seven seconds of a processor. A run that meets more than fit says `failed` with `too-many-links`, having changed nothing. The links above are more than will come; whether a hub of ten million fits hangs on how many of its customers resemble another one, and one of a hundred million does not. Shared values that fewer than 8 customers have are not looked up while comparing, so links are several times the duplicates; most fall away when they are weighed again.',
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
    Math.ceil(partitions / 100) * (seconds.count + seconds.score) +
    Math.ceil(batches / 40) * seconds.join) /
  3600;

const n = (value: number): string => value.toLocaleString('en');
const d = (value: number, digits: number): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
