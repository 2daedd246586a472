import type { Handle } from '#functions/shared/handle';
import { actorOfPerson } from '#functions/shared/person';
import { quietly } from '#functions/shared/quietly';
import { proofLink } from './challenge.ts';
import type { proveByLink } from './contract-proof.ts';
import { proveContactPoint, tryKnowledge } from './prove.ts';
import type { HandlePrivacy, PrivacyServices } from './services.ts';

/** The link proves the address that it was sent to, once; what is told besides counts as a try each time. */
export const handleProveByLink: HandlePrivacy<typeof proveByLink> = (call, services) =>
  quietly(() => prove(call, services), 'proof not taken in', call);

async function prove(
  { body: { link, facts }, correlationId }: Parameters<Handle<typeof proveByLink>>[0],
  services: PrivacyServices,
): Promise<void> {
  const claims = await services.links.open(proofLink, link);
  const { requestId, point } = claims?.facts ?? {};
  if (claims === undefined || requestId === undefined || point === undefined) return;
  const teller = { actor: actorOfPerson(claims.customerId), correlationId };
  await proveContactPoint(requestId, point, teller, services);
  if (facts !== undefined) await tryKnowledge(requestId, facts, teller, services);
}
