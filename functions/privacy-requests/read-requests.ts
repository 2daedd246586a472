import { Refusal } from '#core/kernel/refusal';
import { clockingNow } from '#functions/shared/request-clocks';
import type { FoundRequest } from '#store/privacy-requests';
import type { listPrivacyRequests, readOrder, readPrivacyRequest } from './contract.ts';
import type { HandlePrivacy, PrivacyServices } from './services.ts';
import { answerWithClocks, orderView, requestView } from './view.ts';

export async function findRequest(
  requestId: string,
  { privacyRequests }: Pick<PrivacyServices, 'privacyRequests'>,
): Promise<FoundRequest> {
  const found = await privacyRequests.read(requestId);
  if (found === undefined) throw new Refusal('privacy-request.not-found');
  return found;
}

export const handleReadPrivacyRequest: HandlePrivacy<typeof readPrivacyRequest> = async (
  { params },
  services,
) => {
  const found = await findRequest(params.requestId, services);
  return answerWithClocks(found, await clockingNow(services));
};

export const handleListPrivacyRequests: HandlePrivacy<typeof listPrivacyRequests> = async (
  { query: { which, ...paging } },
  services,
) => {
  const [page, { clocksOf }] = await Promise.all([
    services.privacyRequests.list(which, paging),
    clockingNow(services),
  ]);
  return { ...page, items: page.items.map((each) => requestView(each, clocksOf(each))) };
};

/** What a spoke has to do. Its own source ids come from what was frozen when the order was made. */
export const handleReadOrder: HandlePrivacy<typeof readOrder> = async ({ params }, services) => {
  const { requestId, spoke } = params;
  const { request } = await findRequest(requestId, services);
  const order = request.orders[spoke];
  if (order === undefined) throw new Refusal('privacy-request.no-such-order');
  const details = await services.privacyRequests.details(requestId);
  // Frozen by order-spokes.ts.
  const frozen = (details?.sourceIds ?? {}) as Readonly<Record<string, readonly string[]>>;
  return {
    requestId,
    spoke,
    rights: request.rights,
    customerIds: request.closure ?? [],
    sourceIds: frozen[spoke] ?? [],
    order: orderView(order),
  };
};
