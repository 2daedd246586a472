/**
 * How the match keys of many more customers than can be made here fall into blocks and partitions:
 * keys are drawn from how often names, days and postcodes occur, kind after kind, and counted as a
 * dedupe run counts them. Alone: `node bench/dedupe-keys.ts --sizes 1000000`.
 */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { eachLink, packLinks } from '#core/dedupe-run/packed-links';
import { partitionsFor, sizeLimits } from '#core/dedupe-run/size-run';
import { tieLinks } from '#core/dedupe-run/tie-links';
import { type Random, randomOf } from './people/random.ts';
import { percent, printTable } from './table.ts';

export interface KeySimulation {
  readonly customers: number;
  readonly partitions: number;
  readonly meanPartition: number;
  readonly largestPartition: number;
  readonly blocks: number;
  readonly largestBlock: number;
  readonly splitBlocks: number;
  readonly cappedBlocks: number;
  /** Pairs that the blocks bring, each once for who lives together or is one. */
  readonly pairs: number;
}

/** A fact that customers share: how often its nth commonest value occurs. */
interface Fact {
  readonly values: number;
  /** Share of customers with the values up to the nth; sums of p and of p squared. */
  readonly upTo: Float64Array;
  readonly squaresUpTo: Float64Array;
  readonly draw: (uniform: number) => number;
}

/** By how much one value is commoner than the next, and how that is inverted: faster than by a power. */
const zipf = {
  quarter: { power: 1 / 4, invert: (x: number) => x * x * x * x },
  third: { power: 1 / 3, invert: (x: number) => x * x * x },
  twoThirds: { power: 2 / 3, invert: (x: number) => x * Math.sqrt(x) },
} as const;

/** The nth commonest of `values` about `nth ** (power - 1)` times as often as the first. */
function zipfFact(values: number, { power, invert }: (typeof zipf)[keyof typeof zipf]): Fact {
  const whole = (values + 1) ** power - 1;
  return factOf(
    values,
    (nth) => ((nth + 2) ** power - (nth + 1) ** power) / whole,
    (uniform) => Math.min(values - 1, Math.floor(invert(uniform * whole + 1)) - 1),
  );
}

function factOf(values: number, shareOf: (nth: number) => number, draw: Fact['draw']): Fact {
  const [upTo, squaresUpTo] = [new Float64Array(values + 1), new Float64Array(values + 1)];
  for (let nth = 0; nth < values; nth += 1) {
    const share = shareOf(nth);
    upTo[nth + 1] = (upTo[nth] ?? 0) + share;
    squaresUpTo[nth + 1] = (squaresUpTo[nth] ?? 0) + share * share;
  }
  return { values, upTo, squaresUpTo, draw };
}

/**
 * One country, which is harder than several. The commonest family name has 0.8 % of all, as Smith in
 * the United States (census.gov, Frequently Occurring Surnames from the 2010 Census); the commonest
 * given name 1 %; names that sound alike are one. Eighty years of birth, of which one customer in a
 * hundred has the placeholder; postcodes as many and as large as ZIP codes.
 */
const placeholderDay = 0.01;
const days = 29_220;
const facts = {
  family: zipfFact(1_000_000, zipf.quarter),
  given: zipfFact(20_000, zipf.third),
  familySound: zipfFact(300_000, zipf.quarter),
  givenSound: zipfFact(5000, zipf.third),
  birth: factOf(
    days + 1,
    (nth) => (nth === 0 ? placeholderDay : (1 - placeholderDay) / days),
    (uniform) =>
      uniform < placeholderDay
        ? 0
        : Math.min(
            days,
            1 + Math.floor(((uniform - placeholderDay) / (1 - placeholderDay)) * days),
          ),
  ),
  postcode: zipfFact(40_000, zipf.twoThirds),
  house: zipfFact(5000, zipf.twoThirds),
  /** Numbers of shops and call centres, and those that stand for none. */
  sharedPhone: zipfFact(1000, zipf.quarter),
} as const;
type FactName = keyof typeof facts;

interface KeyKind {
  /** Nothing: a value that nobody else has. */
  readonly of: readonly FactName[];
  /** Share of customers who have one. */
  readonly share: number;
  /** Who lives together has the same. */
  readonly isOfHousehold?: true;
  /** Second facts that say something new of who shares the key; the others are the key's own. */
  readonly second: readonly FactName[];
  /** Its pairs are pairs of another kind already. */
  readonly isWithinOther?: true;
}

