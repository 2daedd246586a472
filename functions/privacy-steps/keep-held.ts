import type { RestrictionEvent } from '#core/consent/restriction';
import { restrictionsOf } from '#core/consent/restriction';
import type { StoredCustomer } from '#core/identity/change';
import { createCustomer } from '#core/identity/create';
import type { Blocked } from '#core/privacy-request/blocked-by';
import { keptSourceId } from '#core/privacy-request/kept';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { contextFor, hubSpoke } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import { membersOf, rootOf } from '#functions/shared/record-consent';
import { withRetry } from '#functions/shared/retry';

type Request = Pick<PrivacyRequest, 'requestId' | 'correlationId'>;

/**
 * Keeps what a hold blocks, and nothing else: a customer of its own, under a key of its own, with one
 * record of the hub that holds the golden values of these attributes alone, held and restricted. The
 * key of the person, and with it every earlier version, can go then. It has no match keys, and batch
 * dedupe passes it over: nothing is ever joined to it. Repeating it changes nothing.
 */
export async function keepHeld(
  keptAs: string,
  { customer }: StoredCustomer,
  { attributes, code, until }: Blocked,
  { requestId, correlationId }: Request,
  services: Services,
): Promise<void> {
  const context = await contextFor(services, customer.schema);
  const golden = Object.entries(customer.golden.attributes);
  const record = {
    spoke: hubSpoke,
    sourceId: keptSourceId(keptAs),
    schema: customer.schema,
    attributes: Object.fromEntries(golden.filter(([name]) => attributes.includes(name))),
    updatedAt: context.at,
    receivedAt: context.at,
    provenance: 'first-party',
  } as const;
  await withRetry(async () => {
    if ((await services.customers.load([keptAs])).length > 0) return;
    await services.customers.commit({
      before: [],
      ...createCustomer(keptAs, record, context),
      matchKeys: {},
      considered: [],
      cause: {
        actor: 'system:privacy',
        action: 'customer.keep-held',
        correlationId,
        causationId: requestId,
      },
      at: context.at,
    });
  });
  const [kept] = await services.customers.load([keptAs]);
  if (kept === undefined) return;
  await place(
    kept,
    { kind: 'legal-hold', ground: code, until },
    requestId,
    correlationId,
    services,
  );
  await restrict(
    kept,
    { code, ...(until !== undefined && { until }) },
    { requestId, correlationId },
    services,
  );
}

/** What may not be erased is not used meanwhile. Repeating it changes nothing. */
export const restrict = (
  stored: StoredCustomer,
  { code, until }: Pick<Blocked, 'code' | 'until'>,
  { requestId, correlationId }: Request,
  services: Services,
): Promise<void> =>
  place(stored, { kind: 'restriction', ground: code, until }, requestId, correlationId, services);

interface Placing {
  readonly kind: 'restriction' | 'legal-hold';
  readonly ground: Blocked['code'];
  readonly until: string | undefined;
}

const place = (
  before: StoredCustomer,
  { kind, ground, until }: Placing,
  requestId: string,
  correlationId: string,
  services: Services,
): Promise<void> =>
  withRetry(async () => {
    const { customerId } = before.customer;
    const [stored] = await services.customers.load([customerId]);
    if (stored === undefined) return;
    const at = services.clock();
    const members = membersOf(stored);
    const { restrictions } = await services.consents.read(members);
    const isPlaced = restrictionsOf(restrictions, { members, knownAt: at }).some(
      (each) => each.kind === kind && each.ground === ground && each.until === until,
    );
    if (isPlaced) return;
    const event: RestrictionEvent = {
      eventId: services.newId('rst'),
      customerId,
      kind,
      ground,
      ...(until !== undefined && { until }),
      at,
      recordedAt: at,
    };
    const actor = 'system:privacy';
    await services.consents.append(
      event,
      { collection: { method: 'request' }, evidence: requestId, actor },
      rootOf(stored),
      { actor, action: `${kind}.placed`, correlationId, reason: requestId, at },
    );
  });
