import type { Crosswalk } from '#core/identity/customer';
import { Refusal } from '#core/kernel/refusal';
import { readSchema } from '#functions/shared/context';
import type { Handle, Services } from '#functions/shared/handle';
import { mayReadRecord, recordSight } from '#functions/shared/sight';
import { usedOf, useOf } from '#functions/shared/use-of';
import { shown } from '#functions/shared/views';
import type { readCrosswalk, readRecord } from './contract.ts';

/** The customer that holds a source record now, and the member under whose id it stands. */
export async function findHolder({ customers }: Pick<Services, 'customers'>, crosswalk: Crosswalk) {
  const memberId = await customers.crosswalk(crosswalk);
  const [stored] = memberId === undefined ? [] : await customers.load([memberId]);
  if (memberId === undefined || stored === undefined) throw new Refusal('record.not-found');
  return { memberId, stored };
}

/** What the hub holds of one source record. Refuses an unknown one. */
export const handleReadRecord: Handle<typeof readRecord> = async ({ params, access }, services) => {
  const { stored } = await findHolder(services, params);
  const record = stored.customer.members
    .flatMap((member) => member.records)
    .find((each) => each.spoke === params.spoke && each.sourceId === params.sourceId);
  if (record === undefined || !mayReadRecord(access, record)) throw new Refusal('record.not-found');
  const { schema, attributes, updatedAt, receivedAt, provenance } = record;
  const use = await useOf(usedOf(stored), access, services, [attributes]);
  const sight = recordSight(access, record, use);
  return {
    customerId: stored.customer.customerId,
    schema,
    ...shown(attributes, await readSchema(services, schema), sight),
    updatedAt,
    receivedAt,
    provenance,
  };
};

/** spoke + source id → the living customer. */
export const handleReadCrosswalk: Handle<typeof readCrosswalk> = async ({ params }, services) => {
  const { stored } = await findHolder(services, params);
  return { customerId: stored.customer.customerId };
};