const front = { of: ['house', 'postcode'], share: 1, isOfHousehold: true } as const;
/** As `emitMatchKeys` makes them of persons, with the second facts of `secondKeysOf`. */
const kinds: readonly KeyKind[] = [
  { of: ['given', 'family'], share: 1, second: ['birth', 'postcode'], isWithinOther: true },
  { of: ['givenSound', 'familySound'], share: 1, second: ['birth', 'postcode'] },
  { of: ['givenSound', 'birth'], share: 0.8, second: ['familySound', 'postcode'] },
  { of: ['familySound', 'birth'], share: 0.8, second: ['givenSound', 'postcode'] },
  { of: ['givenSound', 'postcode'], share: 1, second: ['familySound', 'birth'] },
  {
    of: ['familySound', 'postcode'],
    share: 1,
    isOfHousehold: true,
    second: ['givenSound', 'birth'],
  },
  { of: ['birth', 'postcode'], share: 0.8, second: ['givenSound', 'familySound'] },
  { ...front, second: ['givenSound', 'familySound', 'birth'] },
  {
    of: ['sharedPhone'],
    share: 0.002,
    second: ['givenSound', 'familySound', 'birth', 'postcode'],
  },
  // Landline, mobile, e-mail, its local part.
  { of: [], share: 0.5, isOfHousehold: true, second: [] },
  ...[0.6, 0.7, 0.4].map((share) => ({ of: [], share, second: [] })),
];
/** Persons of a household, each as often. */
const householdSizes = [1, 1, 1, 2, 2, 3, 4, 5] as const;
/** Of all persons: they stand in the hub twice, as those of `dedupe-run` do. */
const missedShare = 1 / 13;
/** How many second facts a card has of its names, its day and its place. */
const secondFacts = 4;

export function simulateKeys(seed: number, customers: number): KeySimulation {
  const partitions = partitionsFor(customers, sizeLimits);
  const loads = new Float64Array(partitions);
  const random = randomOf(seed, 11, customers);
  let [blocks, largestBlock, splitBlocks, cappedBlocks, pairs] = [0, 0, 0, 0, 0];
  for (const [nth, kind] of kinds.entries()) {
    const { keys, within } = drawKeys(kind, Math.round(customers * kind.share), random);
    // Who lives together, or is one, meets in many kinds of blocks: counted as pairs once.
    if (kind.isWithinOther !== true) pairs -= kind.of === front.of ? 0 : within;
    // What nobody shares is in order as it is.
    if (kind.of.length > 0) keys.sort();
    for (let from = 0, to = 0; from < keys.length; from = to) {
      const key = keys[from] ?? 0;
      while (to < keys.length && keys[to] === key) to += 1;
      const sharers = to - from;
      const partition = partitionOfKey(nth, key, partitions);
      loads[partition] = (loads[partition] ?? 0) + sharers;
      if (sharers < 2) continue;
      blocks += 1;
      largestBlock = Math.max(largestBlock, sharers);
      const split = sharers > sizeLimits.mostInBlock ? splitBlock(kind, sharers) : undefined;
      if (split !== undefined) {
        splitBlocks += 1;
        cappedBlocks += split.capped;
      }
      if (kind.isWithinOther !== true) pairs += split?.pairs ?? (sharers * (sharers - 1)) / 2;
    }
  }
  return {
    customers,
    partitions,
    meanPartition: loads.reduce((sum, load) => sum + load, 0) / partitions,
    largestPartition: loads.reduce((most, load) => Math.max(most, load), 0),
    blocks,
    largestBlock,
    splitBlocks,
    cappedBlocks,
    pairs: Math.round(pairs),
  };
}

/** Keys of so many customers, in no order, and how many pairs of them are of one household or person. */
function drawKeys({ of, isOfHousehold }: KeyKind, count: number, random: Random) {
  const keys = new Float64Array(count);
  let [at, within] = [0, 0];
  while (at < count) {
    let key = of.length === 0 ? at : 0;
    for (const name of of) key = key * facts[name].values + facts[name].draw(random.next());
    let sharers = 0;
    for (let left = isOfHousehold === true ? random.pick(householdSizes) : 1; left > 0; left -= 1)
      sharers += random.chance(missedShare) ? 2 : 1;
    const to = Math.min(count, at + sharers);
    within += ((to - at) * (to - at - 1)) / 2;
    keys.fill(key, at, to);
    at = to;
  }
  return { keys, within };
}

