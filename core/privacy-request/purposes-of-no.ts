import type { LegalBasis, Purpose, PurposeKind } from '#core/consent/purpose';

/** What a no is against: names of purposes, and those named that it cannot be against. */
export interface PurposesOfNo {
  readonly purposes: readonly Purpose[];
  readonly left: readonly string[];
}

type Asked = 'objection' | 'opt-out';

/**
 * Against which purposes an objection or an opt-out stands. An opt-out: sale, sharing and marketing. An
 * objection: whatever stands on a legitimate interest or a public task (GDPR art. 21(1)) and direct
 * marketing (art. 21(2)); where purposes are named, those of them that a person may refuse at all.
 */
export function purposesOfNo(
  right: Asked,
  purposes: readonly Purpose[],
  named: readonly string[] | undefined,
): PurposesOfNo {
  if (right === 'opt-out' || named === undefined)
    return { purposes: purposes.filter(isMeant[right]), left: [] };
  const refusable = purposes.filter((each) => named.includes(each.name) && isRefusable(each));
  const names = new Set(refusable.map(({ name }) => name));
  return { purposes: refusable, left: named.filter((name) => !names.has(name)) };
}

/** Fundraising is direct marketing: the ICO's and most authorities' reading. */
const marketing: readonly PurposeKind[] = [
  'direct_marketing',
  'personalised_marketing',
  'affiliate_marketing',
  'fundraising',
];
const isOf = ({ kinds }: Purpose, some: readonly PurposeKind[]): boolean =>
  kinds.some((each) => some.includes(each));
const standsOn = ({ legalBases }: Purpose, some: readonly LegalBasis[]): boolean =>
  legalBases.some((each) => some.includes(each));

const isMeant: Readonly<Record<Asked, (purpose: Purpose) => boolean>> = {
  'opt-out': (purpose) => isOf(purpose, [...marketing, 'sale_share']),
  objection: (purpose) =>
    isOf(purpose, marketing) || standsOn(purpose, ['legitimate-interest', 'public-task']),
};

/** What a contract, a law or a life asks for, nobody can refuse, unless it is marketing. */
export const isRefusable = (purpose: Purpose): boolean =>
  isMeant.objection(purpose) || standsOn(purpose, ['consent']);
