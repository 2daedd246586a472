import type { StandardRecord } from '#core/standardise/standard-record';

export const factKinds = ['birth-date', 'postcode', 'customer-number', 'identifier'] as const;

/** Something that the person says to know. `customer-number`: the id under which a spoke knows the person. */
export interface ToldFact {
  readonly kind: (typeof factKinds)[number];
  readonly value: string;
}

/** What one spoke says of the person who is asked about. */
export interface KnownRecord {
  readonly spoke: string;
  readonly sourceId: string;
  /** Whether it holds the address, or is the account, that was shown before. */
  readonly isShown: boolean;
  readonly record: Pick<StandardRecord, 'birthDate' | 'addresses' | 'identifiers'>;
}

/** To stop guessing, and because two are needed. */
export const factsAtOnce = { least: 2, most: 6 };

/**
 * Whether these facts show who it is: every one is true by some record, and two of them by records of
 * two different spokes. Each record that does not hold the address that was shown must be told by a
 * number that none of those holds which do: else somebody whose own records the matching took for
 * another's could prove to be that other with what he wrote himself, and with the birth date and the
 * postcode that any neighbour knows. Every fact is compared with every record, whatever came before.
 */
export function showsKnowledge(
  told: readonly ToldFact[],
  records: readonly KnownRecord[],
): boolean {
  // The same text once, however it is written and whatever it is called.
  const facts = [...new Map(told.map((fact) => [bare(fact.value), fact])).values()];
  const holders = facts.map((fact) => records.filter((each) => says(each, fact)));
  const isAllTrue = holders.every((each) => each.length > 0);
  const isOfTwo = holders.some((some, at) =>
    holders.slice(at + 1).some((others) => {
      const spokes = new Set([...some, ...others].map(({ spoke }) => spoke));
      return some.length > 0 && others.length > 0 && spokes.size > 1;
    }),
  );
  const beyond = facts.flatMap((fact, at) =>
    isNumber(fact) && holders[at]?.every(({ isShown }) => !isShown) ? holders[at] : [],
  );
  const isToldOfAll = records.every((each) => each.isShown || beyond.includes(each));
  return facts.length >= factsAtOnce.least && isAllTrue && isOfTwo && isToldOfAll;
}

/** What neither a neighbour knows nor a directory says. */
const isNumber = ({ kind }: ToldFact): boolean =>
  kind === 'customer-number' || kind === 'identifier';

function says({ sourceId, record }: KnownRecord, { kind, value }: ToldFact): boolean {
  if (bare(value) === '') return false;
  switch (kind) {
    case 'birth-date':
      return record.birthDate === value.trim();
    case 'postcode':
      return record.addresses.some(({ postcode }) => postcode === bare(value));
    case 'customer-number':
      return bare(sourceId) === bare(value);
    case 'identifier':
      return record.identifiers.some((each) => each.value === bare(value));
  }
}

/** Upper case, letters and digits alone, as standard records have them. */
const bare = (text: string): string => text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
