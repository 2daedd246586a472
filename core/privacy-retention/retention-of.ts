import type { ConsentEvent, RelationshipEvent } from '#core/consent/consent-event';
import { foldConsent } from '#core/consent/fold-consent';
import { after } from '#core/consent/period';
import type { Purpose } from '#core/consent/purpose';
import { compareText, type Instant } from '#core/kernel/types';

/** What the hub knows of a customer that says whether the data is still needed. */
export interface RetentionFacts {
  readonly members: readonly string[];
  /** Of each source record: when its spoke last changed it. */
  readonly recordsAt: readonly Instant[];
  readonly consents: readonly ConsentEvent[];
  readonly relationships: readonly RelationshipEvent[];
}

/** Which purpose keeps the customer, or kept longest; none is governed where there is no name. */
export type RetentionState =
  | { readonly isKept: true; readonly by?: string }
  | { readonly isKept: false; readonly by: string; readonly since: Instant };

/**
 * Whether anything keeps a customer. A purpose that states no retention keeps everybody whom it
 * concerns for ever, so nobody runs out by an oversight; one that rests on consent alone concerns who
 * gave it. Somebody whom no purpose concerns is kept: that nothing is known of him is no reason.
 */
export function retentionOf(
  purposes: readonly Purpose[],
  facts: RetentionFacts,
  at: Instant,
): RetentionState {
  let last: { readonly by: string; readonly since: Instant } | undefined;
  for (const purpose of purposes) {
    const end = keptUntil(purpose, facts, at);
    if (end === undefined) continue;
    if (end === 'no end' || end > at) return { isKept: true, by: purpose.name };
    if (last === undefined || end > last.since) last = { by: purpose.name, since: end };
  }
  return last === undefined ? { isKept: true } : { isKept: false, ...last };
}

/** `undefined`: the purpose does not concern this customer. */
function keptUntil(
  purpose: Purpose,
  facts: RetentionFacts,
  at: Instant,
): Instant | 'no end' | undefined {
  const { retention, legalBases } = purpose;
  const restsOnConsent = legalBases.every((each) => each === 'consent');
  if (retention === undefined)
    return restsOnConsent && consentEnd(purpose, facts, at) !== 'no end' ? undefined : 'no end';
  const start = startOf[retention.after](purpose, facts, at);
  return start === undefined || start === 'no end' ? start : after(start, retention);
}

type Start = (
  purpose: Purpose,
  facts: RetentionFacts,
  at: Instant,
) => Instant | 'no end' | undefined;

/** The last of all channels; `no end` while one holds or waits for its second step. */
const consentEnd: Start = ({ name, channels, isDoubleOptIn = false }, facts, at) => {
  const states = channels.map((channel) =>
    foldConsent(facts.consents, facts.members, {
      purpose: name,
      channel,
      isDoubleOptIn,
      at,
      knownAt: at,
    }),
  );
  if (states.some(({ status }) => status === 'given' || status === 'pending')) return 'no end';
  return latest(states.flatMap((each) => each.expiresAt ?? each.at ?? []));
};

const startOf: Readonly<Record<NonNullable<Purpose['retention']>['after'], Start>> = {
  'consent-end': consentEnd,
  'relationship-end': (_, facts) => lastRelationship(facts),
  'last-activity': (_, facts) => lastActivity(facts),
};

/** The last thing between customer and business. */
export const lastRelationship = ({ relationships }: RetentionFacts): Instant | undefined =>
  latest(relationships.map((each) => each.at));

/** Whatever was the last that came of the customer. */
export const lastActivity = ({
  recordsAt,
  consents,
  relationships,
}: RetentionFacts): Instant | undefined =>
  latest([...recordsAt, ...[...consents, ...relationships].map((each) => each.at)]);

export const latest = (moments: readonly Instant[]): Instant | undefined =>
  moments.toSorted(compareText).at(-1);
