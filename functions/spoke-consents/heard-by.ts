import { Refusal } from '#core/kernel/refusal';
import { purposeHeard, statesHeard } from '#functions/publisher/consents-now';
import type { Listener } from '#functions/publisher/listener';
import type { Access } from '#functions/shared/access';
import type { Caller, Services } from '#functions/shared/handle';
import { lensOfSpoke } from '#functions/shared/lens-of';
import { basisOf, readConsentsNow } from '#functions/shared/told-consents';

/**
 * The spoke and the lens through which it hears. What it is told by events knows no units: beside the
 * spoke itself only who may read consents everywhere may ask.
 */
export async function listenerOf(
  name: string,
  { access, caller }: { readonly access: Access; readonly caller: Caller },
  { governance }: Pick<Services, 'governance'>,
): Promise<Listener> {
  if (caller.spoke === undefined) access.require('consent:read', access.unit());
  const spoke = (await governance.spoke(name))?.value;
  if (spoke === undefined) throw new Refusal('spoke.not-found');
  return { name, lens: await lensOfSpoke(spoke, governance) };
}

/** What events tell it of a customer, as it is now; undefined for who is gone, and for whom it hears nothing of. */
export async function heardBy(listener: Listener, customerId: string, services: Services) {
  const consents = await readConsentsNow(customerId, services);
  const states = consents && statesHeard(listener, consents);
  if (consents === undefined || states === undefined) return undefined;
  return {
    customerId: consents.customerId,
    schema: consents.schema,
    basis: basisOf(consents, purposeHeard(listener)),
    states,
  };
}
