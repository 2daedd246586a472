import type { Vouched } from '#core/access/vouched';
import type { StoredCustomer } from '#core/identity/change';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { Services } from './handle.ts';
import { actorOfPerson, type Person } from './person.ts';
import { provenRecords } from './proven-records.ts';

/** Of which records this session shows that they are the calling customer's own. */
export const vouchedFor = async (
  person: Person,
  { customer }: StoredCustomer,
  schema: CustomerSchema,
  services: Pick<Services, 'consents' | 'doorSessions'>,
): Promise<Vouched> => ({
  records: await provenRecords(person, customer, schema, services),
  isSignedIn: person.accountToken !== undefined,
  actor: actorOfPerson(person.customerId),
});
