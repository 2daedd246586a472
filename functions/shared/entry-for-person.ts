import type { ConsentEvent } from '#core/consent/consent-event';

/**
 * What a person is shown of an entry of his ledger: no name of a member of staff, and of an address
 * nothing but that there was one. `titles` are those of purposes, by name.
 */
export function entryForPerson(event: ConsentEvent, titles: ReadonlyMap<string, string>) {
  const { eventId, kind, status, purpose, channels, at, recordedAt, expiresAt, corrects } = event;
  const title = titles.get(purpose);
  return {
    eventId,
    kind: status ?? kind,
    purpose,
    ...(title !== undefined && { title }),
    channels,
    isOfOneAddress: event.contactPoint !== undefined,
    at,
    recordedAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(corrects !== undefined && { corrects }),
  };
}
