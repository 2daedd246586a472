import type { ConsentEvent } from './consent-event.ts';
import { foldConsent } from './fold-consent.ts';

/** What a confirmation does to the yes that it names: makes it hold, changes nothing, or comes too late. */
export type Confirming = 'confirms' | 'confirmed-already' | 'nothing-to-confirm';

/**
 * Whether one yes waits for its second step. A confirmation is of one yes, and of no later one: once
 * that was withdrawn, ended, corrected or followed by another, there is nothing to confirm any more.
 * On a purpose that asks for no second step a confirmation adds to a yes that holds.
 *
 * @param yes the entry that is to be confirmed
 * @param confirmation as it would be written
 * @param events of the members and of everybody at the contact point
 */
export function confirms(
  yes: ConsentEvent,
  confirmation: ConsentEvent,
  events: readonly ConsentEvent[],
  isDoubleOptIn: boolean,
): Confirming {
  const { contactPoint, at, recordedAt } = confirmation;
  const stateOf = (all: readonly ConsentEvent[], channel: ConsentEvent['channels'][number]) =>
    foldConsent(all, [yes.customerId], {
      purpose: yes.purpose,
      channel,
      at,
      knownAt: recordedAt,
      isDoubleOptIn,
      ...(contactPoint !== undefined && { contactPoint }),
    });
  const isConfirmedIn = (all: readonly ConsentEvent[]) =>
    confirmation.channels.every((channel) => {
      const { status, eventId, isConfirmed } = stateOf(all, channel);
      return status === 'given' && eventId === yes.eventId && isConfirmed === true;
    });
  if (isConfirmedIn(events)) return 'confirmed-already';
  return isConfirmedIn([...events, confirmation]) ? 'confirms' : 'nothing-to-confirm';
}
