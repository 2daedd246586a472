import type { Card } from './card.ts';

/** Base64url digits of a key's hash that choose its partition: 30 bits. */
const partitionDigits = 5;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The partition in which the customers with this key meet. The hash is uniform, so keys spread evenly. */
export function partitionOf(key: string, partitions: number): number {
  let number = 0;
  for (let at = 0; at < partitionDigits; at += 1)
    number = number * 64 + Math.max(0, alphabet.indexOf(key.charAt(at)));
  return number % partitions;
}

/** Which keys are too frequent, known to every partition: who owns a pair hangs on it. */
export interface FrequentKeys {
  /** Their blocks are parted by second keys. */
  readonly split: ReadonlySet<string>;
  /** Parts of those, `key|secondKey`, that are too frequent still and bring no pairs. */
  readonly capped: ReadonlySet<string>;
}

export interface BlockCount {
  /** Keys that at least two customers share. */
  readonly blocks: number;
  /** Frequent keys with their number of customers. */
  readonly split: readonly (readonly [key: string, customers: number])[];
  readonly capped: readonly (readonly [block: string, customers: number])[];
  /** Keys that at least `leastShared` customers share, frequent ones among them: how rare a value is. */
  readonly shared: readonly (readonly [key: string, customers: number])[];
  readonly largest: number;
  /** Customers that came into the partition. */
  readonly cards: number;
}

/** Fewer sharers than these change a weight by little, and are the many. */
const leastShared = 8;

/** Where a partition stands among all. */
export interface PartitionPlace {
  readonly partition: number;
  readonly partitions: number;
}

/**
 * Counts the blocks of one partition. A key that more than `mostInBlock` customers share is split by
 * second keys; a part with more still is capped.
 */
export function countBlocks(
  cards: readonly Pick<Card, 'keys' | 'secondKeys'>[],
  { partition, partitions }: PartitionPlace,
  mostInBlock: number,
): BlockCount {
  const isOwn = (key: string) => partitionOf(key, partitions) === partition;
  const sharers = countOf(cards.flatMap(({ keys }) => keys.filter(isOwn)));
  const isFrequent = (key: string) => (sharers.get(key) ?? 0) > mostInBlock;
  const parts = countOf(
    cards.flatMap(({ keys, secondKeys }) =>
      keys
        .filter((key) => isOwn(key) && isFrequent(key))
        .flatMap((key) => secondKeys.map((second) => `${key}|${second}`)),
    ),
  );
  const shared = [...sharers.values()].filter((count) => count > 1);
  const frequent = (counts: ReadonlyMap<string, number>) =>
    [...counts].filter(([, count]) => count > mostInBlock).toSorted(byName);
  return {
    blocks: shared.length,
    split: frequent(sharers),
    capped: frequent(parts),
    shared: [...sharers].filter(([, count]) => count >= leastShared).toSorted(byName),
    largest: shared.reduce((most, count) => Math.max(most, count), 0),
    cards: cards.length,
  };
}

const countOf = (names: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

const byName = ([a]: readonly [string, number], [b]: readonly [string, number]) => (a < b ? -1 : 1);

/** The blocks in which a customer is compared, sorted: its keys, frequent ones parted. */
export function blocksOf(
  { keys, secondKeys }: Pick<Card, 'keys' | 'secondKeys'>,
  { split, capped }: FrequentKeys,
): readonly string[] {
  if (!keys.some((key) => split.has(key))) return keys;
  return keys
    .flatMap((key) => {
      if (!split.has(key)) return [key];
      const parts = secondKeys.map((second) => `${key}|${second}`);
      return parts.filter((part) => !capped.has(part));
    })
    .toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/**
 * The pairs that a partition compares: those whose smallest common block lies in it. Two customers may
 * share many blocks in many partitions; exactly one of these, the smallest, owns the pair.
 */
export function* ownedPairs<C extends Card>(
  cards: Iterable<C>,
  { partition, partitions }: PartitionPlace,
  frequent: FrequentKeys,
): Generator<readonly [C, C]> {
  const members = new Map<string, { readonly card: C; readonly blocks: readonly string[] }[]>();
  for (const card of cards) {
    const blocks = blocksOf(card, frequent);
    for (const block of blocks) {
      if (partitionOf(block, partitions) !== partition) continue;
      const known = members.get(block);
      if (known === undefined) members.set(block, [{ card, blocks }]);
      else known.push({ card, blocks });
    }
  }
  for (const [block, all] of members)
    for (const [at, a] of all.entries())
      for (let next = at + 1; next < all.length; next += 1) {
        const b = all[next];
        if (b !== undefined && smallestCommon(a.blocks, b.blocks) === block) yield [a.card, b.card];
      }
}

/** Of two sorted lists. */
function smallestCommon(a: readonly string[], b: readonly string[]): string | undefined {
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [x = '', y = ''] = [a[i], b[j]];
    if (x === y) return x;
    if (x < y) i += 1;
    else j += 1;
  }
  return undefined;
}
