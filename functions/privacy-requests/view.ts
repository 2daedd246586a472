import type { Order, PrivacyRequest } from '#core/privacy-request/privacy-request';
import { Answer } from '#functions/shared/handle';
import { etag } from '#functions/shared/views';
import type { FoundRequest } from '#store/privacy-requests';

export const orderView = ({ isMandatory, ...order }: Order) => ({
  ...order,
  mandatory: isMandatory,
});

export function requestView(request: PrivacyRequest) {
  const { requestId, verification, orders, decision } = request;
  const { rights, state, channel, jurisdictions, receivedAt, work } = request;
  const { customerId, extension, duplicateOf, endedAt } = request;
  const { needed, method, at } = verification;
  return {
    id: requestId,
    ...{ rights, state, channel, jurisdictions, receivedAt, work },
    ...(customerId !== undefined && { customerId }),
    verification: {
      needed,
      ...(method !== undefined && { method }),
      ...(at !== undefined && { at }),
    },
    ...(extension !== undefined && { extension }),
    ...(decision !== undefined && { decision }),
    orders: Object.fromEntries(
      Object.entries(orders).map(([spoke, order]) => [spoke, orderView(order)]),
    ),
    ...(duplicateOf !== undefined && { duplicateOf }),
    ...(endedAt !== undefined && { endedAt }),
  };
}

export const answerOf = ({ request, revision }: FoundRequest, status = 200) =>
  new Answer(requestView(request), { status, headers: etag(revision) });
