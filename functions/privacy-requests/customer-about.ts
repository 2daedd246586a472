import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import { contactPointIn } from '#functions/shared/contact-point-in';
import { followLiving, readSchema } from '#functions/shared/context';
import type { Call, Services } from '#functions/shared/handle';
import { admitAttributes } from '#functions/shared/ingest';
import type { createPrivacyRequest } from './contract.ts';
import { livingBehind } from './living-behind.ts';
import type { About } from './request-fields.ts';

type Asking = Pick<Call<typeof createPrivacyRequest>, 'access' | 'caller'>;
const openly = 'request:open';

/** A customer by the hub's own id. A spoke's token asks for those that the spoke holds; others are not there for it. */
export async function heldCustomer(
  customerId: string,
  { access, caller }: Asking,
  services: Services,
): Promise<StoredCustomer> {
  const stored = await followLiving(services, { access, permission: openly }, customerId);
  const { spoke } = caller;
  const isHeld = stored.customer.members.some(({ records }) =>
    records.some((each) => each.spoke === spoke),
  );
  if (spoke !== undefined && !isHeld) throw new Refusal('customer.not-found');
  return stored;
}

/**
 * Whom a crosswalk leads to now. An address or a description is checked and identifies nobody: an
 * officer decides among the candidates.
 */
export async function customerAbout(
  about: About,
  { access }: Asking,
  services: Services,
): Promise<StoredCustomer | undefined> {
  if ('contactPoint' in about) {
    if (contactPointIn(about.contactPoint) !== undefined) return undefined;
    throw new Refusal('privacy-request.invalid', [
      {
        pointer: '/about/contactPoint',
        rule: 'contact-point',
        message: 'is neither an address nor a number with its country',
      },
    ]);
  }
  if ('attributes' in about) {
    try {
      const schema = await readSchema(services, about.schema);
      admitAttributes(about.attributes, schema, services.clock());
    } catch (error) {
      throw error instanceof Refusal ? inAbout(error) : error;
    }
    return undefined;
  }
  access.require(openly, access.spoke(about.spoke));
  const customerId = await services.customers.crosswalk(about);
  return customerId === undefined ? undefined : livingBehind(customerId, services);
}

/** What is wrong with a description lies below `about`. */
const inAbout = ({ code, violations, headers }: Refusal): Refusal =>
  new Refusal(
    code,
    violations.map((each) => ({ ...each, pointer: `/about${each.pointer}` })),
    headers,
  );
