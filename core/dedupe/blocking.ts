import type { ValueBytes } from './byte-table.ts';
import { flagOrganisation, type Layout } from './layout.ts';

/** One part of a key: a place of the row, perhaps taken apart. */
export interface KeyPart {
  readonly name: string;
  readonly places: readonly number[];
  readonly of?: 'year' | 'month-and-day' | 'initial';
  /** Its places are one for each address, and go with those of the rule's other address parts. */
  readonly ofAddress?: boolean;
}

/** Records that agree in every part of a rule are candidates. */
export interface BlockingRule {
  readonly name: string;
  readonly parts: readonly KeyPart[];
  /** The first two parts may stand in each other's place. */
  readonly swaps: boolean;
  /**
   * Keys of oversized blocks, one run of numbers for each. Only a rule of several values needs them: two
   * records that share a crowded key may share a rare one, too.
   */
  readonly crowded?: Int32Array;
}

/** What a rule would bring. */
export interface MeasuredRule {
  readonly rule: BlockingRule;
  /** Records that have the whole key, and pairs that share it, oversized blocks left out. */
  readonly records: number;
  readonly pairs: number;
  /** Blocks with more records than the cap, and the records in them. */
  readonly oversized: number;
  readonly oversizedRecords: number;
  readonly largest: number;
}

/** Every rule that the columns of the data allow, the most telling first. */
export function rulesFor(layout: Layout): readonly BlockingRule[] {
  const part = (name: string, places: readonly number[], of?: KeyPart['of']): KeyPart =>
    of === undefined ? { name, places } : { name, places, of };
  const ofAddress = (
    name: string,
    read: (address: Layout['addresses'][number]) => number,
  ): KeyPart => ({ name, places: layout.addresses.map(read), ofAddress: true });
  const givenSound = part('given name by sound', [layout.givenSound]);
  const familySound = part('family name by sound', [layout.familySound]);
  const initial = part('initial', [layout.given], 'initial');
  const birth = part('birth date', [layout.birth]);
  const year = part('birth year', [layout.birth], 'year');
  const monthDay = part('birthday', [layout.birth], 'month-and-day');
  const street = ofAddress('street', (each) => each.street);
  const house = ofAddress('house', (each) => each.house);
  const extra = ofAddress('second line', (each) => each.extra);
  const postcode = ofAddress('postcode', (each) => each.postcode);
  const city = ofAddress('city', (each) => each.city);
  const email = part(
    'e-mail',
    layout.emails.map((each) => each.address),
  );
  const mailbox = part(
    'mailbox',
    layout.emails.map((each) => each.local),
  );
  const phone = part(
    'phone',
    layout.phones.map((each) => each.tail),
  );
  const company = part(
    'organisation',
    layout.organisations.map((each) => each.words),
  );
  const word = part(
    'telling word',
    layout.organisations.flatMap((each) => [each.firstWord, each.secondWord]),
  );
  const firstWord = part(
    'longest word',
    layout.organisations.map((each) => each.firstWord),
  );
  const secondWord = part(
    'second word',
    layout.organisations.map((each) => each.secondWord),
  );
  const rule = (...parts: readonly KeyPart[]): BlockingRule => ({
    name: parts.map(({ name }) => name).join(' + '),
    parts,
    swaps: parts[0] === givenSound && parts[1] === familySound,
  });
  const rules = [
    ...layout.identifiers.map(({ value, type }) => rule(part(type, [value]))),
    rule(email),
    rule(mailbox),
    rule(phone),
    rule(company),
    rule(givenSound, familySound, birth),
    rule(street, house, postcode),
    rule(street, house, city),
    rule(birth, familySound),
    rule(birth, givenSound),
    rule(birth, postcode),
    rule(word, postcode),
    rule(word, street),
    rule(word, city),
    rule(familySound, givenSound, postcode),
    rule(givenSound, familySound, city),
    rule(givenSound, familySound),
    rule(familySound, postcode, initial),
    rule(familySound, street),
    rule(givenSound, street),
    rule(birth, city),
    rule(birth, house),
    rule(familySound, postcode),
    rule(givenSound, postcode),
    rule(house, postcode),
    rule(street, house),
    rule(monthDay, familySound),
    rule(monthDay, givenSound),
    rule(familySound, city, initial),
    rule(familySound, house),
    rule(street, postcode),
    rule(familySound, city),
    rule(year, familySound, initial),
    rule(year, monthDay),
    rule(firstWord, secondWord),
    rule(word),
    rule(street, city),
    rule(extra, postcode),
    rule(extra, street),
    rule(extra, house),
    rule(extra, city),
    rule(givenSound, city),
    rule(postcode, year),
    rule(city, year, initial),
    rule(house, city),
    rule(familySound, initial),
    rule(familySound),
    rule(street),
    rule(extra),
    rule(givenSound, house),
    rule(year, givenSound),
    rule(postcode),
    rule(monthDay),
    rule(givenSound),
    rule(city, initial),
    rule(city, house),
  ];
  const known = new Set<string>();
  return rules.filter(({ parts, name }) => {
    const isPossible = parts.every(({ places }) => places.length > 0);
    if (!isPossible || known.has(name)) return false;
    known.add(name);
    return true;
  });
}

