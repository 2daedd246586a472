import { Refusal } from '#core/kernel/refusal';
import { hubSpoke, readSchema } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { ingest } from '#functions/shared/ingest';
import { addConsents, checkConsents } from '#functions/shared/record-consents';
import { ingestView, recordSight } from '#functions/shared/sight';
import { anyUse } from '#functions/shared/use-of';
import type { putRecord } from './contract.ts';

/**
 * Takes one source record in. Out of order, repeated and concurrent calls are normal: an older
 * `updatedAt` never overwrites and the same record twice changes nothing. Its consents follow it in a
 * transaction of their own; whoever got no answer sends both again, and each is there once.
 *
 * Writes one transaction, and one more with consents; the stream then publishes `customer.created.v1` or `customer.changed.v1`.
 */
export const handlePutRecord: Handle<typeof putRecord> = async (
  { params, body, access, actorId, correlationId },
  services,
) => {
  const spoke = await services.governance.spoke(params.spoke);
  if (spoke === undefined || params.spoke === hubSpoke) throw new Refusal('spoke.not-found');
  const { consents: stated = [] } = body;
  if (stated.length > 0) access.require('consent:write', access.spoke(params.spoke));
  const consents = await checkConsents(stated, { ...params, ...body }, actorId, services);

  const ingested = await ingest(
    {
      ...params,
      schema: body.schema,
      attributes: body.attributes,
      updatedAt: body.updatedAt,
      provenance: body.provenance ?? spoke.value.provenance ?? 'first-party',
      newCustomerId: services.newId('cus'),
    },
    {
      actor: actorId,
      action: 'record.upsert',
      correlationId,
      ...(body.reason !== undefined && { reason: body.reason }),
    },
    services,
  );
  const { customerId, outcome } = ingested.answer;
  const consentsAdded = await addConsents(consents, ingested.holder, correlationId, services);
  services.log('record taken in', {
    spoke: params.spoke,
    customerId,
    outcome,
    correlationId,
    ...(stated.length > 0 && { consentsAdded }),
  });
  const schema = await readSchema(services, body.schema);
  // What the caller has just said itself is no news to it.
  const sight = recordSight(access, params, anyUse);
  const view = await ingestView(ingested, schema, { sight, access }, services);
  return { ...view, ...(stated.length > 0 && { consentsAdded }) };
};
