import { withCrowded } from '#core/dedupe/blocks';
import { inSharedMemory } from '#core/dedupe/byte-table';
import { blockCap, type MeasuredRule } from '#core/dedupe/choose-rules';
import type { Clusters } from '#core/dedupe/cluster';
import { type Plan, planOf } from '#core/dedupe/layout';
import type { Column, Meaning } from '#core/dedupe/meaning';
import { stretchesOf } from '#core/dedupe/pairs';
import { bestThreshold, expectedOf } from '#core/dedupe/threshold';
import {
  countValues,
  type Edges,
  type ValueCounts,
  type ValueFrequencies,
} from '#core/dedupe/weigh';
import { BadInput } from './bad-input.ts';
import { chooseBlocks, type RuleLeftOut } from './choose-blocks.ts';
import { gather } from './gather.ts';
import { joinEdges, joinRecords } from './join-records.ts';
import { drawnPatterns, type Learned, learn } from './learn.ts';
import { type OrderOfIds, orderOfIds, type SortedIds } from './order-of-ids.ts';
import { openPool, type Pool } from './pool.ts';
import { type Input, readInputs } from './read-input.ts';
import { type RejectOfFile, readStretches, rejectsOf, type Stretch } from './read-stretches.ts';
import { recogniseColumns } from './recognise-columns.ts';
import { settleRepeats } from './settle-repeats.ts';
import { sizeOf } from './size-of.ts';
import type { Models, Shared } from './tasks.ts';

export interface RunOptions {
  readonly files: readonly string[];
  readonly id?: string;
  readonly source?: string;
  readonly meanings?: Readonly<Record<string, Meaning>>;
  readonly threshold?: number;
  readonly threads: number;
  /** Threads are started for input of this many bytes and more; a thread is given half as many at least. */
  readonly threadsFrom?: number;
  readonly model?: Models;
  readonly onPhase?: (phase: string) => void;
}

/** How long a phase took. */
export interface Timing {
  readonly phase: string;
  readonly milliseconds: number;
  /** Processor time of all threads, which other work on the machine does not lengthen. */
  readonly processorMilliseconds: number;
}

/** What a run found. Records are numbered in the order of their ids. */
export interface DedupeRun {
  readonly inputs: readonly Input[];
  readonly columns: readonly Column[];
  readonly idColumn: string | undefined;
  readonly records: number;
  readonly idOf: (record: number) => string;
  readonly ids: Pick<OrderOfIds, 'writeId' | 'longest' | 'isPlain'>;
  /** Ids that several records bear, and one of them. */
  readonly repeatedIds: { readonly ids: number; readonly first?: string };
  /** Where record lies: number of the input and first byte. */
  readonly placeOf: (record: number) => { readonly input: number; readonly offset: number };
  readonly rejects: readonly RejectOfFile[];
  readonly rules: readonly MeasuredRule[];
  readonly brought: readonly number[];
  readonly leftOut: readonly RuleLeftOut[];
  readonly models: Models;
  /** What these records teach; the same as `models` where none was loaded. */
  readonly learned: Models;
  /** Why a model that was learned is not used. */
  readonly doubts: Learned['doubts'];
  readonly frequencies: ValueFrequencies;
  readonly edges: Edges;
  readonly clusters: Clusters;
  readonly threshold: number;
  readonly thresholdBecause: 'told' | 'model';
  /** What the model expects of all pairs within clusters and of those it leaves apart. */
  readonly expected: { readonly precision: number; readonly recall: number };
  readonly shared: Shared;
  readonly timings: readonly Timing[];
  readonly counts: Readonly<Record<string, number>>;
}

