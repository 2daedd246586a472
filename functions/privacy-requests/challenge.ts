import { randomInt } from 'node:crypto';
import { Refusal } from '#core/kernel/refusal';
import { advance } from '#core/privacy-request/advance';
import { contactPointIn } from '#functions/shared/contact-point-in';
import { Answer, type Services } from '#functions/shared/handle';
import { holdersOf, pointsOf } from '#functions/shared/holders-of';
import { requestLetter, senderOf } from '#functions/shared/request-letter';
import type { LetterAddress } from '#store/letters';
import type { challengePrivacyRequest } from './contract-proof.ts';
import { livingBehind } from './living-behind.ts';
import type { Challenge } from './prove.ts';
import { findRequest } from './read-requests.ts';
import type { HandlePrivacy } from './services.ts';

/** What `links.sign` makes of a challenge; `facts` hold the request's id and the keyed token of the address. */
export const proofLink = 'request-proof';

const hoursToAnswer = 24;
/** Letters for one request in a day: more would be no help to its person. */
const lettersPerRequest = { most: 3, withinSeconds: 24 * 60 * 60 };
/** To one address, for whatever requests. */
const lettersPerAddress = { most: 6, withinSeconds: 24 * 60 * 60 };

/**
 * Has a code and a link sent to an address that is on record, and is the person's alone: never to one
 * that only who asks names. The code that was sent before counts no more.
 */
export const handleChallengePrivacyRequest: HandlePrivacy<typeof challengePrivacyRequest> = async (
  { params: { requestId }, body, actorId, correlationId },
  services,
) => {
  const { request } = await findRequest(requestId, services);
  const at = services.clock();
  // What cannot be in this state is refused before anything is sent.
  advance(request, { type: 'ask-verification', at });
  const { customerId } = request;
  const stored = customerId === undefined ? undefined : await livingBehind(customerId, services);
  if (stored === undefined) throw invalid('', 'the request names nobody who is here');
  const to = await addressOf(body.contactPoint, stored, services);
  const address = `${to.kind} ${to.value}`;
  const isFew =
    (await services.tries.take('request-proof', requestId, lettersPerRequest)) &&
    (await services.tries.take('request-proof-to', address, lettersPerAddress));
  if (!isFew) throw new Refusal('privacy-request.too-many-tries');

  const code = String(randomInt(10 ** 8)).padStart(8, '0');
  const pointToken = await services.consents.contactPoint(to.kind, to.value);
  const expiresAt = new Date(Date.parse(at) + hoursToAnswer * 3_600_000).toISOString();
  const challenge: Challenge = { code, pointToken, expiresAt };
  await services.privacyRequests.putDetails(requestId, { challenge: { ...challenge } });
  const { customer } = stored;
  const link = await services.links.sign({
    kind: proofLink,
    customerId: customer.customerId,
    facts: { requestId, point: pointToken },
    expiresAt,
  });
  const told = { actor: actorId, correlationId };
  const letter = { kind: proofLink, customer, to, facts: { link, code }, expiresAt } as const;
  if ((await requestLetter(letter, told, services)) === undefined)
    throw invalid('/contactPoint', 'no system sends letters there');
  await services.privacyRequests.move(
    requestId,
    (before) =>
      before.state === 'received' ? advance(before, { type: 'ask-verification', at }) : before,
    { ...told, action: 'privacy-request.challenge', at },
  );
  return new Answer({ to: to.kind, expiresAt }, { status: 202 });
};

/** One that only this customer is known by, and that somebody sends letters to. */
async function addressOf(
  named: string | undefined,
  stored: Parameters<typeof pointsOf>[0],
  services: Services,
): Promise<LetterAddress> {
  const wanted = named === undefined ? undefined : contactPointIn(named);
  const spokes = (await services.governance.spokes()).map(({ value }) => value);
  const own = (await pointsOf(stored, services)).filter(
    ({ kind, value }) =>
      (named === undefined || (kind === wanted?.kind && value === wanted.value)) &&
      senderOf(spokes, stored.customer, kind) !== undefined,
  );
  for (const each of own) if (!(await holdersOf(each, services)).isShared) return each;
  throw invalid('/contactPoint', 'is no address of this person’s own to which letters are sent');
}

const invalid = (pointer: string, message: string) =>
  new Refusal('privacy-request.invalid', [{ pointer, rule: 'challenge', message }]);
