import { Refusal } from '#core/kernel/refusal';
import { hubSpoke, readSchema } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { ingest } from '#functions/shared/ingest';
import { ingestView, recordSight } from '#functions/shared/sight';
import type { putRecord } from './contract.ts';

/**
 * Takes one source record in. Out of order, repeated and concurrent calls are normal: an older
 * `updatedAt` never overwrites and the same record twice changes nothing.
 *
 * Writes one transaction; the stream then publishes `customer.created.v1` or `customer.changed.v1`.
 */
export const handlePutRecord: Handle<typeof putRecord> = async (
  { params, body, access, actorId, correlationId },
  services,
) => {
  const spoke = await services.governance.spoke(params.spoke);
  if (spoke === undefined || params.spoke === hubSpoke) throw new Refusal('spoke.not-found');

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
  services.log('record taken in', { spoke: params.spoke, customerId, outcome, correlationId });
  const schema = await readSchema(services, body.schema);
  return ingestView(ingested, schema, { sight: recordSight(access, params), access });
};
