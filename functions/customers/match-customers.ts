import { readableOf } from '#core/access/readable';
import type { StoredCustomer } from '#core/identity/change';
import type { JsonObject } from '#core/kernel/types';
import { chooseCandidate } from '#core/matching/admit';
import { emitMatchKeys } from '#core/matching/match-keys';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { standardise } from '#core/standardise/standardise';
import type { Access } from '#functions/shared/access';
import { readSchema } from '#functions/shared/context';
import type { Call, Handle, Services } from '#functions/shared/handle';
import { inOrder } from '#functions/shared/in-order';
import { admitAttributes } from '#functions/shared/ingest';
import { isShown } from '#functions/shared/lens-of';
import {
  type Candidates,
  findCandidates,
  matchKeysOf,
  type Weighed,
  weighRecord,
} from '#functions/shared/matching';
import { readableCustomer, type Sight, sightOf } from '#functions/shared/sight';
import { recordsOf, usedOf, useOf } from '#functions/shared/use-of';
import { shown } from '#functions/shared/views';
import type { matchCustomers } from './contract.ts';

/** So many customers' consents are read at once. */
const readsAtOnce = 20;

/** Who asks, and what he may do. */
type Asker = Pick<Call<typeof matchCustomers>, 'access' | 'caller'>;

/** Whom these attributes resemble. Writes nothing. */
export const handleMatchCustomers: Handle<typeof matchCustomers> = ({ body, ...call }, services) =>
  matchesOf(body, call, services);

/**
 * Whom these attributes resemble, best first, with every contribution to the score.
 * A customer is found and weighed by what the caller may read of him, and by nothing else: else the
 * question would be a way to try values.
 */
export async function matchesOf(
  sought: Call<typeof matchCustomers>['body'],
  asker: Asker,
  services: Services,
) {
  const { access } = asker;
  const schema = await readSchema(services, sought.schema);
  const { attributes } = admitAttributes(sought.attributes, schema, services.clock());
  const asked = readableOf(attributes, schema, mayReadSomewhere(asker));
  const keys = emitMatchKeys(standardise(asked.attributes, schema).record);

  const candidates = await findCandidates(services, keys, schema);
  const maySee = async ({ customer }: StoredCustomer) =>
    access.may('customer:read', access.customer(customer.golden)) &&
    (await isShown(customer, access, services));
  const sights = await inOrder(candidates.stored, readsAtOnce, async (stored) => {
    const { customer } = stored;
    if (!(await maySee(stored))) return undefined;
    const use = await useOf(usedOf(stored), access, services, recordsOf(customer));
    return sightOf(access, access.customer(customer.golden), use);
  });
  const weighed = candidates.stored.flatMap((stored, at) => {
    const sight = sights[at];
    if (sight === undefined) return [];
    const one = weighAsSeen(asked.attributes, stored, { ...candidates, schema, sight });
    return one === undefined ? [] : [{ ...one, sight }];
  });
  const { outcome } = chooseCandidate(
    weighed.map(({ stored, admission }) => ({ customerId: stored.customer.customerId, admission })),
  );
  return {
    outcome,
    candidates: weighed
      .toSorted((a, b) => b.admission.score.matchWeight - a.admission.score.matchWeight)
      .map(({ stored: { customer }, admission: { decision, because, score }, sight }) => ({
        customerId: customer.customerId,
        decision,
        because,
        ...shown(customer.golden.attributes, schema, sight),
        score,
      })),
    // How many share a value is known of all customers together.
    cappedKeys: access.may('customer:read', access.unit()) ? candidates.cappedKinds : [],
    ...(asked.hidden.length > 0 && { notAsked: asked.hidden }),
  };
}

/** One candidate by what may be read of him; `undefined` when that shares no key with the question. */
function weighAsSeen(
  asked: JsonObject,
  stored: StoredCustomer,
  {
    schema,
    sight,
    ...candidates
  }: Candidates & { readonly schema: CustomerSchema; readonly sight: Sight },
): Weighed | undefined {
  const { attributes } = readableOf(asked, schema, sight.mayRead);
  const { record } = standardise(attributes, schema);
  const customer = readableCustomer(stored.customer, schema, sight);
  const own = new Set(
    customer.members
      .flatMap((member) => matchKeysOf(member, schema))
      .map((key) => `${key.kind} ${key.text}`),
  );
  if (!emitMatchKeys(record).some((key) => own.has(`${key.kind} ${key.text}`))) return undefined;
  const seen = { ...candidates, stored: [{ ...stored, customer }] };
  const [weighed] = weighRecord(record, seen, schema);
  return weighed && { ...weighed, stored };
}

/** What the caller may read of anybody, wherever he holds a role. */
const mayReadSomewhere =
  ({ access, caller }: Asker): Sight['mayRead'] =>
  (classification) =>
    caller.grants.some(({ orgUnit }) => access.reads(classification, customerIn(access, orgUnit)));

const customerIn = (access: Access, orgUnit: string) => ({
  ...access.customer({ lineage: {} }),
  units: [orgUnit],
});