export async function runDedupe(options: RunOptions): Promise<DedupeRun> {
  const timings: Timing[] = [];
  let since = performance.now();
  let used = process.cpuUsage();
  const done = (phase: string): void => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(used);
    timings.push({
      phase,
      milliseconds: now - since,
      processorMilliseconds: (user + system) / 1000,
    });
    since = now;
    used = process.cpuUsage();
    options.onPhase?.(phase);
  };

  const threadsFor = (bytes: number): number =>
    bytes < (options.threadsFrom ?? smallInput) ? 1 : options.threads;
  const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, each) => sum + each, 0);
  // Threads start while the files are read, where these are seen to be large.
  let pool = openPool(threadsFor(sumOf(options.files.map(sizeOf))));
  try {
    const inputs = readInputs(options.files);
    done('read');
    const header = inputs[0]?.dialect.header ?? [];
    const threads = threadsFor(sumOf(inputs.map(({ bytes }) => bytes.length)));
    if (pool.threads === 1 && threads > 1) pool = openPool(threads);
    const { columns, idColumn } = await recogniseColumns(pool, inputs, header, options);
    const plan = planOf(columns, idColumn);
    done('recognise');

    const { rejects, records, order, placeOf, shared } = await readAll(
      pool,
      inputs,
      plan,
      options,
      done,
    );

    const cap = blockCap(records);
    const { chosen, leftOut, crowded } = await chooseBlocks(pool, shared, cap);
    const rules = chosen.map((each) => withCrowded(each.rule, each.blocks, each.cap));
    done('block');

    const parts = chosen.flatMap((each, number) => stretchesOf(each.blocks, number, each.cap));
    const counted = await pool.all(
      'pairs',
      parts.map((stretch) => ({ stretch, rules, cap: chosen[stretch.number]?.cap ?? cap })),
    );
    const brought = chosen.map((_, number) =>
      counted.reduce((sum, each, at) => sum + (parts[at]?.number === number ? each : 0), 0),
    );
    done('compare');

    const found = await pool.every('patterns', null);
    const candidates = brought.reduce((sum, each) => sum + each, 0);
    const drawn = await drawnPatterns(pool, records, rules, crowded);
    const { models: learned, doubts } = learn(found, drawn);
    const models = options.model ?? learned;
    done('train');

    const occurring = countValues(shared.rows, plan.layout, records, shared.values.ends.length);
    const frequencies = inSharedMemoryOf(occurring);
    const edges = joinEdges(await pool.every('weigh', { models, frequencies }));
    done('weigh');

    const probability = options.threshold ?? bestThreshold(edges);
    const threshold = Math.log2(probability / (1 - probability));
    const clusters = await joinRecords(pool, records, edges, threshold);
    done('cluster');

    const compared = found.map((each) => each.compared);
    const sum = (read: (counts: (typeof compared)[number]) => number) =>
      compared.reduce((all, each) => all + read(each), 0);
    return {
      inputs,
      columns,
      idColumn: plan.id === undefined ? undefined : header[plan.id],
      records,
      idOf: order.idOf,
      ids: order,
      placeOf,
      repeatedIds: {
        ids: order.repeats,
        ...(order.firstRepeat !== undefined && { first: order.idOf(order.firstRepeat) }),
      },
      rejects,
      rules: chosen,
      brought,
      leftOut,
      models,
      learned,
      doubts: options.model === undefined ? doubts : [],
      frequencies,
      edges,
      clusters,
      threshold: probability,
      thresholdBecause: options.threshold === undefined ? 'model' : 'told',
      expected: expectedOf(edges, clusters.root),
      shared,
      timings,
      counts: {
        records,
        candidates,
        patterns: new Set(found.flatMap(({ patterns }) => [...patterns])).size,
        lookUps: sum(({ lookedUp }) => lookedUp),
        comparisons: sum(({ compared: made }) => made),
        edges: edges.a.length,
        clusters: clusters.clusters,
        refused: clusters.refused,
        looked: clusters.looked,
      },
    };
  } finally {
    await pool.close();
  }
}

/** Reads, orders and brings together the records of all inputs. What it read them from is not kept. */
async function readAll(
  pool: Pool,
  inputs: readonly Input[],
  plan: Plan,
  { threadsFrom = smallInput }: RunOptions,
  done: (phase: string) => void,
) {
  const fields = inputs[0]?.dialect.header.length ?? 0;
  const stretches = await readStretches(pool, inputs, plan, fields, threadsFrom / 2);
  const rejects = rejectsOf(inputs, stretches);
  done('standardise');

  const records = stretches.reduce((sum, { read }) => sum + read.records, 0);
  if (records === 0) throw new BadInput(nothingIn(inputs, rejects));
  if (records > mostRecords) throw new BadInput(`more than ${mostRecords} records`);
  const ids = stretches.map(({ read }) => ({ ids: read.ids, records: read.records }));
  const isNumbered = plan.id === undefined;
  const ordering = pool.all('order', [{ stretches: ids, isNumbered }]).then(([sorted]) => {
    const { order, repeats } = sorted as SortedIds;
    settleRepeats({ order, repeats }, stretches, inputs);
    return {
      ...orderOfIds(ids, isNumbered, order),
      firstRepeat: repeats[0],
      repeats: repeats.length / 2,
    };
  });
  const ranksOf = async () => (await ordering).ranks;
  const shared = await gather(pool, stretches, plan.layout, ranksOf, records);
  const order = await ordering;
  await pool.every('share', shared);
  done('intern');
  return { rejects, records, order, placeOf: placesOf(stretches, order), shared };
}

/** Says why there are no records: the first lines that were left out. */
const nothingIn = (inputs: readonly Input[], rejects: readonly RejectOfFile[]): string =>
  [
    ...rejects.slice(0, mostNamed).map(({ file, line, reason }) => `${file}:${line}: ${reason}`),
    `${inputs[0]?.file}: has no records${rejects.length > 0 ? `, but ${rejects.length} lines that cannot be read` : ''}`,
  ].join('\n');

const mostNamed = 3;

const placesOf = (
  stretches: readonly Stretch[],
  order: OrderOfIds,
): ((record: number) => { readonly input: number; readonly offset: number }) => {
  const kept = stretches.map(({ input, read: { offsets } }) => ({ input, offsets }));
  return (record) => {
    const { stretch, position } = order.placeOf(record);
    const { input, offsets } = kept[stretch] as (typeof kept)[number];
    return { input, offset: offsets[position] as number };
  };
};

/** Below this many bytes threads take longer to start than they save. */
const smallInput = 1 << 21;
/** Pairs of records are held as one number of 53 bits. */
const mostRecords = 2 ** 26;

/** Counts by value are as long as there are values: no thread needs a copy of its own. */
const inSharedMemoryOf = (frequencies: ValueFrequencies): ValueFrequencies => {
  const shared = (of: ValueCounts): ValueCounts => ({
    ...of,
    counts: inSharedMemory(of.counts, of.counts.length),
  });
  const { given, family, organisation, birth, contacts } = frequencies;
  return {
    given: shared(given),
    family: shared(family),
    organisation: shared(organisation),
    birth: shared(birth),
    contacts: inSharedMemory(contacts, contacts.length),
  };
};
