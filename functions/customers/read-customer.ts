import { Refusal } from '#core/kernel/refusal';
import { readLiving } from '#functions/shared/context';
import { Answer, type Handle, type Services } from '#functions/shared/handle';
import { customerView, etag, summaryView } from '#functions/shared/views';
import { cursorOf, refuseCursor } from '#store/cursor';
import type { readCustomer, readLineage, readSources } from './contract.ts';

/** The golden record, now or as it was believed at `asOf`. A retired id answers 301 to the living one. */
export const handleReadCustomer: Handle<typeof readCustomer> = async (
  { params, query },
  services,
) => {
  if (query.asOf !== undefined) return readAsOf(params.customerId, query.asOf, services);
  const stored = await readLiving(services, params.customerId, (id) => id);
  return new Answer(customerView(stored), { headers: etag(stored.revision) });
};

async function readAsOf(customerId: string, asOf: string, { customers }: Services) {
  const version = await customers.versionAt(customerId, asOf);
  if (version === undefined) throw new Refusal('customer.not-found');
  if (version.mergedInto !== undefined)
    throw new Refusal('customer.retired', [], {
      location: `/v1/customers/${version.mergedInto}?asOf=${encodeURIComponent(asOf)}`,
    });
  const { golden, at, sequence } = version;
  if (golden === undefined) throw new Refusal('customer.removed');
  return summaryView({
    customerId,
    schema: golden.schema,
    golden,
    revision: sequence,
    updatedAt: at,
  });
}

/** Every source record, with the constituent it stands under; of a bound caller's spoke alone. */
export const handleReadSources: Handle<typeof readSources> = async (
  { params, query: { limit, cursor }, caller },
  services,
) => {
  const { customer } = await readLiving(services, params.customerId, (id) => `${id}/sources`);
  const all = customer.members.flatMap((member) =>
    member.records
      .filter(({ spoke }) => caller.spoke === undefined || caller.spoke === spoke)
      // A place names no source id: cursors stand in addresses, source ids may be personal.
      .map((record, at) => ({
        item: { ...record, constituentId: member.customerId },
        place: cursorOf([member.customerId, at]),
      })),
  );
  const from = cursor === undefined ? 0 : all.findIndex(({ place }) => place === cursor);
  if (from < 0) refuseCursor();
  const next = all[from + limit];
  return {
    items: all.slice(from, from + limit).map(({ item }) => item),
    ...(next !== undefined && { cursor: next.place }),
  };
};

/** Why each golden value is what it is. */
export const handleReadLineage: Handle<typeof readLineage> = async ({ params }, services) => {
  const { customer } = await readLiving(services, params.customerId, (id) => `${id}/lineage`);
  const { attributes, lineage } = customer.golden;
  return { customerId: customer.customerId, attributes, lineage };
};
