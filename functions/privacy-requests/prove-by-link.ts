import { setTimeout } from 'node:timers/promises';
import { Refusal } from '#core/kernel/refusal';
import type { Call, Handle } from '#functions/shared/handle';
import { logFailure } from '#functions/shared/log';
import { actorOfPerson } from '#functions/shared/person';
import { proofLink } from './challenge.ts';
import type { proveByLink } from './contract-proof.ts';
import { proveContactPoint, tryKnowledge } from './prove.ts';
import type { HandlePrivacy, PrivacyServices } from './services.ts';

/** Longer than all of it takes warm: reads, up to three moves, comparing. */
const answersAfterMs = 400;

/** Does what it says, and answers nothing at the same time, whatever became of it. */
export async function quietly(
  act: () => Promise<unknown>,
  { correlationId }: Pick<Call<typeof proveByLink>, 'correlationId'>,
): Promise<undefined> {
  const startedMs = performance.now();
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal)) logFailure('proof not taken in', error, { correlationId });
  }
  await setTimeout(Math.max(0, answersAfterMs - (performance.now() - startedMs)));
  return undefined;
}

/** The link proves the address that it was sent to, once; what is told besides counts as a try each time. */
export const handleProveByLink: HandlePrivacy<typeof proveByLink> = (call, services) =>
  quietly(() => prove(call, services), call);

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
