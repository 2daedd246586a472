import { at, type ComparisonLevels, comparisonsOf } from './levels.ts';
import type { LearnedModel, Where } from './situations.ts';

/** Pairs of addresses of which one or both lack a part: sources that know a postcode only, flats without a number. */
const missing = { street: 0.5, house: 0.5, unit: 0.9, postcode: 0.4, city: 0.5 } as const;

/** The part's levels and "missing", each with its share. */
type Part = readonly (readonly [level: string, share: number])[];

/**
 * How often two addresses reach each level of real time, where people live like this: the learned
 * model knows the parts of an address, real time compares it as one (core/matching/compare-addresses).
 */
export function addressShares(
  { kind, where }: LearnedModel,
  place: Where,
): Readonly<Record<string, number>> {
  const part = (name: keyof typeof missing): Part => [
    ['missing', missing[name]],
    ...((comparisonsOf[kind] as readonly ComparisonLevels[])[at[name]]?.levels ?? []).map(
      (level, each) =>
        [level, (1 - missing[name]) * (where[place][at[name]]?.[each + 1] ?? 0)] as const,
    ),
  ];
  const shares: Record<string, number> = {};
  for (const [street, ofStreet] of part('street'))
    for (const [house, ofHouse] of part('house'))
      for (const [unit, ofUnit] of part('unit'))
        for (const [postcode, ofPostcode] of part('postcode'))
          for (const [city, ofCity] of part('city')) {
            const level = levelOf({ street, house, unit, postcode, city });
            if (level === undefined) continue;
            const share = ofStreet * ofHouse * ofUnit * ofPostcode * ofCity;
            shares[level] = (shares[level] ?? 0) + share;
          }
  return shares;
}

interface Parts {
  readonly street: string;
  readonly house: string;
  readonly unit: string;
  readonly postcode: string;
  readonly city: string;
}

/** As real time decides of two addresses' parts; nothing where they lack what could be compared. */
function levelOf({ street, house, unit, postcode, city }: Parts): string | undefined {
  const isStreet = street === 'same' || street === 'close';
  const isHouse = isStreet && house === 'same';
  const isCity = city === 'same' || city === 'close';
  const isArea = postcode === 'same' || postcode === 'slip' || (isCity && postcode === 'missing');
  if (isHouse && city === 'missing' && postcode === 'missing') return 'same-house';
  if (isHouse && (isArea || isCity)) return unit === 'different' ? 'same-house' : 'same-door';
  if (postcode === 'same' && house === 'same') return 'same-house';
  if (isStreet && isArea && house === 'missing') return 'same-street';
  if (postcode === 'same') return isStreet ? 'same-street' : 'postcode';
  if (postcode === 'slip' && city !== 'different') return 'near-postcode';
  if (isHouse) return 'near-postcode';
  if (isCity) return 'city';
  return postcode === 'different' || postcode === 'slip' || city === 'different'
    ? 'different'
    : undefined;
}
