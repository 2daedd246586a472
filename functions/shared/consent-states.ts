import { type ConsentState, foldConsent } from '#core/consent/fold-consent';
import type { Purpose } from '#core/consent/purpose';
import type { Instant } from '#core/kernel/types';
import type { Ledger, Standing } from '#store/consents';
import type { Services } from './handle.ts';

interface Moment {
  readonly at: Instant;
  readonly knownAt: Instant;
  readonly contactPoint?: string;
}

/** What the ledger comes to, for every purpose that it speaks of and each of its channels. */
export function statesOf(
  { consents }: Pick<Ledger, 'consents'>,
  members: readonly string[],
  purposes: readonly Purpose[],
  moment: Moment,
) {
  const spokenOf = new Set(consents.map(({ purpose }) => purpose));
  return purposes
    .filter(({ name }) => spokenOf.has(name))
    .flatMap((purpose) =>
      purpose.channels.map((channel) => {
        const { isDoubleOptIn, name } = purpose;
        const question = {
          purpose: name,
          channel,
          ...moment,
          isDoubleOptIn: isDoubleOptIn === true,
        };
        return { purpose: name, channel, ...shown(foldConsent(consents, members, question)) };
      }),
    );
}

const shown = ({ status, at, expiresAt, eventId }: ConsentState) => ({
  status,
  ...(at !== undefined && { at }),
  ...(expiresAt !== undefined && { expiresAt }),
  ...(eventId !== undefined && { eventId }),
});

/** A customer's states as they are at `now`. */
export const statesNow = (standing: Standing, purposes: readonly Purpose[], now: Instant) =>
  statesOf(standing, standing.members, purposes, { at: now, knownAt: now });

/** An agreement to a purpose is on record while a yes holds for at least one of its channels. */
export const isAgreedTo = (
  purpose: string,
  states: readonly { readonly purpose: string; readonly status: string }[],
): boolean => states.some((each) => each.purpose === purpose && each.status === 'given');

/** Whether the customer's agreement to the purpose is on record now: by its head and its ledger, without a key. */
export async function mayUse(
  customerId: string,
  name: string,
  { consents, governance, clock }: Pick<Services, 'consents' | 'governance' | 'clock'>,
): Promise<boolean> {
  const [standing, purpose] = await Promise.all([
    consents.standing(customerId),
    governance.purposes.read(name),
  ]);
  if (standing === undefined || purpose === undefined) return false;
  return isAgreedTo(name, statesNow(standing, [purpose.value], clock()));
}
