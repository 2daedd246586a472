import { Refusal } from '#core/kernel/refusal';
import { signPackageLink } from '#functions/privacy-packages/offer-package';
import { Answer } from '#functions/shared/handle';
import type { openMyPackage } from './contract-own.ts';
import { ownPackage } from './own-package.ts';
import { requireOwn } from './own-requests.ts';
import type { HandlePrivacy } from './services.ts';

/** Long enough to press two buttons. */
const linkMs = 15 * 60_000;
const linksPerRequest = { most: 10, withinSeconds: 24 * 60 * 60 };

/** A link that the page of the door follows at once; what it opens, and how often, is the link's own. */
export const handleOpenMyPackage: HandlePrivacy<typeof openMyPackage> = async (call, services) => {
  const { found, own } = await requireOwn(call, services);
  const { requestId } = found.request;
  const { customerId } = own.stored.customer;
  const offer = await ownPackage(found.request, own, services);
  if (offer === undefined) throw new Refusal('package.not-found');
  if (offer.by !== 'door') throw new Refusal('door.sign-in-needed');
  if (!(await services.tries.take('own-packages', requestId, linksPerRequest)))
    throw new Refusal('privacy-request.too-many-tries');
  const expiresAt = new Date(Date.parse(services.clock()) + linkMs).toISOString();
  const link = await signPackageLink({ requestId, customerId, expiresAt }, services);
  const { actorId: actor, correlationId } = call;
  const about = `request:${requestId}`;
  await services.audit.record({ actor, action: 'package.link', about, correlationId });
  services.log('link to a package made', { requestId, correlationId });
  return new Answer({ link, expiresAt }, { status: 201 });
};