/**
 * Finer rules for the oversized blocks of a rule of one part, such as an office phone or a company with
 * many branches. Rules of several parts need none: the list holds finer ones.
 */
export function refinementsOf(rule: BlockingRule, layout: Layout): readonly BlockingRule[] {
  const [first] = rule.parts;
  if (first === undefined || rule.parts.length > 1) return [];
  const seconds: readonly KeyPart[] = [
    { name: 'family name by sound', places: [layout.familySound] },
    { name: 'given name by sound', places: [layout.givenSound] },
    {
      name: 'telling word',
      places: layout.organisations.flatMap((each) => [each.firstWord, each.secondWord]),
    },
    {
      name: 'postcode',
      places: layout.addresses.map(({ postcode }) => postcode),
      ofAddress: true,
    },
  ];
  return seconds.flatMap((second) =>
    second.places.length === 0 || second.places.some((place) => first.places.includes(place))
      ? []
      : [{ name: `${first.name} + ${second.name}`, parts: [first, second], swaps: false }],
  );
}

/** Whether a record may have several keys of a rule. */
export const isMany = ({ parts }: BlockingRule): boolean =>
  parts.some(({ places }) => places.length > 1);

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

/** Reads the parts of keys out of rows. */
export interface KeyReader {
  /** Writes the keys of a record as runs of `parts` numbers into `into`; tells how many keys. */
  readonly keysOf: (rule: BlockingRule, record: number, into: Int32Array) => number;
  /** Whether two records share a key of the rule. */
  readonly shares: (rule: BlockingRule, a: number, b: number) => boolean;
  /** How many keys two records share that are not crowded. */
  readonly sharedKeys: (rule: BlockingRule, a: number, b: number) => number;
}

export function makeKeyReader(rows: Int32Array, layout: Layout, values: ValueBytes): KeyReader {
  const { stride } = layout;
  const read = (part: KeyPart, place: number, row: number): number => {
    const value = rows[row + place] as number;
    if (value === 0 || part.of === undefined) return value;
    if (part.of === 'year') return Math.floor(value / 10_000);
    if (part.of === 'month-and-day') return value % 10_000;
    return values.bytes[values.ends[value] as number] as number;
  };
  const keysOf = (rule: BlockingRule, record: number, into: Int32Array): number => {
    const row = record * stride;
    const { parts } = rule;
    const width = parts.length;
    if (parts.every(({ places }) => places.length === 1)) {
      for (let each = 0; each < width; each++) {
        const part = parts[each] as KeyPart;
        const value = read(part, part.places[0] as number, row);
        if (value === 0) return 0;
        into[each] = value;
      }
      if (rule.swaps && (into[0] as number) > (into[1] as number)) {
        const swapped = into[0] as number;
        into[0] = into[1] as number;
        into[1] = swapped;
      }
      return 1;
    }
    // Several places: those of one address go together, others are tried in every combination.
    let keys = 1;
    into.fill(0, 0, width);
    for (let each = 0; each < width; each++) {
      const part = parts[each] as KeyPart;
      const isLikeFirst =
        each > 0 &&
        part.places.length > 1 &&
        part.ofAddress === true &&
        parts[0]?.ofAddress === true;
      if (isLikeFirst && keys === part.places.length) {
        for (let key = 0; key < keys; key++)
          into[key * width + each] = read(part, part.places[key] as number, row);
        continue;
      }
      const before = keys;
      keys = before * part.places.length;
      for (let key = keys - 1; key >= 0; key--) {
        const from = key % before;
        for (let earlier = 0; earlier < each; earlier++)
          into[key * width + earlier] = into[from * width + earlier] as number;
        into[key * width + each] = read(part, part.places[Math.floor(key / before)] as number, row);
      }
    }
    let kept = 0;
    for (let key = 0; key < keys; key++) {
      let isWhole = true;
      for (let each = 0; each < width; each++) if (into[key * width + each] === 0) isWhole = false;
      if (!isWhole || isKnown(into, key, kept, width)) continue;
      into.copyWithin(kept * width, key * width, (key + 1) * width);
      kept++;
    }
    return kept;
  };
  const ofA = new Int32Array(64);
  const ofB = new Int32Array(64);
  const shares = (rule: BlockingRule, a: number, b: number): boolean => {
    const { parts } = rule;
    const width = parts.length;
    // The first part alone settles most pairs.
    if (width === 0) return true;
    const [first] = parts as [KeyPart];
    if (first.places.length === 1 && !rule.swaps) {
      const place = first.places[0] as number;
      const value = read(first, place, a * stride);
      if (value === 0 || value !== read(first, place, b * stride)) return false;
    }
    const keysA = keysOf(rule, a, ofA);
    if (keysA === 0) return false;
    const keysB = keysOf(rule, b, ofB);
    for (let keyA = 0; keyA < keysA; keyA++) {
      for (let keyB = 0; keyB < keysB; keyB++) {
        let isSame = true;
        for (let each = 0; each < width && isSame; each++)
          isSame = ofA[keyA * width + each] === ofB[keyB * width + each];
        if (isSame) return true;
      }
    }
    return false;
  };
  const known = new WeakMap<Int32Array, ReadonlySet<string>>();
  const crowdedOf = (rule: BlockingRule): ReadonlySet<string> | undefined => {
    if (rule.crowded === undefined) return undefined;
    const found = known.get(rule.crowded);
    if (found !== undefined) return found;
    const width = rule.parts.length;
    const made = new Set<string>();
    for (let each = 0; each < rule.crowded.length; each += width)
      made.add(rule.crowded.subarray(each, each + width).join(' '));
    known.set(rule.crowded, made);
    return made;
  };
  const sharedKeys = (rule: BlockingRule, a: number, b: number): number => {
    const width = rule.parts.length;
    const keysA = keysOf(rule, a, ofA);
    const keysB = keysOf(rule, b, ofB);
    const crowded = crowdedOf(rule);
    let shared = 0;
    for (let keyA = 0; keyA < keysA; keyA++) {
      for (let keyB = 0; keyB < keysB; keyB++) {
        let isSame = true;
        for (let each = 0; each < width && isSame; each++)
          isSame = ofA[keyA * width + each] === ofB[keyB * width + each];
        if (!isSame) continue;
        const key = ofA.subarray(keyA * width, (keyA + 1) * width);
        if (crowded === undefined || !crowded.has(key.join(' '))) shared++;
      }
    }
    return shared;
  };
  return { keysOf, shares, sharedKeys };
}

