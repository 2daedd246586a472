import type { Customer } from '#core/identity/customer';
import type { Instant } from '#core/kernel/types';
import type { Letter, LetterAddress, LetterContent, LetterKind } from '#store/letters';
import type { Change, Spoke } from '#store/ports';
import type { Services } from './handle.ts';

export interface LetterRequest {
  readonly kind: LetterKind;
  /** To whom it is; sealed under his key, so an erasure takes it with it. */
  readonly customer: Customer;
  /** In standard form, and one that this customer is known by: the caller has looked. */
  readonly to: LetterAddress;
  /** What the letter says beside its kind: `{ link }`, `{ code }`, `{ purpose: 'newsletter', link }`. */
  readonly facts: Readonly<Record<string, string>>;
  /** When it is of no use any more; it can be read until then. */
  readonly expiresAt: Instant;
}

/**
 * Asks the spoke that owns mail to send something to a customer: a link, a one-time code, a request to
 * confirm. The hub sends nothing itself. The event `letter.requested.v1` tells that spoke the letter's
 * id and kind, and no more; with its own token it reads address and facts at `GET /v1/letters/{letterId}`.
 *
 * A spoke sends letters if its registration names the kind of address in `delivery.letters`. Of
 * several, one that holds a record of this customer is asked, and of those the first by name.
 * `undefined`: nobody sends to such an address, or the customer's key is gone; nothing was written.
 *
 * Writes the letter with its notice, and an audit entry.
 */
export async function requestLetter(
  { kind, customer, to, facts, expiresAt }: LetterRequest,
  { actor, correlationId }: Pick<Change, 'actor' | 'correlationId'>,
  services: Pick<Services, 'governance' | 'letters' | 'audit' | 'newId' | 'clock' | 'log'>,
): Promise<string | undefined> {
  const spokes = (await services.governance.spokes()).map(({ value }) => value);
  const spoke = senderOf(spokes, customer, to.kind);
  if (spoke === undefined) {
    services.log('no spoke sends letters', { kind, to: to.kind, correlationId });
    return undefined;
  }
  const { language } = customer.golden.attributes;
  return writeLetter(
    {
      kind,
      customerId: customer.customerId,
      spoke,
      content: { to, facts, ...(typeof language === 'string' && { language }) },
      expiresAt,
    },
    { actor, correlationId },
    services,
  );
}

interface LetterToWrite
  extends Pick<Letter, 'kind' | 'customerId' | 'sealedFor' | 'spoke' | 'expiresAt'> {
  readonly content: LetterContent;
}

/** As `requestLetter`, where it is known already which spoke sends it, and to where. */
export async function writeLetter(
  { content, ...letter }: LetterToWrite,
  { actor, correlationId }: Pick<Change, 'actor' | 'correlationId'>,
  services: Pick<Services, 'letters' | 'audit' | 'newId' | 'clock' | 'log'>,
): Promise<string | undefined> {
  const { kind, spoke, customerId } = letter;
  const letterId = services.newId('ltr');
  const at = services.clock();
  const isWritten = await services.letters.write(
    { letterId, ...letter, requestedAt: at },
    content,
    { actor, action: 'letter.request', correlationId, at },
  );
  if (!isWritten) return undefined;
  const about = `customer:${customerId}`;
  await services.audit.record({ actor, action: 'letter.request', about, correlationId });
  services.log('letter requested', { letterId, kind, spoke, correlationId });
  return letterId;
}

/** Which spoke is asked. It must hear events, or it would never know. */
export function senderOf(
  spokes: readonly Spoke[],
  { members }: Pick<Customer, 'members'>,
  kind: LetterAddress['kind'],
): string | undefined {
  const holders = new Set(members.flatMap(({ records }) => records.map(({ spoke }) => spoke)));
  const senders = spokes
    .filter(({ delivery }) => delivery?.events !== false && delivery?.letters?.includes(kind))
    .map(({ name }) => name)
    .toSorted();
  return senders.find((name) => holders.has(name)) ?? senders[0];
}
