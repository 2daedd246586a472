import { timingSafeEqual } from 'node:crypto';
import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import { showsKnowledge, type ToldFact } from '#core/privacy-request/knowledge';
import { standardise } from '#core/standardise/standardise';
import { hubSpoke, readSchema } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import { isProofOf, provenRecords } from '#functions/shared/proven-records';
import { membersOf } from '#functions/shared/record-consent';
import { happen } from './decide-request.ts';
import { livingBehind } from './living-behind.ts';
import { findRequest } from './read-requests.ts';
import type { PrivacyServices } from './services.ts';
import { readShownBy, type ShownBy } from './shown-by.ts';

/** The code that was sent last. */
export interface Challenge {
  readonly code: string;
  readonly pointToken: string;
  readonly expiresAt: string;
}

/** Facts that are told of one person, in whatever requests: another request is no fresh start for who guesses. */
const triesPerPerson = { most: 10, withinSeconds: 30 * 24 * 60 * 60 };

/** Who tells it to the hub, for the audit. */
export interface Teller {
  readonly actor: string;
  readonly correlationId: string;
}

/**
 * The person read what was sent to an address on record, and the address is still this person's. Again
 * changes nothing.
 */
export async function proveContactPoint(
  requestId: string,
  pointToken: string,
  { actor, correlationId }: Teller,
  services: PrivacyServices,
): Promise<void> {
  const { request } = await findRequest(requestId, services);
  if (request.verification.proved?.includes('contact-point')) return;
  const stored = await holderOf(pointToken, request.customerId, services);
  if (stored === undefined) throw new Refusal('privacy-request.not-proved');
  const at = services.clock();
  const change = { actor, action: 'privacy-request.prove', correlationId, at };
  const shownBy: ShownBy = { pointToken };
  await services.privacyRequests.putDetails(requestId, {
    shownBy: { ...shownBy },
    challenge: null,
  });
  await happen(
    requestId,
    { type: 'prove', proof: 'contact-point', by: actor, at, of: membersOf(stored) },
    change,
    services,
  );
}

/** The person, if the address is his: a split or a changed record may have taken it to somebody else, or to nobody. */
async function holderOf(
  pointToken: string,
  customerId: string | undefined,
  services: Services,
): Promise<StoredCustomer | undefined> {
  const stored = customerId === undefined ? undefined : await livingBehind(customerId, services);
  if (stored === undefined) return undefined;
  const schema = await readSchema(services, stored.customer.schema);
  const isHis = await isProofOf({ pointToken }, stored.customer, schema, services);
  return isHis ? stored : undefined;
}

/** Whether this is the code that was sent last, and still holds. One try more, right or wrong. */
export async function tryCode(
  requestId: string,
  code: string,
  teller: Teller,
  services: PrivacyServices,
): Promise<boolean> {
  await countTry(requestId, teller, services);
  const details = await services.privacyRequests.details(requestId);
  // Written by challenge.ts.
  const sent = details?.challenge as Challenge | null | undefined;
  if (!sent || sent.expiresAt <= services.clock()) return false;
  if (!timingSafeEqual(Buffer.from(sent.code), Buffer.from(code))) return false;
  await proveContactPoint(requestId, sent.pointToken, teller, services);
  return true;
}

/** Whether these facts show who it is, as `showsKnowledge` tells. One try more, right or wrong. */
export async function tryKnowledge(
  requestId: string,
  facts: readonly ToldFact[],
  teller: Teller,
  services: PrivacyServices,
): Promise<boolean> {
  const { request } = await findRequest(requestId, services);
  const { customerId, verification } = request;
  if (customerId === undefined || !verification.proved?.includes('contact-point'))
    throw new Refusal('privacy-request.not-possible', [
      { pointer: '', rule: 'order', message: 'what is known counts after an address was shown' },
    ]);
  await countTry(requestId, teller, services);
  if (!(await services.tries.take('request-knowledge', customerId, triesPerPerson)))
    throw new Refusal('privacy-request.too-many-tries');
  const stored = await livingBehind(customerId, services);
  if (stored === undefined) return false;
  if (!showsKnowledge(facts, await knownRecords(requestId, stored, services))) return false;
  const at = services.clock();
  const { actor, correlationId } = teller;
  const change = { actor, action: 'privacy-request.prove', correlationId, at };
  const event = {
    type: 'prove',
    proof: 'knowledge',
    by: actor,
    at,
    of: membersOf(stored),
  } as const;
  await happen(requestId, event, change, services);
  return true;
}

/** Before anything is compared: of many tries at once each is counted. */
async function countTry(
  requestId: string,
  { actor, correlationId }: Teller,
  services: PrivacyServices,
): Promise<void> {
  const at = services.clock();
  const change = { actor, action: 'privacy-request.try', correlationId, at };
  await happen(requestId, { type: 'try-verification' }, change, services);
}

async function knownRecords(requestId: string, stored: StoredCustomer, services: Services) {
  const schema = await readSchema(services, stored.customer.schema);
  const shownBy = await readShownBy(requestId, services);
  const shown = await provenRecords(shownBy, stored.customer, schema, services);
  return stored.customer.members
    .flatMap(({ records }) => records)
    .filter(({ spoke }) => spoke !== hubSpoke)
    .map((each) => ({
      spoke: each.spoke,
      sourceId: each.sourceId,
      isShown: shown.includes(each),
      record: standardise(each.attributes, schema).record,
    }));
}
