import { isSameKey, keySpace, type RuleKeys } from './block-keys.ts';
import { type BlockingRule, isMany } from './blocking-rules.ts';
import { flagOrganisation, type Layout } from './layout.ts';
import { sortByHash } from './sort-by-hash.ts';

/**
 * The blocks of one rule that have two records or more: members of block `b` lie at `starts[b]` …
 * `starts[b + 1]`, ascending. All of it lies in shared memory.
 */
export interface Blocks {
  readonly starts: Int32Array;
  readonly members: Int32Array;
  /** Keys of the blocks, one run of numbers for each, where a record may have several; else empty. */
  readonly keys: Int32Array;
  /** Keys of all records, also those that are shared with nobody. */
  readonly keyed: number;
}

const hashOfKey = (key: Int32Array, from: number, width: number, kind: number): number => {
  let hash = kind ^ 0x2545f491;
  for (let at = 0; at < width; at++) {
    hash = Math.imul(hash ^ (key[from + at] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
};

/** Keys that more than one record may have: their hashes, records and, for rules of several values, which of the record's keys it is. */
interface KeyedRecords {
  readonly hashes: Int32Array;
  readonly records: Int32Array;
  readonly nth: Uint8Array;
  readonly length: number;
  readonly keyed: number;
}

/** Most keys are one record's alone; a table of counts by hash finds nearly all of these without a look at any key. */
function sharedKeysOf(
  keys: RuleKeys,
  rows: Int32Array,
  layout: Layout,
  records: number,
  isWanted: ((record: number) => boolean) | undefined,
): KeyedRecords {
  const { width } = keys;
  const key = new Int32Array(keySpace);
  let hashes = new Int32Array(records);
  let of = new Int32Array(records);
  let nth = new Uint8Array(isMany(keys.rule) ? records : 0);
  const bits = Math.min(27, Math.max(10, Math.ceil(Math.log2(records + 1)) + 2));
  const seen = new Uint8Array(2 ** bits);
  let keyed = 0;
  for (let record = 0; record < records; record++) {
    if (isWanted !== undefined && !isWanted(record)) continue;
    const found = keys.keysOf(record, key);
    if (found === 0) continue;
    const kind = (rows[record * layout.stride + layout.flags] as number) & flagOrganisation;
    for (let each = 0; each < found; each++) {
      if (keyed === of.length) {
        hashes = grown(hashes);
        of = grown(of);
        nth = grown(nth);
      }
      const hash = hashOfKey(key, each * width, width, kind);
      const place = hash >>> (32 - bits);
      if ((seen[place] as number) < 2) seen[place] = (seen[place] as number) + 1;
      hashes[keyed] = hash;
      of[keyed] = record;
      if (nth.length > 0) nth[keyed] = each;
      keyed++;
    }
  }
  let length = 0;
  for (let each = 0; each < keyed; each++) {
    const hash = hashes[each] as number;
    if ((seen[hash >>> (32 - bits)] as number) < 2) continue;
    hashes[length] = hash;
    of[length] = of[each] as number;
    if (nth.length > 0) nth[length] = nth[each] as number;
    length++;
  }
  return { hashes, records: of, nth, length, keyed };
}

/**
 * Brings records of equal keys together: by hashes of their keys, which are sorted, and then by the keys
 * themselves. Persons and organisations never meet: each has blocks of its own. `isWanted` leaves records
 * out.
 */
export function blocksOf(
  keys: RuleKeys,
  rows: Int32Array,
  layout: Layout,
  records: number,
  isWanted?: (record: number) => boolean,
): Blocks {
  const { width } = keys;
  const many = isMany(keys.rule);
  const found = sharedKeysOf(keys, rows, layout, records, isWanted);
  const numbers = Int32Array.from({ length: found.length }, (_, each) => each);
  const { hashes, order } = sortByHash(found.hashes, numbers, found.length);
  const starts = new Int32Array((found.length >> 1) + 2);
  const members = new Int32Array(found.length);
  const keysOfBlocks = new Int32Array(many ? (found.length >> 1) * width : 0);
  const [mine, other] = [new Int32Array(keySpace), new Int32Array(keySpace)];
  const kindOf = (record: number): number =>
    (rows[record * layout.stride + layout.flags] as number) & flagOrganisation;
  const startOf = (entry: number, into: Int32Array): number => {
    keys.keysOf(found.records[entry] as number, into);
    return many ? (found.nth[entry] as number) * width : 0;
  };
  let blocks = 0;
  let length = 0;
  for (let from = 0, to = 0; from < found.length; from = to) {
    to = from + 1;
    while (to < found.length && hashes[to] === hashes[from]) to++;
    // Keys of one hash are nearly always one key. Others are kept, in their order, for another round.
    for (let first = from, end = to; end - first > 1; first++) {
      const entry = order[first] as number;
      const record = found.records[entry] as number;
      const place = startOf(entry, mine);
      const begin = length;
      members[length++] = record;
      let kept = first + 1;
      for (let each = first + 1; each < end; each++) {
        const candidate = order[each] as number;
        const its = found.records[candidate] as number;
        const at = startOf(candidate, other);
        if (kindOf(its) === kindOf(record) && isSameKey(mine, place, other, at, width))
          members[length++] = its;
        else order[kept++] = candidate;
      }
      end = kept;
      if (length - begin < 2) length = begin;
      else {
        for (let at = 0; many && at < width; at++)
          keysOfBlocks[blocks * width + at] = mine[place + at] as number;
        starts[++blocks] = length;
      }
    }
  }
  return {
    starts: inSharedMemory(starts, blocks + 1),
    members: inSharedMemory(members, length),
    keys: inSharedMemory(keysOfBlocks, many ? blocks * width : 0),
    keyed: found.keyed,
  };
}

const inSharedMemory = (array: Int32Array, length: number): Int32Array => {
  const copy = new Int32Array(new SharedArrayBuffer(length * 4));
  copy.set(array.subarray(0, length));
  return copy;
};

function grown<T extends Int32Array | Uint8Array>(array: T): T {
  const more = new (array.constructor as new (length: number) => T)(array.length * 2);
  more.set(array);
  return more;
}

/** The rule with the keys of its oversized blocks, where it needs them. */
export function withCrowded(
  rule: BlockingRule,
  { starts, keys }: Blocks,
  cap: number,
): BlockingRule {
  if (!isMany(rule)) return rule;
  const width = rule.parts.length;
  const crowded: number[] = [];
  for (let block = 0; block + 1 < starts.length; block++) {
    if ((starts[block + 1] as number) - (starts[block] as number) <= cap) continue;
    for (let at = 0; at < width; at++) crowded.push(keys[block * width + at] as number);
  }
  return crowded.length === 0 ? rule : { ...rule, crowded: Int32Array.from(crowded) };
}

/** Marks in `oversized` (a bit for each rule) the records of blocks that bring nothing. */
export function markOversized(
  { starts, members }: Blocks,
  cap: number,
  ruleNumber: number,
  oversized: Int32Array,
): void {
  for (let block = 0; block + 1 < starts.length; block++) {
    const [from, to] = [starts[block] as number, starts[block + 1] as number];
    if (to - from <= cap) continue;
    for (let each = from; each < to; each++) {
      Atomics.or(oversized, members[each] as number, 1 << ruleNumber);
    }
  }
}

/** Of larger data the pairs of a rule are first estimated from the keys whose hash begins with zeros. */
const sampleBits = 4;

/** About how many pairs a rule brings, oversized blocks left out: from one key in sixteen. */
export function estimatePairs(
  keys: RuleKeys,
  rows: Int32Array,
  layout: Layout,
  records: number,
  cap: number,
): number {
  const { width } = keys;
  const key = new Int32Array(keySpace);
  let hashes = new Int32Array(1024);
  let length = 0;
  for (let record = 0; record < records; record++) {
    const found = keys.keysOf(record, key);
    for (let each = 0; each < found; each++) {
      const kind = (rows[record * layout.stride + layout.flags] as number) & flagOrganisation;
      const hash = hashOfKey(key, each * width, width, kind);
      if (hash >>> (32 - sampleBits) !== 0) continue;
      if (length === hashes.length) hashes = grown(hashes);
      hashes[length++] = hash;
    }
  }
  const sorted = hashes.subarray(0, length).sort();
  let pairs = 0;
  for (let from = 0, to = 0; from < length; from = to) {
    to = from + 1;
    while (to < length && sorted[to] === sorted[from]) to++;
    const size = to - from;
    if (size <= cap) pairs += (size * (size - 1)) / 2;
  }
  return pairs * 2 ** sampleBits;
}
