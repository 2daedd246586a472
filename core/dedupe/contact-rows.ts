import {
  compareTwoEmails,
  compareTwoPhones,
  emailLevels,
  phoneLevels,
  resembleByName,
} from '#core/matching/compare-contacts';
import { compareTwoIdentifiers, identifierLevels } from '#core/matching/compare-facts';
import { standardIdentifier } from '#core/standardise/identifier';
import type { StandardPhone } from '#core/standardise/standard-record';
import { boundedMemo } from './bounded-memo.ts';
import type { Layout } from './layout.ts';
import type { RowParts } from './row-parts.ts';
import { textBits, type ValuePairs } from './value-pairs.ts';

/** E-mail addresses that are not one, but near. */
const resembling: ReadonlySet<string> = new Set(['slip', 'same-local', 'near-local']);

/** Compares contact points and identifiers of two rows, given by where they begin: the best level of any two. */
export interface ContactRows {
  readonly emailLevel: (rowA: number, rowB: number) => number;
  readonly phoneLevel: (rowA: number, rowB: number) => number;
  readonly identifierLevel: (rowA: number, rowB: number) => number;
}

export function makeContactRows(
  rows: Int32Array,
  layout: Layout,
  { textOf, lengthOf, firstByteOf, isFar }: ValuePairs,
  { nameOf, emailOf }: RowParts,
): ContactRows {
  const emailLevel = (rowA: number, rowB: number): number => {
    let best = 0;
    for (const ofA of layout.emails) {
      const a = rows[rowA + ofA.address] as number;
      if (a === 0) continue;
      for (const ofB of layout.emails) {
        const b = rows[rowB + ofB.address] as number;
        if (b === 0) continue;
        const [localA, localB] = [
          rows[rowA + ofA.local] as number,
          rows[rowB + ofB.local] as number,
        ];
        const isPlain = localA !== 0 && localB !== 0;
        let level: number;
        if (a === b && isPlain) level = 1;
        else if (isPlain && localA !== localB && isFar(localA, localB, 2))
          level = emailLevels.length;
        else {
          const [mailA, mailB] = [emailOf(a), emailOf(b)];
          const found = compareTwoEmails(mailA, mailB);
          if (resembling.has(found) && resembleByName(mailA, mailB, [nameOf(rowA), nameOf(rowB)]))
            continue;
          level = 1 + emailLevels.indexOf(found);
        }
        if (best === 0 || level < best) best = level;
      }
    }
    return best;
  };

  const phoneTypes = { m: 'mobile', f: 'fixed', u: 'unknown' } as const;
  /** Level of one number on both sides, by the letter of its type. */
  const samePhone = new Uint8Array(256);
  for (const letter of ['m', 'f', 'u'] as const) {
    const phone = { number: '+1', tail: '1', type: phoneTypes[letter] };
    samePhone[letter.charCodeAt(0)] = 1 + phoneLevels.indexOf(compareTwoPhones(phone, phone));
  }
  const phoneOf = (number: number, tail: number): StandardPhone => {
    const text = textOf(number);
    return {
      number: text.slice(1),
      tail: tail === 0 ? '' : textOf(tail).slice(1),
      type: phoneTypes[text.charAt(0) as 'm' | 'f' | 'u'],
    };
  };
  const phoneLevel = (rowA: number, rowB: number): number => {
    let best = 0;
    for (const ofA of layout.phones) {
      const a = rows[rowA + ofA.number] as number;
      if (a === 0) continue;
      for (const ofB of layout.phones) {
        const b = rows[rowB + ofB.number] as number;
        if (b === 0) continue;
        const [tailA, tailB] = [rows[rowA + ofA.tail] as number, rows[rowB + ofB.tail] as number];
        if (a === b) {
          const level = samePhone[firstByteOf(a)] as number;
          if (best === 0 || level < best) best = level;
          continue;
        }
        const isPlain = tailA !== 0 && tailB !== 0 && lengthOf(tailA) > 8 && lengthOf(tailB) > 8;
        const level =
          isPlain && tailA !== tailB && isFar(tailA, tailB, 1)
            ? phoneLevels.length
            : 1 + phoneLevels.indexOf(compareTwoPhones(phoneOf(a, tailA), phoneOf(b, tailB)));
        if (best === 0 || level < best) best = level;
      }
    }
    return best;
  };

  const cards = new Set(['loyalty', 'customer-number', 'vat', 'other']);
  const cardDiffers = identifierLevels.indexOf('card-differs') + 1;
  const standardOf = layout.identifiers.map(({ type }) =>
    boundedMemo(textBits, (id) => {
      const value = textOf(id);
      return standardIdentifier({ type, value }) ?? { type, value };
    }),
  );
  const identifierLevel = (rowA: number, rowB: number): number => {
    let best = 0;
    for (let each = 0; each < layout.identifiers.length; each++) {
      const { value, type } = layout.identifiers[each] as Layout['identifiers'][number];
      const standard = standardOf[each] as (typeof standardOf)[number];
      const [a, b] = [rows[rowA + value] as number, rows[rowB + value] as number];
      if (a === 0 || b === 0) continue;
      if (a !== b && isFar(a, b, 2) && cards.has(type)) {
        if (best === 0 || cardDiffers < best) best = cardDiffers;
        continue;
      }
      const found = compareTwoIdentifiers(standard(Math.min(a, b)), standard(Math.max(a, b)));
      if (found === undefined) continue;
      const level = 1 + identifierLevels.indexOf(found);
      if (best === 0 || level < best) best = level;
    }
    return best;
  };

  return { emailLevel, phoneLevel, identifierLevel };
}
