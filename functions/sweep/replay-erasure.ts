import { assemble } from '#core/identity/assemble';
import type { ChangeFact, StoredCustomer } from '#core/identity/change';
import { changedAttributes } from '#core/identity/changed-attributes';
import type { Member } from '#core/identity/customer';
import { removeRecord } from '#core/identity/remove-record';
import { contextFor } from '#functions/shared/context';
import { matchKeysFor } from '#functions/shared/matching';
import { withRetry } from '#functions/shared/retry';
import type { StrayRecord, Tombstone } from '#store/erasure-replay';
import type { SweepServices } from './sweep.ts';

/**
 * Erases again in a restored table what was erased since. Whom the table shows as one with the erased
 * person, though they were apart at the end, is kept and made anew from what is theirs.
 */
export async function replayErasure(
  tombstone: Tombstone,
  services: SweepServices,
): Promise<Readonly<Record<string, number>>> {
  let removed = 0;
  // Two tombstones of one customer may be replayed at once: the later finds it done.
  return withRetry(async () => {
    const found = await services.maintenance.replay(tombstone);
    removed += found.removed;
    if (found.survivors.length > 0) await keep(found.survivors, tombstone.customerId, services);
    for (const stray of found.strays) await takeOut(stray, tombstone.customerId, services);
    return { removed, survivors: found.survivors.length, records: found.strays.length };
  });
}

const causeOf = (erasedId: string) => ({
  actor: 'system:sweep',
  action: 'erasure.replay',
  correlationId: `erasure-replay-${erasedId}`,
});

/** All at once: a half of them would hide the other half. */
async function keep(
  survivors: readonly StoredCustomer[],
  erasedId: string,
  services: SweepServices,
): Promise<void> {
  const made = await Promise.all(
    survivors.map(async ({ customer }) => {
      const context = await contextFor(services, customer.schema);
      const [root, ...others] = customer.members;
      const after = assemble(asRoot(root), others, context);
      const changed = changedAttributes(customer.golden, after.golden);
      const idMap = Object.fromEntries(
        customer.members.map(({ customerId }) => [customerId, customer.customerId]),
      );
      const { customerId } = customer;
      const fact: ChangeFact =
        root.parent === undefined
          ? { customerId, type: 'changed', changed }
          : { customerId, type: 'split', changed, idMap };
      return { after, fact };
    }),
  );
  await services.customers.commit({
    before: survivors,
    after: made.map(({ after }) => after),
    facts: made.map(({ fact }) => fact),
    matchKeys: {},
    cause: causeOf(erasedId),
    at: services.clock(),
  });
}

const asRoot = ({ parent: _parent, mergedBy: _mergedBy, ...constituent }: Member): Member =>
  constituent;

const takeOut = (
  { holderId, spoke, sourceToken }: StrayRecord,
  erasedId: string,
  services: SweepServices,
): Promise<void> =>
  withRetry(async () => {
    const [stored] = await services.customers.load([holderId]);
    if (stored === undefined) return;
    const records = stored.customer.members.flatMap((member) =>
      member.records.map((record) => ({ memberId: member.customerId, record })),
    );
    for (const { memberId, record } of records) {
      if (record.spoke !== spoke) continue;
      const token = await services.maintenance.sourceToken(spoke, record.sourceId);
      if (token !== sourceToken) continue;
      const context = await contextFor(services, stored.customer.schema);
      const transition = removeRecord(stored.customer, record, context);
      await services.customers.commit({
        before: [stored],
        ...transition,
        matchKeys: matchKeysFor(transition, [memberId], context.schema),
        cause: causeOf(erasedId),
        at: context.at,
      });
      return;
    }
  });
