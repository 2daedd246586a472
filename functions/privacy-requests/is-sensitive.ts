import type { StoredCustomer } from '#core/identity/change';
import { holdsSensitive } from '#core/privacy-request/holds-sensitive';
import { readSchema } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';

/** Whether anything sensitive is held of a customer, by the schema that is in force. */
export async function isSensitive(
  { customer }: StoredCustomer,
  services: Pick<Services, 'governance'>,
): Promise<boolean> {
  const schema = await readSchema(services, customer.schema);
  return holdsSensitive(customer.golden.attributes, schema);
}
