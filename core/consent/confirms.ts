import type { ConsentEvent } from './consent-event.ts';
import { foldConsent } from './fold-consent.ts';
import { speaksFor, withoutMistakes } from './standing-refusal.ts';

/** What a confirmation does to the yes that it names: makes it hold, changes nothing, or comes too late. */
export type Confirming = 'confirms' | 'confirmed-already' | 'nothing-to-confirm';

export interface Confirmation {
  /** The entry that is to be confirmed. */
  readonly yes: ConsentEvent;
  /** As it would be written. */
  readonly confirmation: ConsentEvent;
  /** Of the members, and of everybody at the contact point. */
  readonly events: readonly ConsentEvent[];
  /** All who are one now. */
  readonly members: readonly string[];
  readonly isDoubleOptIn: boolean;
}

/**
 * Whether one yes waits for its second step. A confirmation is of one yes, and of no later one: once
 * that was withdrawn, ended, corrected or followed by another, there is nothing to confirm any more.
 * On a purpose that asks for no second step a confirmation adds to a yes that holds.
 */
export function confirms({
  yes,
  confirmation,
  events,
  members,
  isDoubleOptIn,
}: Confirmation): Confirming {
  const { contactPoint, at, recordedAt } = confirmation;
  const { customerId, purpose } = yes;
  // The word of the one who said yes, as it stands while all are one.
  const ofOne = (all: readonly ConsentEvent[]) =>
    withoutMistakes(all).flatMap((each) => {
      if (!members.includes(each.customerId)) return [each];
      return speaksFor(each, customerId) ? [{ ...each, customerId }] : [];
    });
  const isConfirmedIn = (all: readonly ConsentEvent[]) =>
    confirmation.channels.every((channel) => {
      const { status, eventId, isConfirmed } = foldConsent(ofOne(all), [customerId], {
        purpose,
        channel,
        at,
        knownAt: recordedAt,
        isDoubleOptIn,
        ...(contactPoint !== undefined && { contactPoint }),
      });
      return status === 'given' && eventId === yes.eventId && isConfirmed === true;
    });
  if (isConfirmedIn(events)) return 'confirmed-already';
  return isConfirmedIn([...events, confirmation]) ? 'confirms' : 'nothing-to-confirm';
}
