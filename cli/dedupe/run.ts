import {
  blockCap,
  chooseRules,
  everyPair,
  isSmall,
  type MeasuredRule,
  refinementsOf,
  rulesFor,
  withCrowded,
} from '#core/dedupe/blocking';
import { ByteTable, type ValueBytes } from '#core/dedupe/byte-table';
import { type Clusters, cluster, sortEdges } from '#core/dedupe/cluster';
import { makeComparer } from '#core/dedupe/compare-rows';
import { fieldText, RowScanner } from '#core/dedupe/delimited';
import { edgeWeights } from '#core/dedupe/edge-weights';
import { makeJudge, unlikely } from '#core/dedupe/judge';
import { planOf } from '#core/dedupe/layout';
import { isOrganisationPattern } from '#core/dedupe/levels';
import type { Column, Meaning } from '#core/dedupe/meaning';
import type { ReadRecords, Reject } from '#core/dedupe/read-records';
import { recognise } from '#core/dedupe/recognise';
import { bestThreshold, expectedOf } from '#core/dedupe/threshold';
import { type Evidence, train } from '#core/dedupe/train';
import { countValues, type Edges, makeWeigher, type ValueFrequencies } from '#core/dedupe/weigh';
import { orderOfIds } from './order-of-ids.ts';
import { openPool, type Pool } from './pool.ts';
import { BadInput, type Input, readInput } from './read-input.ts';
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

export interface RejectOfFile extends Reject {
  readonly file: string;
}

/** What a run found. Records are numbered in the order of their ids. */
export interface DedupeRun {
  readonly inputs: readonly Input[];
  readonly columns: readonly Column[];
  readonly idColumn: string | undefined;
  readonly records: number;
  readonly idOf: (record: number) => string;
  /** Where record lies: number of the input and first byte. */
  readonly placeOf: (record: number) => { readonly input: number; readonly offset: number };
  readonly rejects: readonly RejectOfFile[];
  readonly rules: readonly MeasuredRule[];
  readonly brought: readonly number[];
  readonly leftOut: readonly MeasuredRule[];
  readonly models: Models;
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

const sharedInts = (length: number): Int32Array =>
  new Int32Array(new SharedArrayBuffer(Math.max(4, length * 4)));

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

  const inputs = options.files.map(readInput);
  done('read');
  const header = inputs[0]?.dialect.header ?? [];
  for (const { file, dialect } of inputs) {
    if (dialect.header.join('\n') !== header.join('\n'))
      throw new BadInput(`${file}:1: has other columns than ${inputs[0]?.file}`);
  }
  const { columns, idColumn } = recogniseColumns(inputs, header, options);
  const plan = planOf(columns, idColumn);
  done('recognise');

