import { keySpace, type RuleKeys } from './block-keys.ts';
import { type BlockingRule, isMany } from './blocking-rules.ts';
import { grown, shared } from './byte-table.ts';
import { flagOrganisation, type Layout } from './layout.ts';
import { scratch } from './scratch.ts';
import { sortByKey } from './sort-by-key.ts';

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

/** Two hashes of a key, 64 bits together. */
const firstHash = (key: Int32Array, from: number, width: number, kind: number): number => {
  let hash = kind ^ 0x2545f491;
  for (let at = from; at < from + width; at++) {
    hash = Math.imul(hash ^ (key[at] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
};
const secondHash = (key: Int32Array, from: number, width: number, kind: number): number => {
  let hash = kind ^ 0x6a09e667;
  for (let at = from; at < from + width; at++) {
    hash = Math.imul(hash + (key[at] as number), 0x85ebca77);
    hash ^= hash >>> 13;
  }
  hash = Math.imul(hash, 0x27d4eb2f);
  return hash ^ (hash >>> 15);
};

/** Keys of records: their hashes, the records and, for rules of several values, which of the record's keys it is. */
interface KeyedRecords {
  hashes: Int32Array;
  others: Int32Array;
  records: Int32Array;
  nth: Uint8Array;
  length: number;
}

const grow = (list: KeyedRecords): void => {
  list.hashes = grown(list.hashes);
  list.others = grown(list.others);
  list.records = grown(list.records);
  list.nth = grown(list.nth);
};

/** Memory that is used again by every rule: to ask for it anew costs as much as to read the keys. */
const [ofHashes, ofOthers, ofRecords, ofOrder, ofSpareKeys, ofSpareOrder] = [
  scratch(Int32Array),
  scratch(Int32Array),
  scratch(Int32Array),
  scratch(Int32Array),
  scratch(Int32Array),
  scratch(Int32Array),
];
const ofSeen = scratch(Uint8Array);

/** A look at `seen` tells how often a hash was met, up to twice; several hashes share a place. */
interface SeenHashes {
  readonly seen: Uint8Array;
  /** The place of a hash is what stands above these bits. */
  readonly shift: number;
}

/**
 * Adds the keys of one record. A function by itself: as an inner loop of the walk over all records it
 * was left, and compiled anew, at every other record.
 */
function addKeys(
  keys: RuleKeys,
  record: number,
  kind: number,
  key: Int32Array,
  into: KeyedRecords,
  { seen, shift }: SeenHashes,
): void {
  const { width } = keys;
  const found = keys.keysOf(record, key);
  for (let at = 0; at < found; at++) {
    if (into.length === into.records.length) grow(into);
    const hash = firstHash(key, at * width, width, kind);
    const place = hash >>> shift;
    if ((seen[place] as number) < 2) seen[place] = (seen[place] as number) + 1;
    const { length } = into;
    into.hashes[length] = hash;
    into.others[length] = secondHash(key, at * width, width, kind);
    into.records[length] = record;
    if (into.nth.length > 0) into.nth[length] = at;
    into.length++;
  }
}

/** Leaves the keys that more than one record may have. */
function keepShared(list: KeyedRecords, { seen, shift }: SeenHashes): void {
  const { hashes, others, records, nth } = list;
  let length = 0;
  for (let each = 0; each < list.length; each++) {
    const hash = hashes[each] as number;
    if ((seen[hash >>> shift] as number) < 2) continue;
    hashes[length] = hash;
    others[length] = others[each] as number;
    records[length] = records[each] as number;
    if (nth.length > 0) nth[length] = nth[each] as number;
    length++;
  }
  list.length = length;
}

/** Most keys are one record's alone; a table of counts by hash finds nearly all of these without a look at any key. */
function sharedKeysOf(
  keys: RuleKeys,
  rows: Int32Array,
  layout: Layout,
  records: number,
  only: Int32Array | undefined,
): KeyedRecords & { readonly keyed: number } {
  const key = new Int32Array(keySpace);
  const looked = only?.length ?? records;
  const ofKeys = ofRecords(looked);
  const list: KeyedRecords = {
    hashes: ofHashes(looked),
    others: ofOthers(looked),
    records: ofKeys,
    nth: new Uint8Array(isMany(keys.rule) ? ofKeys.length : 0),
    length: 0,
  };
  const bits = Math.min(27, Math.max(10, Math.ceil(Math.log2(looked + 1)) + 2));
  const hashes = { seen: ofSeen(2 ** bits).fill(0, 0, 2 ** bits), shift: 32 - bits };
  for (let each = 0; each < looked; each++) {
    const record = only === undefined ? each : (only[each] as number);
    const kind = (rows[record * layout.stride + layout.flags] as number) & flagOrganisation;
    addKeys(keys, record, kind, key, list, hashes);
  }
  const keyed = list.length;
  keepShared(list, hashes);
  return { ...list, keyed };
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
  const inRow = ofOrder(found.length);
  for (let each = 0; each < found.length; each++) inRow[each] = each;
  const sorted = sortByKey(found.hashes, inRow, found.length, {
    keys: ofSpareKeys(found.length),
    order: ofSpareOrder(found.length),
  });
  const { order } = sorted;
  const starts = shared(Int32Array, (found.length >> 1) + 2);
  const members = shared(Int32Array, found.length);
  const keysOfBlocks = shared(Int32Array, many ? (found.length >> 1) * width : 0);
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
    starts: starts.subarray(0, blocks + 1),
    members: members.subarray(0, length),
    keys: keysOfBlocks.subarray(0, many ? blocks * width : 0),
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
