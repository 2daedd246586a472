import { readSchema } from '#functions/shared/context';
import { Answer, type Handle } from '#functions/shared/handle';
import { vouchedFor } from '#functions/shared/own-records';
import { livingPerson, personOf } from '#functions/shared/person';
import { etag } from '#functions/shared/views';
import type { readMe } from './contract.ts';
import { heldOf } from './own-view.ts';

/** What is held of the calling customer. Leaves an audit entry with the names of what it shows. */
export const handleReadMe: Handle<typeof readMe> = async (call, services) => {
  const stored = await livingPerson(call, services);
  const schema = await readSchema(services, stored.customer.schema);
  const vouched = await vouchedFor(personOf(call), stored, schema, services);
  const held = await heldOf(stored, schema, vouched, services);
  await services.audit.record({
    actor: call.actorId,
    action: 'me.read',
    about: `customer:${held.customerId}`,
    changed: Object.keys(held.attributes).toSorted(),
    correlationId: call.correlationId,
  });
  return new Answer(held, { headers: etag(stored.revision) });
};