  const size = inputs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const { threadsFrom = smallInput } = options;
  const pool = openPool(size < threadsFrom ? 1 : options.threads);
  try {
    const stretches = await readStretches(pool, inputs, plan, header.length, threadsFrom / 2);
    const rejects = rejectsOf(inputs, stretches);
    done('standardise');

    const records = stretches.reduce((sum, { read }) => sum + read.records, 0);
    if (records === 0) throw new BadInput(`${options.files[0]}: has no records`);
    if (records > mostRecords) throw new BadInput(`more than ${mostRecords} records`);
    const order = orderOfIds(
      stretches.map(({ read }) => read),
      plan.id === undefined,
    );
    const shared = await gather(pool, stretches, plan.layout, order.ranks, records);
    await pool.every('share', shared);
    done('intern');

    const cap = blockCap(records);
    const { chosen, leftOut } = await chooseBlocks(pool, plan.layout, records, cap);
    const rules = chosen.map(({ rule, blocks }) => withCrowded(rule, blocks, cap));
    await pool.all(
      'mark',
      chosen.map(({ blocks }, number) => ({ blocks, cap, number })),
    );
    done('block');

    const brought = await pool.all(
      'pairs',
      chosen.map(({ blocks }, number) => ({ blocks, number, rules, cap })),
    );
    done('compare');

    const found = await pool.every('patterns', null);
    const candidates = brought.reduce((sum, each) => sum + each, 0);
    const { samples, drawn } = await randomPatterns(pool, records, rules);
    const models = options.model ?? learn(found, samples, records, candidates, drawn);
    done('train');

    const frequencies = countValues(shared.rows, plan.layout, records, shared.values.ends.length);
    const parts = await pool.every('weigh', { models, frequencies });
    const edges = joinEdges(parts);
    done('weigh');

    const weigher = makeWeigher(shared.rows, plan.layout, frequencies, models);
    const comparer = makeComparer(shared.rows, plan.layout, shared.values);
    const probability = options.threshold ?? bestThreshold(edges, records);
    const threshold = Math.log2(probability / (1 - probability));
    const known = edgeWeights(records, edges);
    const judge = makeJudge(comparer, weigher, threshold);
    const clusters = cluster(records, sortEdges(edges, threshold), threshold, (one, other) => {
      const [a, b] = one < other ? [one, other] : [other, one];
      const weight = known(a, b);
      if (weight === undefined || weight < unlikely) return judge(a, b);
      // Likely enough to be no contradiction: its weight is all that the judge would ask.
      return weight >= threshold ? weight - Math.min(threshold, 0) : 0;
    });
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
      placeOf: (record) => {
        const { stretch, position } = order.placeOf(record);
        const { input, read } = stretches[stretch] as Stretch;
        return { input, offset: read.offsets[position] as number };
      },
      rejects,
      rules: chosen,
      brought,
      leftOut,
      models,
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

/** Below this many bytes threads take longer to start than they save. */
const smallInput = 1 << 21;
/** Pairs of records are held as one number of 53 bits. */
const mostRecords = 2 ** 26;

/** Rows that decide what columns mean: those whose bytes fall into a small part of all hashes, so that their order plays no part. */
const sampleRows = 4000;

function recogniseColumns(
  inputs: readonly Input[],
  header: readonly string[],
  { id, source, meanings = {} }: RunOptions,
): { readonly columns: readonly Column[]; readonly idColumn: number | undefined } {
  const samples: string[][] = header.map(() => []);
  const size = inputs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const limit = Math.min(1, (sampleRows * 160) / size) * 2 ** 32;
  for (const { bytes, dialect } of inputs) {
    const scanner = new RowScanner(bytes, dialect.delimiter, header.length, dialect.bodyStart);
    let at = dialect.bodyStart;
    while (at < bytes.length) {
      let end = bytes.indexOf(10, at);
      if (end < 0) end = bytes.length;
      if (hashOf(bytes, at, Math.min(end, at + 48)) < limit) {
        scanner.position = at;
        if (scanner.next() && scanner.fields === header.length) {
          for (let column = 0; column < header.length; column++) {
            samples[column]?.push(
              fieldText(
                bytes,
                scanner.starts[column] as number,
                scanner.ends[column] as number,
                scanner.quoted[column] as number,
              ).trim(),
            );
          }
        }
      }
      at = end + 1;
    }
  }
  for (const each of samples) each.sort();
  const told = { ...meanings, ...(source !== undefined && { [source]: 'source' as const }) };
  const columns = recognise(header, samples, told);
  const named = (wanted: string): number =>
    header.findIndex((name) => name.toLowerCase() === wanted.toLowerCase());
  if (id !== undefined && named(id) < 0)
    throw new BadInput(`${inputs[0]?.file}:1: has no column ${id}`);
  const idColumn = [id ?? '', 'id', 'rec_id', 'record_id']
    .filter((name) => name !== '')
    .map(named)
    .find((at) => at >= 0);
  return {
    columns: columns.map((column, at) =>
      at === idColumn ? { ...column, meaning: 'record-id' } : column,
    ),
    idColumn,
  };
}

const hashOf = (bytes: Uint8Array, from: number, to: number): number => {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
};

interface Stretch {
  readonly input: number;
  readonly from: number;
  readonly to: number;
  readonly read: ReadRecords;
}

/** Bytes of one stretch: none beyond what 32 bits address. */
const longestStretch = 1 << 28;

/**
 * Reads every input in stretches, on all threads. A stretch begins after a newline; whether that
 * newline ends a row is known only when the stretch before it was read, so a stretch that began
 * within a row is read again from where it should have.
 */
async function readStretches(
  pool: Pool,
  inputs: readonly Input[],
  plan: ReturnType<typeof planOf>,
  expected: number,
  shortest: number,
): Promise<readonly Stretch[]> {
  const planned = inputs.flatMap(({ bytes, dialect }, input) => {
    const length = bytes.length - dialect.bodyStart;
    const parts = Math.max(
      1,
      Math.ceil(length / longestStretch),
      Math.min(pool.threads, Math.floor(length / shortest)),
    );
    const cuts = [dialect.bodyStart];
    for (let part = 1; part < parts; part++) {
      const at = bytes.indexOf(10, dialect.bodyStart + Math.floor((length * part) / parts)) + 1;
      if (at > (cuts.at(-1) ?? 0)) cuts.push(at);
    }
    return cuts.map((from, each) => ({ input, from, to: cuts[each + 1] ?? bytes.length }));
  });
  const task = ({ input, from, to }: (typeof planned)[number]) => {
    const { bytes, dialect } = inputs[input] as Input;
    return { bytes, from, to, delimiter: dialect.delimiter, plan, expected };
  };
  const reads = await pool.all('read', planned.map(task));
  const stretches: Stretch[] = [];
  for (const [each, stretch] of planned.entries()) {
    const before = stretches.at(-1);
    const from =
      before !== undefined && before.input === stretch.input ? before.read.end : stretch.from;
    if (from === stretch.from) stretches.push({ ...stretch, read: reads[each] as ReadRecords });
    else {
      const [read] = await pool.all('read', [task({ ...stretch, from })]);
      stretches.push({ ...stretch, from, read: read as ReadRecords });
    }
  }
  return stretches;
}

function rejectsOf(inputs: readonly Input[], stretches: readonly Stretch[]): RejectOfFile[] {
  const found: RejectOfFile[] = inputs.flatMap(({ file, rejects }) =>
    rejects.map((reject) => ({ ...reject, file })),
  );
  for (const [input, { file, dialect, format }] of inputs.entries()) {
    let lines = format === 'csv' ? dialect.headerLines : 0;
    for (const { read } of stretches.filter((each) => each.input === input)) {
      for (const reject of read.rejects) found.push({ ...reject, line: reject.line + lines, file });
      lines += read.lines;
    }
  }
  return found;
}

/** Brings the values of all stretches to common numbers, and the rows into the order of their ids. */
async function gather(
  pool: Pool,
  stretches: readonly Stretch[],
  layout: Shared['layout'],
  ranks: readonly Int32Array[],
  records: number,
): Promise<Shared> {
  const rows = sharedInts(records * layout.stride);
  const table = new ByteTable(stretches[0]?.read.values.ends.length ?? 1024);
  const numbers = stretches.map(({ read }) => {
    const { bytes, ends } = read.values;
    const mapped = new Int32Array(ends.length);
    for (let each = 0; each + 1 < ends.length; each++)
      mapped[each] = table.intern(bytes, ends[each] as number, ends[each + 1] as number);
    return mapped;
  });
  await pool.all(
    'place',
    stretches.map(({ read }, each) => ({
      from: read.rows,
      to: rows,
      layout,
      numbers: numbers[each] as Int32Array,
      ranks: ranks[each] as Int32Array,
    })),
  );
  return {
    rows,
    values: toShared(table.dump()),
    layout,
    records,
    oversized: sharedInts(records),
  };
}

const toShared = ({ bytes, ends }: ValueBytes): ValueBytes => {
  const sharedBytes = new Uint8Array(new SharedArrayBuffer(bytes.length));
  sharedBytes.set(bytes);
  const sharedEnds = new Uint32Array(new SharedArrayBuffer(ends.length * 4));
  sharedEnds.set(ends);
  return { bytes: sharedBytes, ends: sharedEnds };
};

async function chooseBlocks(pool: Pool, layout: Shared['layout'], records: number, cap: number) {
  const measured = await pool.all(
    'measure',
    (isSmall(records) ? [everyPair] : rulesFor(layout)).map((rule) => ({ rule, cap })),
  );
  const coarse = chooseRules(measured, records) as typeof measured;
  // What an oversized block cannot bring, a finer key does.
  const finer = await pool.all(
    'measure',
    coarse
      .filter(({ oversized }) => oversized > 0)
      .flatMap(({ rule }) => refinementsOf(rule, layout))
      .map((rule) => ({ rule, cap })),
  );
  const chosen =
    finer.length === 0
      ? coarse
      : (chooseRules([...finer, ...coarse], records) as typeof measured).toSorted(
          (x, y) => Number(finer.includes(x)) - Number(finer.includes(y)),
        );
  return { chosen, leftOut: measured.filter((each) => !chosen.includes(each)) };
}

const randomPairs = 150_000;

/** Pairs that stand for all pairs: all there are of few records, else the same draw of places every time. */
async function randomPatterns(
  pool: Pool,
  records: number,
  rules: Parameters<typeof chooseRules>[0][number]['rule'][],
) {
  const all = (records * (records - 1)) / 2;
  const length = Math.min(all, randomPairs);
  const a = new Int32Array(length);
  const b = new Int32Array(length);
  if (all <= randomPairs) {
    let at = 0;
    for (let one = 0; one < records; one++) {
      for (let other = one + 1; other < records; other++) {
        a[at] = one;
        b[at++] = other;
      }
    }
  } else {
    let state = 0x2545f491;
    const draw = (): number => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % records;
    };
    for (let at = 0; at < length; at++) {
      const [one, other] = [draw(), draw()];
      a[at] = Math.min(one, other);
      b[at] = Math.max(one, other);
    }
  }
  const parts = Math.max(1, Math.min(pool.threads, Math.floor(length / 10_000)));
  const samples = await pool.all(
    'random',
    Array.from({ length: parts }, (_, part) => {
      const [from, to] = [part, part + 1].map((each) => Math.floor((length * each) / parts));
      return { a: a.slice(from, to), b: b.slice(from, to), rules };
    }),
  );
  return { samples, drawn: length };
}

type Patterns = { readonly patterns: Float64Array; readonly counts: Float64Array };

function learn(
  found: readonly Patterns[],
  samples: readonly Patterns[],
  records: number,
  candidates: number,
  drawn: number,
): Models {
  const all = (records * (records - 1)) / 2;
  const sampled = samples.reduce((sum, { counts }) => sum + counts.reduce((x, y) => x + y, 0), 0);
  // Each random pair stands for as many pairs as no rule brings.
  const scale = sampled === 0 ? 0 : Math.max(0, all * (sampled / drawn)) / sampled;
  const evidence = new Map<number, number>();
  for (const { patterns, counts } of found) addTo(evidence, patterns, counts, 1);
  for (const { patterns, counts } of samples) addTo(evidence, patterns, counts, scale);
  const sorted = [...evidence].sort(([x], [y]) => x - y);
  void candidates;
  const of = (isWanted: (pattern: number) => boolean): Evidence => {
    const kept = sorted.filter(([pattern]) => isWanted(pattern));
    return {
      patterns: Float64Array.from(kept, ([pattern]) => pattern),
      pairs: Float64Array.from(kept, ([, pairs]) => pairs),
    };
  };
  return {
    person: train(
      'person',
      of((pattern) => !isOrganisationPattern(pattern)),
    ),
    organisation: train('organisation', of(isOrganisationPattern)),
  };
}

function addTo(
  evidence: Map<number, number>,
  patterns: Float64Array,
  counts: Float64Array,
  scale: number,
): void {
  for (const [each, pattern] of patterns.entries())
    evidence.set(pattern, (evidence.get(pattern) ?? 0) + (counts[each] as number) * scale);
}

const joinEdges = (parts: readonly Edges[]): Edges => {
  const length = parts.reduce((sum, { a }) => sum + a.length, 0);
  const joined = {
    a: new Int32Array(length),
    b: new Int32Array(length),
    weight: new Float64Array(length),
  };
  let at = 0;
  for (const part of parts) {
    joined.a.set(part.a, at);
    joined.b.set(part.b, at);
    joined.weight.set(part.weight, at);
    at += part.a.length;
  }
  return joined;
};
