import { keySpace, type RuleKeys } from './block-keys.ts';
import { type BlockingRule, isMany } from './blocking-rules.ts';
import { grown, inSharedMemory } from './byte-table.ts';
import { flagOrganisation, type Layout } from './layout.ts';
import { inOrder, sortByKey } from './sort-by-key.ts';

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

/** Two hashes of a key, 64 bits together: the first is answered, the other lies here. */
let secondHash = 0;
const hashesOfKey = (key: Int32Array, from: number, width: number, kind: number): number => {
  let one = kind ^ 0x2545f491;
  let other = kind ^ 0x6a09e667;
  for (let at = 0; at < width; at++) {
    const part = key[from + at] as number;
    one = Math.imul(one ^ part, 0x9e3779b1);
    one ^= one >>> 15;
    other = Math.imul(other + part, 0x85ebca77);
    other ^= other >>> 13;
  }
  other = Math.imul(other, 0x27d4eb2f);
  secondHash = other ^ (other >>> 15);
  one = Math.imul(one, 0x85ebca6b);
  one ^= one >>> 13;
  one = Math.imul(one, 0xc2b2ae35);
  return one ^ (one >>> 16);
};

/** Keys that more than one record may have: their hashes and records and, for rules of several values, which of the record's keys it is. */
interface KeyedRecords {
  readonly hashes: Int32Array;
  readonly others: Int32Array;
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
  only: Int32Array | undefined,
): KeyedRecords {
  const { width } = keys;
  const key = new Int32Array(keySpace);
  const looked = only?.length ?? records;
  let hashes = new Int32Array(looked);
  let others = new Int32Array(looked);
  let of = new Int32Array(looked);
  let nth = new Uint8Array(isMany(keys.rule) ? looked : 0);
  const bits = Math.min(27, Math.max(10, Math.ceil(Math.log2(looked + 1)) + 2));
  const seen = new Uint8Array(2 ** bits);
  let keyed = 0;
  for (let each = 0; each < looked; each++) {
    const record = only === undefined ? each : (only[each] as number);
    const found = keys.keysOf(record, key);
    if (found === 0) continue;
    const kind = (rows[record * layout.stride + layout.flags] as number) & flagOrganisation;
    for (let at = 0; at < found; at++) {
      if (keyed === of.length) {
        hashes = grown(hashes);
        others = grown(others);
        of = grown(of);
        nth = grown(nth);
      }
      const hash = hashesOfKey(key, at * width, width, kind);
      const place = hash >>> (32 - bits);
      if ((seen[place] as number) < 2) seen[place] = (seen[place] as number) + 1;
      hashes[keyed] = hash;
      others[keyed] = secondHash;
      of[keyed] = record;
      if (nth.length > 0) nth[keyed] = at;
      keyed++;
    }
  }
  let length = 0;
  for (let each = 0; each < keyed; each++) {
    const hash = hashes[each] as number;
    if ((seen[hash >>> (32 - bits)] as number) < 2) continue;
    hashes[length] = hash;
    others[length] = others[each] as number;
    of[length] = of[each] as number;
    if (nth.length > 0) nth[length] = nth[each] as number;
    length++;
  }
  return { hashes, others, records: of, nth, length, keyed };
}

/**
 * Brings records of equal keys together, by two hashes of the keys. Two keys of one hash in a hundred
 * thousand million million might share a block: whoever compares its pairs asks whether they share a key.
 * Persons and organisations never meet: each has blocks of its own. `only` these records, ascending, where
 * they are given.
 */
export function blocksOf(
  keys: RuleKeys,
  rows: Int32Array,
  layout: Layout,
  records: number,
  only?: Int32Array,
): Blocks {
  const { width } = keys;
  const many = isMany(keys.rule);
  const found = sharedKeysOf(keys, rows, layout, records, only);
  const sorted = sortByKey(found.hashes, inOrder(found.length), found.length);
  const { order } = sorted;
  const starts = new Int32Array((found.length >> 1) + 2);
  const members = new Int32Array(found.length);
  const keysOfBlocks = new Int32Array(many ? (found.length >> 1) * width : 0);
  const key = new Int32Array(keySpace);
  let blocks = 0;
  let length = 0;
  for (let from = 0, to = 0; from < found.length; from = to) {
    to = from + 1;
    while (to < found.length && sorted.keys[to] === sorted.keys[from]) to++;
    // Nearly always one key. Others of the hash are kept, in their order, for another round.
    for (let first = from, end = to; end - first > 1; first++) {
      const entry = order[first] as number;
      const hash = found.others[entry] as number;
      const begin = length;
      members[length++] = found.records[entry] as number;
      let kept = first + 1;
      for (let each = first + 1; each < end; each++) {
        const candidate = order[each] as number;
        if (found.others[candidate] === hash)
          members[length++] = found.records[candidate] as number;
        else order[kept++] = candidate;
      }
      end = kept;
      if (length - begin < 2) {
        length = begin;
        continue;
      }
      if (many) {
        keys.keysOf(found.records[entry] as number, key);
        const place = (found.nth[entry] as number) * width;
        for (let at = 0; at < width; at++)
          keysOfBlocks[blocks * width + at] = key[place + at] as number;
      }
      starts[++blocks] = length;
    }
  }
  return {
    starts: inSharedMemory(starts, blocks + 1),
    members: inSharedMemory(members, length),
    keys: inSharedMemory(keysOfBlocks, many ? blocks * width : 0),
    keyed: found.keyed,
  };
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
      const hash = hashesOfKey(key, each * width, width, kind);
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
