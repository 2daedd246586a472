import { rootUnit } from '#core/access/grant';
import { Refusal } from '#core/kernel/refusal';
import { hubSpoke, readSchema } from '#functions/shared/context';
import { Answer, type Caller, type Handle } from '#functions/shared/handle';
import { ingest } from '#functions/shared/ingest';
import { addConsents, checkConsents } from '#functions/shared/record-consents';
import { ingestView, recordSight } from '#functions/shared/sight';
import { anyUse } from '#functions/shared/use-of';
import type { originateCustomer } from './contract.ts';

/**
 * A record born in the hub, under the spoke `hub`. It goes the same way as any spoke's record: when
 * the customer exists already it is linked (200), else a customer is created (201).
 */
export const handleOriginateCustomer: Handle<typeof originateCustomer> = async (
  { body, caller, access, actorId, correlationId },
  services,
) => {
  const orgUnit = body.orgUnit ?? onlyUnitOf(caller);
  access.require('customer:write', access.unit(orgUnit));
  const unit = await services.governance.orgUnits.read(orgUnit);
  if (unit === undefined || unit.value.isRemoved)
    throw new Refusal('org-unit.not-found', [
      { pointer: '/orgUnit', rule: 'known', message: 'names a unit that does not exist' },
    ]);
  const newCustomerId = services.newId('cus');
  const { consents: stated = [], schema: schemaName, attributes } = body;
  if (stated.length > 0) access.require('consent:write', access.unit(orgUnit));
  const record = { spoke: hubSpoke, sourceId: newCustomerId, schema: schemaName, attributes };
  const consents = await checkConsents(stated, record, actorId, services);
  const ingested = await ingest(
    {
      ...record,
      updatedAt: services.clock(),
      provenance: body.provenance ?? 'first-party',
      newCustomerId,
      ...(orgUnit !== rootUnit && { orgUnit }),
    },
    {
      actor: actorId,
      action: 'customer.originate',
      correlationId,
      ...(body.reason !== undefined && { reason: body.reason }),
    },
    services,
  );
  const { customerId, outcome } = ingested.answer;
  const consentsAdded = await addConsents(consents, ingested.holder, correlationId, services);
  services.log('customer originated', { customerId, outcome, correlationId });
  const schema = await readSchema(services, body.schema);
  // What the caller has just said himself is no news to him.
  const sight = recordSight(access, { spoke: hubSpoke, orgUnit }, anyUse);
  const view = await ingestView(ingested, schema, { sight, access }, services);
  return new Answer(
    { ...view, ...(stated.length > 0 && { consentsAdded }) },
    {
      status: customerId === newCustomerId ? 201 : 200,
      headers: { location: `/v1/customers/${customerId}` },
    },
  );
};

const onlyUnitOf = ({ grants }: Caller): string => {
  const [unit = rootUnit, ...others] = new Set(grants.map((each) => each.orgUnit));
  return others.length === 0 ? unit : rootUnit;
};
