import { compareText, type Instant } from '#core/kernel/types';

/** Why processing is restricted: the four cases of GDPR art. 18(1), in their order. */
export const restrictionGrounds = [
  'accuracy-contested',
  'unlawful-processing',
  'needed-by-person',
  'objection-pending',
] as const;

/** Why data must be kept whatever the person asks: GDPR art. 17(3)(b) and (e). */
export const holdGrounds = [
  'legal-claim',
  'authority-order',
  'retention-duty',
  'open-contract',
] as const;

export type RestrictionGround = (typeof restrictionGrounds)[number] | (typeof holdGrounds)[number];

/** What somebody placed upon a customer's data, or lifted from it. It is written once and never changed. */
export type RestrictionEvent = {
  readonly eventId: string;
  /** The constituent that it was recorded for: a merge does not move it. */
  readonly customerId: string;
  /** From when on it holds, or no longer does. */
  readonly at: Instant;
  /** When the hub learned of it. */
  readonly recordedAt: Instant;
} & (Placing | { readonly kind: 'restriction-lifted'; readonly lifts: string });

interface Placing {
  readonly kind: 'restriction' | 'legal-hold';
  readonly ground: RestrictionGround;
  /** It ends by itself at this moment. */
  readonly until?: Instant;
  /** Of a hold: other processing is restricted, too; a hold alone only keeps from erasure. */
  readonly restricts?: true;
  /** Of a hold: it keeps these attributes; the whole customer unless told. */
  readonly attributes?: readonly string[];
}

/** A restriction or hold with its end, as far as it is known. */
export interface Restriction extends Placing {
  readonly restrictionId: string;
  /** The constituent. */
  readonly customerId: string;
  readonly from: Instant;
  readonly recordedAt: Instant;
  readonly liftedAt?: Instant;
}

interface Known {
  /** The customer's constituents: a restriction of any of them is the whole customer's while they are one. */
  readonly members: readonly string[];
  /** As far as the hub knew at this moment. */
  readonly knownAt: Instant;
}

/** Whether it restricts contact and use; a hold does so only where it says so. */
export const isRestricting = ({ kind, restricts }: Pick<Placing, 'kind' | 'restricts'>): boolean =>
  kind === 'restriction' || restricts === true;

/** Every restriction and hold of a customer, past ones as well, oldest first. */
export function restrictionsOf(
  events: readonly RestrictionEvent[],
  { members, knownAt }: Known,
): readonly Restriction[] {
  const known = events.filter(
    ({ customerId, recordedAt }) => members.includes(customerId) && recordedAt <= knownAt,
  );
  return known
    .flatMap((event) => {
      if (event.kind === 'restriction-lifted') return [];
      const { eventId: restrictionId, at: from, ...placed } = event;
      const liftedAt = known
        .flatMap((each) =>
          each.kind === 'restriction-lifted' && each.lifts === restrictionId ? [each.at] : [],
        )
        .toSorted(compareText)[0];
      return [{ ...placed, restrictionId, from, ...(liftedAt !== undefined && { liftedAt }) }];
    })
    .toSorted(
      (a, b) => compareText(a.from, b.from) || compareText(a.restrictionId, b.restrictionId),
    );
}

/** The sooner of its own end and the moment at which it was lifted. */
export function endOfRestriction({
  until,
  liftedAt,
}: Pick<Restriction, 'until' | 'liftedAt'>): Instant | undefined {
  if (until === undefined || liftedAt === undefined) return until ?? liftedAt;
  return until < liftedAt ? until : liftedAt;
}

/** When processing was, is or will be restricted: what `decideContact` asks for. */
export const restrictedPeriods = (
  events: readonly RestrictionEvent[],
  known: Known,
): readonly { readonly from: Instant; readonly until?: Instant }[] =>
  restrictionsOf(events, known)
    .filter(isRestricting)
    .map((each) => {
      const until = endOfRestriction(each);
      return { from: each.from, ...(until !== undefined && { until }) };
    });

/**
 * The legal holds that keep data of a customer from erasure at a moment: each with its ground, its
 * end where it has one, and the attributes that it keeps; none named: all.
 */
export const holdsAt = (
  events: readonly RestrictionEvent[],
  { at, ...known }: Known & { readonly at: Instant },
): readonly Restriction[] =>
  restrictionsOf(events, known).filter((each) => each.kind === 'legal-hold' && isOpenAt(each, at));

export function isOpenAt(
  restriction: Pick<Restriction, 'from' | 'until' | 'liftedAt'>,
  at: Instant,
): boolean {
  const end = endOfRestriction(restriction);
  return restriction.from <= at && (end === undefined || at < end);
}

/** Whether one of these periods covers the moment, and until when they do without a gap; no `until`: nobody knows. */
export function restrictedAt(
  periods: readonly { readonly from: Instant; readonly until?: Instant }[],
  at: Instant,
): { readonly isRestricted: boolean; readonly until?: Instant } {
  const covering = (moment: Instant) =>
    periods.filter(({ from, until }) => from <= moment && (until === undefined || moment < until));
  let end = at;
  for (let open = covering(end); open.length > 0; open = covering(end)) {
    const ends = open.flatMap(({ until }) => until ?? []);
    if (ends.length < open.length) return { isRestricted: true };
    end = ends.toSorted(compareText).at(-1) ?? end;
  }
  return end === at ? { isRestricted: false } : { isRestricted: true, until: end };
}