/**
 * A block too frequent, parted by second facts: as many of its customers share a value of one as have
 * it anywhere. Where these are too many still the part is capped; parts by the key's own facts are all
 * of the block, and capped.
 */
function splitBlock({ second }: KeyKind, sharers: number) {
  const own = secondFacts - second.length;
  const most = sizeLimits.mostInBlock / sharers;
  let [capped, pairs] = [own, 0];
  for (const name of second) {
    const fact = facts[name];
    let [from, to] = [0, fact.values];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((fact.upTo[middle + 1] ?? 0) - (fact.upTo[middle] ?? 0) > most) from = middle + 1;
      else to = middle;
    }
    capped += from;
    const squares = (fact.squaresUpTo[fact.values] ?? 0) - (fact.squaresUpTo[from] ?? 0);
    pairs += (sharers * (sharers - 1) * squares) / 2;
  }
  return { capped, pairs };
}

/** As even as a hash: the finaliser of splitmix32 over both halves of the key. */
function partitionOfKey(kind: number, key: number, partitions: number): number {
  let bits = Math.imul(
    (key | 0) ^ Math.imul(Math.floor(key / 2 ** 32) + 1, 0x9e3779b9),
    0x85ebca6b,
  );
  bits ^= Math.imul(kind + 1, 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return ((bits ^ (bits >>> 15)) >>> 0) % partitions;
}

export interface TyingResult {
  readonly customers: number;
  readonly links: number;
  /** Processor time of sorting and drawing one link, in milliseconds. */
  readonly linkMs: number;
  /** Of numbering and labelling one customer. */
  readonly customerMs: number;
  readonly clusters: number;
  readonly cut: number;
}

/** What tying so many links takes, five of one customer, drawn at random: the worst for processor caches. */
export function measureTying(seed: number, customers: number, links: number): TyingResult {
  const random = randomOf(seed, 12);
  const packed = packLinks(
    Array.from({ length: links }, () => {
      const [one, other] = [random.below(customers), random.below(customers)];
      return { band: random.below(400), a: Math.min(one, other), b: Math.max(one, other) };
    }),
  );
  // As they come from several partitions: not in order.
  for (let at = packed.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [packed[at], packed[other]] = [packed[other] ?? 0n, packed[at] ?? 0n];
  }
  const beforeLinks = process.cpuUsage();
  const ties = tieLinks(customers, sizeLimits.mostInCluster);
  eachLink(packed.sort(), ties.draw);
  const linkMs = spentMs(beforeLinks) / links;
  const beforeLabels = process.cpuUsage();
  const { clusters, cut } = ties.clusters();
  return { customers, links, linkMs, customerMs: spentMs(beforeLabels) / customers, clusters, cut };
}

function spentMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export interface DedupeScaleResult {
  readonly keys: readonly KeySimulation[];
  readonly tying: TyingResult;
}

export function measureDedupeScale({
  seed,
  sizes = [300_000, 1_000_000, 10_000_000, 100_000_000],
  onProgress,
}: {
  readonly seed: number;
  readonly sizes?: readonly number[];
  readonly onProgress: (message: string) => void;
}): DedupeScaleResult {
  const tying = measureTying(seed, 20_000_000, 20_000_000);
  const keys = sizes.map((customers) => {
    const result = simulateKeys(seed, customers);
    onProgress(`keys of ${customers} customers: ${result.blocks} blocks`);
    return result;
  });
  return { keys, tying };
}

export function printDedupeScale({ keys, tying }: DedupeScaleResult): void {
  printTable(
    keys.map((each) => ({
      customers: each.customers,
      partitions: each.partitions,
      'mean keys': Math.round(each.meanPartition),
      'largest partition': each.largestPartition,
      'over the mean': percent(each.largestPartition / each.meanPartition - 1),
      blocks: each.blocks,
      'largest block': each.largestBlock,
      split: each.splitBlocks,
      capped: each.cappedBlocks,
      pairs: each.pairs,
    })),
  );
  console.log('\nTying links:\n');
  printTable([
    {
      customers: tying.customers,
      links: tying.links,
      'links a second': Math.round(1000 / tying.linkMs),
      'customers a second': Math.round(1000 / tying.customerMs),
      clusters: tying.clusters,
      cut: tying.cut,
    },
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '300000,1000000,10000000,100000000' },
      seed: { type: 'string', default: '7' },
    },
  });
  printDedupeScale(
    measureDedupeScale({
      seed: Number(values.seed),
      sizes: values.sizes.split(',').map(Number),
      onProgress: (message) => console.error(message),
    }),
  );
}
