import type { StoredCustomer } from '#core/identity/change';
import { explainPair } from '#core/identity/why';
import { modelFor } from '#core/matching/model-for';
import { followLiving, readSchema } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { clusterOf, matchKeysOf, readFrequencies, weighClusters } from '#functions/shared/matching';
import { readableCustomer, sightOf } from '#functions/shared/sight';
import { recordsOf, usedOf, useOf } from '#functions/shared/use-of';
import type { whyCustomers } from './contract.ts';

/**
 * Why two ids are, or are not, one customer: the merges between them, a steward's word, and the
 * score of the records under the one id against those under the other, with every contribution.
 */
export const handleWhyCustomers: Handle<typeof whyCustomers> = async (
  { params: { customerId, otherId }, access },
  services,
) => {
  const asking = { access, permission: 'customer:read' } as const;
  const [storedA, storedB] = await Promise.all([
    followLiving(services, asking, customerId),
    followLiving(services, asking, otherId),
  ]);
  const schema = await readSchema(services, storedA.customer.schema);
  const asCompared = async (stored: StoredCustomer): Promise<StoredCustomer> => {
    const { customer } = stored;
    const use = await useOf(usedOf(stored), access, services, recordsOf(customer));
    const sight = sightOf(access, access.customer(customer.golden), use);
    // A steward decides by how hidden values compare; what they are he is not told.
    if (sight.isSteward) return stored;
    return { ...stored, customer: readableCustomer(customer, schema, sight) };
  };
  const [a, b] = await Promise.all([asCompared(storedA), asCompared(storedB)]);
  const explanation = explainPair(
    { customerId, customer: a.customer },
    { customerId: otherId, customer: b.customer },
  );

  const [here, there] = [
    membersBehind(a, customerId, explanation.isSame),
    membersBehind(b, otherId, explanation.isSame),
  ];
  const frequencies = await readFrequencies(
    services,
    here.flatMap((each) => matchKeysOf(each, schema)),
    [a, b],
  );
  const admission =
    customerId === otherId || a.customer.schema !== b.customer.schema
      ? undefined
      : weighClusters(clusterOf(here, schema), clusterOf(there, schema), frequencies, schema);

  return {
    same: explanation.isSame,
    customerIds: [...new Set([a.customer.customerId, b.customer.customerId])],
    merges: explanation.isSame
      ? explanation.merges.map(({ mergedInto, ...step }) => ({ ...step, into: mergedInto }))
      : [],
    markedDifferent: !explanation.isSame && explanation.differences.length > 0,
    because: admission?.because ?? (explanation.isSame ? 'same-customer' : 'nothing-to-compare'),
    ...(admission && { decision: admission.decision, score: admission.score }),
    thresholds: modelFor(schema).thresholds,
  };
};

/** Of one customer, the member that was asked about; of two, each whole. */
const membersBehind = ({ customer }: StoredCustomer, asked: string, isSame: boolean) =>
  isSame ? customer.members.filter((member) => member.customerId === asked) : customer.members;
