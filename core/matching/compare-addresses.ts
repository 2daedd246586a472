import type { StandardAddress } from '#core/standardise/standard-record';
import type { Context, Finding } from './finding.ts';
import { addressKey } from './match-keys.ts';
import { soundOf } from './phonetic.ts';
import { editDistance, jaroWinkler } from './text-similarity.ts';

const addressLevels = [
  'same-door',
  'same-house',
  'same-street',
  'postcode',
  'near-postcode',
  'city',
  'different',
] as const;

/** `undefined` when either has no street. */
export const sameStreet = (a: readonly string[], b: readonly string[]): boolean | undefined => {
  if (a.length === 0 || b.length === 0) return undefined;
  const [joinedA, joinedB] = [a.join(''), b.join('')];
  if (joinedA === joinedB) return true;
  if (jaroWinkler(joinedA, joinedB) >= 0.9) return true;
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  return few.every((word) => many.includes(word)) && few.some((word) => word.length > 3);
};

const sameText = (a: string | undefined, b: string | undefined): boolean | undefined =>
  a === undefined || b === undefined ? undefined : a === b;

const sameCity = (a: StandardAddress, b: StandardAddress): boolean | undefined =>
  a.city === undefined || b.city === undefined
    ? undefined
    : a.city === b.city ||
      jaroWinkler(a.city, b.city) >= 0.9 ||
      soundOf(a.city) === soundOf(b.city);

const compareTwoAddresses = (
  a: StandardAddress,
  b: StandardAddress,
): (typeof addressLevels)[number] | undefined => {
  if (a.country !== undefined && b.country !== undefined && a.country !== b.country) {
    return 'different';
  }
  const postcode = sameText(a.postcode, b.postcode);
  const nearPostcode =
    postcode === false && editDistance(a.postcode ?? '', b.postcode ?? '', 1) === 1;
  const house = sameText(a.houseNumber, b.houseNumber);
  const street = sameStreet(a.street, b.street);
  const city = sameCity(a, b);
  const area = postcode === true || nearPostcode || (city === true && postcode !== false);

  if (street === true && house === true && postcode !== false && city === undefined) {
    // A street and a number, and nothing that says in which town.
    return postcode === true ? 'same-door' : 'same-house';
  }
  if (street === true && house === true && (area || city === true)) {
    return sameText(a.unit, b.unit) === false ? 'same-house' : 'same-door';
  }
  if (postcode === true && house === true) return 'same-house';
  if (street === true && area && house !== false) return 'same-street';
  if (street === true && postcode === true) return 'same-street';
  if (postcode === true) return 'postcode';
  if (nearPostcode && city !== false) return 'near-postcode';
  if (street === true && house === true) return 'near-postcode';
  if (city === true) return 'city';
  return postcode === false || city === false ? 'different' : undefined;
};

/**
 * Street, house, postcode and city as one piece of evidence: they agree together in every household,
 * so adding them up as if independent merges families. Where the names only say which family, its
 * door adds little.
 */
export function compareAddresses(
  a: readonly StandardAddress[],
  b: readonly StandardAddress[],
  { open }: Pick<Context, 'open'>,
): Finding | undefined {
  let best: number | undefined;
  let door: StandardAddress | undefined;
  for (const ofA of a) {
    for (const ofB of b) {
      const level = compareTwoAddresses(ofA, ofB);
      if (level === undefined) continue;
      const at = addressLevels.indexOf(level);
      if (best === undefined || at < best) {
        best = at;
        door = ofA;
      }
    }
  }
  if (best === undefined) return undefined;
  const level = addressLevels[best] ?? 'different';
  if (level === 'same-door' && open !== undefined) return { level: `${open}-door` };
  const key = door === undefined ? undefined : addressKey(door);
  return best <= 1 && key !== undefined
    ? { level, rarity: { kind: 'address', text: key } }
    : { level };
}
