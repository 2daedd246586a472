import type { StoredCustomer } from '#core/identity/change';
import { isSureOf } from '#core/privacy-request/advance';
import type { Blocked } from '#core/privacy-request/blocked-by';
import type { PrivacyRequest, Work } from '#core/privacy-request/privacy-request';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { blockedNow } from '#functions/shared/blocked-now';
import { eraseCustomer } from '#functions/shared/erase-customer';
import { membersOf } from '#functions/shared/record-consent';
import { forgetOthers } from './forget-others.ts';
import { keepHeld, restrict } from './keep-held.ts';
import { renewPackage } from './renew-package.ts';
import { suppress } from './suppress.ts';
import type { Act } from './work.ts';

/**
 * Erases the person with all constituents. What a hold blocks is kept apart from everything else and
 * restricted; where it blocks all, nothing is erased and all is restricted. Who was once merged with
 * the person and is not any more is somebody else. Done once every key is gone.
 */
export const erase: Act = async (request, services) => {
  const { customerId = '', closure, requestId, correlationId } = request;
  const [stored] = await services.customers.load([customerId]);
  const plan = stored === undefined ? await planned(requestId, services) : undefined;
  const blocked = stored === undefined ? plan : await decide(stored, request, services);
  if (stored !== undefined && blocked?.isWhole) {
    await restrict(stored, blocked, request, services);
    return { ...ended(blocked, services), state: 'refused' };
  }
  if (stored !== undefined) {
    // The last moment at which it can be made of what is the person's alone.
    await renewPackage(request, services);
    if (blocked?.keptAs !== undefined)
      await keepHeld(blocked.keptAs, stored, blocked, request, services);
    // Where nobody asked, nobody said no; of what was kept it was said when the rest was erased.
    if (request.channel !== 'retention' && request.work.erasure?.state !== 'partial')
      await suppress(stored, request, services);
  }
  const isGone = await eraseCustomer(
    {
      customerId,
      requestId,
      correlationId,
      ...(closure !== undefined && { closure }),
      mayErase: async (now) =>
        isSureOf(request, membersOf(now)) && !(await blocksMore(now, blocked, services)),
    },
    services,
  );
  // Decided anew: somebody placed a hold, or merged somebody with the person.
  if (!isGone) return undefined;
  await forgetOthers(request, services);
  if (blocked?.keptAs === undefined) return { state: 'done', endedAt: services.clock() };
  return { ...ended(blocked, services), state: 'partial', keptAs: blocked.keptAs };
};

interface Plan extends Blocked {
  /** The customer under whom what is blocked is kept; none where all of it is. */
  readonly keptAs?: string;
}

/**
 * What is blocked now, and under which id it is kept: written down before anything goes, so that
 * whoever goes on after a crash keeps the same under the same id.
 */
async function decide(
  stored: StoredCustomer,
  { requestId, receivedAt, correlationId }: PrivacyRequest,
  services: PrivacyServices,
): Promise<Plan | undefined> {
  const blocked = await blockedNow(stored, services);
  if (blocked?.isWhole) return blocked;
  const before = await planned(requestId, services);
  if (blocked === undefined) return before;
  // What was kept under an id stays as it is: what is kept beyond it needs another, in its place.
  const keptAs = keepsAll(before, blocked) ? before?.keptAs : undefined;
  if (keptAs === undefined && before?.keptAs !== undefined)
    await eraseCustomer({ customerId: before.keptAs, requestId, correlationId }, services);
  const plan: Plan = {
    ...blocked,
    keptAs: keptAs ?? (await keptId(requestId, receivedAt, blocked, before, services)),
  };
  await services.privacyRequests.putDetails(requestId, {
    erasure: { ...plan, attributes: [...plan.attributes] },
  });
  return plan;
}

/** The same for who decides the same: of two that do so at once neither keeps anything that nobody knows of. */
async function keptId(
  keptFor: string,
  at: string,
  { attributes }: Blocked,
  before: Plan | undefined,
  { consents }: Pick<PrivacyServices, 'consents'>,
): Promise<string> {
  const parts = { keptFor, attributes: attributes.toSorted(), instead: before?.keptAs ?? null };
  return (await consents.entryId(at, parts)).replace(/^con_/, 'cus_');
}

const keepsAll = (plan: Blocked | undefined, { attributes }: Blocked): boolean =>
  attributes.every((each) => plan?.attributes.includes(each));

/** Whether a hold keeps what is not kept yet. */
async function blocksMore(
  stored: StoredCustomer,
  plan: Blocked | undefined,
  services: PrivacyServices,
): Promise<boolean> {
  const now = await blockedNow(stored, services);
  return now !== undefined && !keepsAll(plan, now);
}

async function planned(requestId: string, services: PrivacyServices): Promise<Plan | undefined> {
  const details = await services.privacyRequests.details(requestId);
  // Written above alone.
  return details?.erasure as unknown as Plan | undefined;
}

const ended = (
  { code, until }: Plan,
  { clock }: Pick<PrivacyServices, 'clock'>,
): Pick<Work, 'code' | 'until' | 'endedAt'> => ({
  code,
  ...(until !== undefined && { until }),
  endedAt: clock(),
});
