import type { StoredCustomer } from '#core/identity/change';
import { advance, isSureOf } from '#core/privacy-request/advance';
import type { Order, PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { hubSpoke } from '#functions/shared/context';
import { clocksFor } from '#functions/shared/request-clocks';
import type { Governed, Spoke } from '#store/ports';

/** Each order is told in the transaction that makes it; DynamoDB takes a hundred actions in one. */
const atOnce = 50;

/**
 * Freezes what the fan-out needs to know of the person, then tells every spoke that holds the person's
 * data, or hears of customers like this one, what it has to do. Repeating it changes nothing.
 */
export async function orderSpokes(requestId: string, services: PrivacyServices): Promise<void> {
  const found = await services.privacyRequests.read(requestId);
  if (found?.request.customerId === undefined || found.request.isOrdered) return;
  const { request } = found;
  const [stored] = await services.customers.load([found.request.customerId]);
  const { closure, sourceIds } =
    stored === undefined ? await frozenBefore(requestId, services) : frozenOf(stored, request);
  if (stored !== undefined)
    await services.privacyRequests.putDetails(requestId, { closure: [...closure], sourceIds });
  const spokes = await services.governance.spokes();
  const names = spokes
    .map(({ value }) => value)
    .filter((spoke) => isConcerned(spoke, sourceIds))
    .map(({ name }) => name)
    // A repeated call cuts the spokes into the same transactions.
    .sort();
  const at = services.clock();
  const dueAt = await taskDueAt(request, at, services);
  const { correlationId } = request;
  const change = { actor: 'system:privacy', action: 'privacy-request.order', correlationId, at };
  for (let from = 0; from === 0 || from < names.length; from += atOnce) {
    const some = names.slice(from, from + atOnce);
    await services.privacyRequests.move(
      requestId,
      (before) =>
        advance(before, {
          type: 'order',
          closure,
          spokes: some.map((spoke) => ({ spoke, isMandatory: true, dueAt })),
          isLast: from + atOnce >= names.length,
          at,
        }),
      change,
    );
  }
  services.log('privacy request ordered', { requestId, spokes: names.length, correlationId });
}

/** The house's target for a spoke's task, and never later than the answer is due. */
async function taskDueAt(
  request: PrivacyRequest,
  sentAt: string,
  services: PrivacyServices,
): Promise<string> {
  const told: Order = { state: 'open', isMandatory: true, sentAt, dueAt: sentAt };
  const { clocks } = await clocksFor({ ...request, orders: { any: told } }, services);
  return clocks.find(({ kind }) => kind === 'task')?.dueAt ?? sentAt;
}

interface Frozen {
  readonly closure: readonly string[];
  /** By spoke. */
  readonly sourceIds: Readonly<Record<string, string[]>>;
}

/** Of whom it was made sure: spokes do nothing to who was merged with the person since. */
function frozenOf({ customer }: StoredCustomer, request: PrivacyRequest): Frozen {
  const members = customer.members.filter(({ customerId }) => isSureOf(request, [customerId]));
  const records = members.flatMap((member) => member.records);
  const bySpoke = Map.groupBy(records, ({ spoke }) => spoke);
  return {
    closure: members.map(({ customerId }) => customerId),
    sourceIds: Object.fromEntries(
      [...bySpoke].map(([spoke, own]) => [spoke, own.map(({ sourceId }) => sourceId)]),
    ),
  };
}

/** The customer is gone already: what an earlier call froze tells who it was. */
async function frozenBefore(requestId: string, services: PrivacyServices): Promise<Frozen> {
  const details = await services.privacyRequests.details(requestId);
  return {
    closure: (details?.closure ?? []) as readonly string[],
    sourceIds: (details?.sourceIds ?? {}) as Frozen['sourceIds'],
  };
}

/** Who holds records of the person, and who hears of customers: it may have what it was told of. */
const isConcerned = (
  { name, delivery }: Governed<Spoke>['value'],
  sourceIds: Frozen['sourceIds'],
): boolean => name !== hubSpoke && (sourceIds[name] !== undefined || delivery?.events !== false);
