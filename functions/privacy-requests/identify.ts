import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import { advance } from '#core/privacy-request/advance';
import { holdsSensitive } from '#core/privacy-request/holds-sensitive';
import { proofNeeded } from '#core/privacy-request/proof-needed';
import { contactPointIn } from '#functions/shared/contact-point-in';
import { followLiving, readSchema } from '#functions/shared/context';
import { goOn } from '#functions/shared/go-on';
import type { Call, Services } from '#functions/shared/handle';
import { admitAttributes } from '#functions/shared/ingest';
import { membersOf } from '#functions/shared/record-consent';
import type { createPrivacyRequest, identifyPrivacyRequest } from './contract.ts';
import { openTwin } from './open-twin.ts';
import { findRequest } from './read-requests.ts';
import type { About } from './request-fields.ts';
import type { HandlePrivacy } from './services.ts';
import { withoutWaiting } from './take-in.ts';
import { answerOf } from './view.ts';

type Asking = Pick<Call<typeof createPrivacyRequest>, 'access' | 'caller'>;
const openly = 'request:open';

/** A customer by the hub's own id. A spoke's token asks for those that the spoke holds; others are not there for it. */
export async function heldCustomer(
  customerId: string,
  { access, caller }: Asking,
  services: Services,
): Promise<StoredCustomer> {
  const stored = await followLiving(services, { access, permission: openly }, customerId);
  const { spoke } = caller;
  const isHeld = stored.customer.members.some(({ records }) =>
    records.some((each) => each.spoke === spoke),
  );
  if (spoke !== undefined && !isHeld) throw new Refusal('customer.not-found');
  return stored;
}

/**
 * Whom a crosswalk leads to now. An address or a description is checked and identifies nobody: an
 * officer decides among the candidates.
 */
export async function customerAbout(
  about: About,
  { access }: Asking,
  services: Services,
): Promise<StoredCustomer | undefined> {
  if ('contactPoint' in about) {
    if (contactPointIn(about.contactPoint) !== undefined) return undefined;
    throw new Refusal('privacy-request.invalid', [
      {
        pointer: '/about/contactPoint',
        rule: 'contact-point',
        message: 'is neither an address nor a number with its country',
      },
    ]);
  }
  if ('attributes' in about) {
    const schema = await readSchema(services, about.schema);
    admitAttributes(about.attributes, schema, services.clock());
    return undefined;
  }
  access.require(openly, access.spoke(about.spoke));
  const customerId = await services.customers.crosswalk(about);
  return customerId === undefined ? undefined : livingBehind(customerId, services);
}

/** The living customer behind an id, merges followed; nobody where he was removed. */
export async function livingBehind(
  customerId: string,
  { customers }: Pick<Services, 'customers'>,
): Promise<StoredCustomer | undefined> {
  const found = await customers.find(customerId);
  const living = found.status === 'merged' ? await customers.find(found.into) : found;
  return living.status === 'living' ? living.stored : undefined;
}

export async function isSensitive(
  { customer }: StoredCustomer,
  services: Pick<Services, 'governance'>,
): Promise<boolean> {
  const schema = await readSchema(services, customer.schema);
  return holdsSensitive(customer.golden.attributes, schema);
}

/** An officer's word on whom a request is about. What asks for no proof goes on at once; what repeats an open one ends. */
export const handleIdentifyPrivacyRequest: HandlePrivacy<typeof identifyPrivacyRequest> = async (
  { params: { requestId }, body, access, actorId, correlationId },
  services,
) => {
  const { request } = await findRequest(requestId, services);
  const asking = { access, permission: 'request:decide' } as const;
  const stored = await followLiving(services, asking, body.customerId);
  const { customerId } = stored.customer;
  const { rights, channel } = request;
  const details = (await services.privacyRequests.details(requestId)) ?? {};
  const [of, sensitive] = await Promise.all([
    openTwin(membersOf(stored), request, details, services),
    isSensitive(stored, services),
  ]);
  const needed = proofNeeded({ rights, channel, isSensitive: sensitive });
  const at = services.clock();
  const moved = await services.privacyRequests.move(
    requestId,
    (before) => {
      if (before.customerId === customerId) return before;
      const known = advance(before, { type: 'identify', customerId, needed });
      return of === undefined
        ? withoutWaiting(known, { by: actorId, at, of: membersOf(stored) })
        : advance(known, { type: 'find-duplicate', of, at });
    },
    { actor: actorId, action: 'privacy-request.identify', correlationId, at },
  );
  if (moved === undefined) throw new Refusal('privacy-request.not-found');
  await goOn(moved, services);
  return answerOf(moved, services);
};