const isKnown = (into: Int32Array, key: number, kept: number, width: number): boolean => {
  for (let each = 0; each < kept; each++) {
    let isSame = true;
    for (let at = 0; at < width && isSame; at++)
      isSame = into[each * width + at] === into[key * width + at];
    if (isSame) return true;
  }
  return false;
};

/** The blocks of one rule: `members` of block `b` lie at `starts[b]` … `starts[b + 1]`, ascending. */
export interface Blocks {
  readonly starts: Int32Array;
  readonly members: Int32Array;
  /** Keys of the blocks, one run of numbers for each, where a record may have several; else empty. */
  readonly keys: Int32Array;
}

const noBlocks = new Int32Array(0);

/** Persons and organisations never meet: each has blocks of its own. */
export function blocksOf(
  rule: BlockingRule,
  reader: KeyReader,
  rows: Int32Array,
  layout: Layout,
  records: number,
): Blocks {
  const width = rule.parts.length;
  const key = new Int32Array(64);
  let slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(16, records * 2)))).fill(-1);
  let mask = slots.length - 1;
  const hashOf = (from: Int32Array, start: number, kind: number): number => {
    let hash = kind;
    for (let at = 0; at < width; at++)
      hash = Math.imul(hash ^ (from[start + at] as number), 0x9e3779b1) ^ (hash >>> 15);
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    return hash ^ (hash >>> 13);
  };
  let keys = new Int32Array(width * 1024);
  let sizes = new Int32Array(1024);
  let kinds = new Uint8Array(1024);
  let blocks = 0;
  let membership = new Int32Array(records * 2);
  let memberships = 0;
  for (let record = 0; record < records; record++) {
    const found = reader.keysOf(rule, record, key);
    if (found === 0) continue;
    const kind = (rows[record * layout.stride + layout.flags] as number) & flagOrganisation;
    for (let each = 0; each < found; each++) {
      let slot = hashOf(key, each * width, kind) & mask;
      let block: number;
      for (;;) {
        block = slots[slot] as number;
        if (block < 0) break;
        let isSame = kinds[block] === kind;
        for (let at = 0; at < width && isSame; at++)
          isSame = keys[block * width + at] === key[each * width + at];
        if (isSame) break;
        slot = (slot + 1) & mask;
      }
      if (block < 0) {
        block = blocks++;
        slots[slot] = block;
        if (blocks > sizes.length) {
          keys = grown(keys);
          sizes = grown(sizes);
          kinds = grown(kinds);
        }
        for (let at = 0; at < width; at++)
          keys[block * width + at] = key[each * width + at] as number;
        kinds[block] = kind;
        if (blocks * 4 > slots.length * 3) {
          slots = new Int32Array(slots.length * 2).fill(-1);
          mask = slots.length - 1;
          for (let other = 0; other < blocks; other++) {
            let free = hashOf(keys, other * width, kinds[other] as number) & mask;
            while ((slots[free] as number) >= 0) free = (free + 1) & mask;
            slots[free] = other;
          }
        }
      }
      (sizes[block] as number)++;
      if (memberships * 2 + 2 > membership.length) membership = grown(membership);
      membership[memberships * 2] = record;
      membership[memberships * 2 + 1] = block;
      memberships++;
    }
  }
  const starts = new Int32Array(blocks + 1);
  for (let block = 0; block < blocks; block++)
    starts[block + 1] = (starts[block] as number) + (sizes[block] as number);
  const next = starts.slice();
  const members = new Int32Array(memberships);
  for (let each = 0; each < memberships; each++) {
    const block = membership[each * 2 + 1] as number;
    members[(next[block] as number)++] = membership[each * 2] as number;
  }
  return { starts, members, keys: isMany(rule) ? keys.slice(0, blocks * width) : noBlocks };
}

