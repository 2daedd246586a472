import { compareText } from '#core/kernel/types';
import { soundOf } from '#core/matching/phonetic';
import type { StandardRecord } from '#core/standardise/standard-record';

/**
 * The facts by which a block is parted that is too frequent to be compared whole (the phone of a
 * call centre, the commonest name of a country): two of its customers are compared when they share
 * one of these as well. Texts, sorted, each once.
 */
export function secondKeysOf(records: readonly StandardRecord[]): readonly string[] {
  const keys = new Set<string>();
  const add = (kind: string, text: string | undefined) => {
    if (text !== undefined && text !== '') keys.add(`${kind} ${text}`);
  };
  for (const record of records) {
    for (const { given, family } of record.personNames) {
      add('family', soundOf(family.join('')));
      const [first = ''] = given[0]?.split(' ') ?? [];
      if (first.length > 1) add('given', soundOf(first));
    }
    for (const { words } of record.organisationNames)
      for (const word of words) add('word', soundOf(word) || word);
    add('birth', record.birthDate);
    for (const { postcode, city } of record.addresses) add('place', postcode ?? city);
    for (const { address } of record.emails) add('email', address);
    for (const { tail } of record.phones) add('phone', tail);
  }
  return [...keys].toSorted(compareText);
}
