import { hubSpoke } from '#functions/shared/context';
import { Answer, type Handle } from '#functions/shared/handle';
import { ingest } from '#functions/shared/ingest';
import type { originateCustomer } from './contract.ts';

/**
 * A record born in the hub, under the spoke `hub`. It goes the same way as any spoke's record: when
 * the customer exists already it is linked (200), else a customer is created (201).
 */
export const handleOriginateCustomer: Handle<typeof originateCustomer> = async (
  { body, actorId, correlationId },
  services,
) => {
  const newCustomerId = services.newId('cus');
  const answer = await ingest(
    {
      spoke: hubSpoke,
      sourceId: newCustomerId,
      schema: body.schema,
      attributes: body.attributes,
      updatedAt: services.clock(),
      provenance: body.provenance ?? 'first-party',
      newCustomerId,
    },
    {
      actor: actorId,
      action: 'customer.originate',
      correlationId,
      ...(body.reason !== undefined && { reason: body.reason }),
    },
    services,
  );
  const { customerId, outcome } = answer;
  services.log('customer originated', { customerId, outcome, correlationId });
  return new Answer(answer, {
    status: customerId === newCustomerId ? 201 : 200,
    headers: { location: `/v1/customers/${customerId}` },
  });
};