function grown<T extends Int32Array | Uint8Array>(array: T): T {
  const more = new (array.constructor as new (length: number) => T)(array.length * 2);
  more.set(array);
  return more;
}

/** Counts what a rule brings; blocks with more than `cap` records bring nothing. */
export function measureRule(
  rule: BlockingRule,
  { starts, members }: Blocks,
  cap: number,
): MeasuredRule {
  let pairs = 0;
  let oversized = 0;
  let oversizedRecords = 0;
  let largest = 0;
  for (let block = 0; block + 1 < starts.length; block++) {
    const size = (starts[block + 1] as number) - (starts[block] as number);
    if (size > largest) largest = size;
    if (size > cap) {
      oversized++;
      oversizedRecords += size;
    } else pairs += (size * (size - 1)) / 2;
  }
  return { rule, records: members.length, pairs, oversized, oversizedRecords, largest };
}

/**
 * Takes rules in their order as long as their pairs stay within the budget: telling rules first, then
 * coarser ones for what slips through, as far as the size of the data allows.
 */
export function chooseRules(
  measured: readonly MeasuredRule[],
  records: number,
): readonly MeasuredRule[] {
  const budget = pairBudget(records);
  const chosen: MeasuredRule[] = [];
  let spent = 0;
  for (const each of measured) {
    if (each.pairs === 0 || chosen.length === mostRules || spent + each.pairs > budget) continue;
    chosen.push(each);
    spent += each.pairs;
  }
  return chosen;
}

const pairBudget = (records: number): number => Math.max(smallestBudget, records * pairsPerRecord);

/** Of larger data a rule is first tried on this share of the records. */
const trialShare = 1 / 16;
const worthATrial = 100_000;
/** Records of one customer may lie side by side, and then a share of the records holds more than its share of pairs. */
const clearly = 4;

/**
 * Blocks of a rule with what they bring. A rule that would clearly bring more than all rules may is
 * not built; its pairs are then an estimate.
 */
export function tryRule(
  rule: BlockingRule,
  reader: KeyReader,
  rows: Int32Array,
  layout: Layout,
  records: number,
  cap: number,
): MeasuredRule & { readonly blocks: Blocks } {
  if (records > worthATrial) {
    const trial = Math.floor(records * trialShare);
    const blocks = blocksOf(rule, reader, rows, layout, trial);
    const measured = measureRule(rule, blocks, cap * trialShare);
    const pairs = measured.pairs / trialShare ** 2;
    if (pairs > pairBudget(records) * clearly)
      return {
        ...measured,
        pairs: Math.round(pairs),
        blocks: { starts: noBlocks, members: noBlocks, keys: noBlocks },
      };
  }
  const blocks = blocksOf(rule, reader, rows, layout, records);
  return { ...measureRule(rule, blocks, cap), blocks };
}

/** So few records that every pair can be looked at. */
export const everyPair: BlockingRule = { name: 'every pair', parts: [], swaps: false };
export const isSmall = (records: number): boolean => records <= 1500;

const pairsPerRecord = 10;
const smallestBudget = 1_500_000;
/** One bit of a number tells for each rule whether a record lies in an oversized block of it. */
export const mostRules = 31;

/** Records of one block that still may be compared: larger ones for small data. */
export const blockCap = (records: number): number =>
  isSmall(records) ? records : records <= 20_000 ? 1000 : records <= 200_000 ? 300 : 100;
