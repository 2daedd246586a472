import { wholeLens } from '#core/access/lens';
import { Refusal } from '#core/kernel/refusal';
import { findTraces, readLiving, readSchema } from '#functions/shared/context';
import { Answer, type Call, type Handle, type Services } from '#functions/shared/handle';
import { isShown } from '#functions/shared/lens-of';
import { mayReadRecord, recordSight, sightOf } from '#functions/shared/sight';
import { recordsOf, usedOf, useOf } from '#functions/shared/use-of';
import { useOfPast } from '#functions/shared/use-of-past';
import { customerView, etag, lineageView, shown, summaryView } from '#functions/shared/views';
import { cursorOf, refuseCursor } from '#store/cursor';
import type { readCustomer, readLineage, readSources } from './contract.ts';

/** The golden record, now or as it was believed at `asOf`. A retired id answers 301 to the living one. */
export const handleReadCustomer: Handle<typeof readCustomer> = async (call, services) => {
  const { params, query, access } = call;
  if (query.asOf !== undefined) return readAsOf(params.customerId, query.asOf, call, services);
  const asking = { access, permission: 'customer:read' } as const;
  const lens = query.lens === undefined ? '' : `?lens=${query.lens}`;
  const stored = await readLiving(services, asking, params.customerId, (id) => `${id}${lens}`);
  return new Answer(await customerView(stored, call, services), {
    headers: etag(stored.revision),
  });
};

async function readAsOf(
  customerId: string,
  asOf: string,
  call: Pick<Call<typeof readCustomer>, 'access' | 'caller' | 'query'>,
  services: Services,
) {
  const { access, caller, query } = call;
  // Whom a lens showed then, its definition of then says, below; a spoke looks through that of today.
  const today = caller.spoke === undefined ? access.through(wholeLens) : access;
  const asking = { access: today, permission: 'customer:read' } as const;
  const living = await findTraces(services, asking, customerId);
  const version = await services.customers.versionAt(customerId, asOf);
  if (version === undefined) throw new Refusal('customer.not-found');
  if (version.mergedInto !== undefined)
    throw new Refusal('customer.retired', [], {
      location: `/v1/customers/${version.mergedInto}?${new URLSearchParams({
        asOf,
        ...(query.lens !== undefined && { lens: query.lens }),
      })}`,
    });
  const { golden, at, sequence } = version;
  if (golden === undefined) throw new Refusal('customer.removed');
  if (!(await isShown({ customerId, schema: golden.schema, golden }, access, services, asOf)))
    throw new Refusal('customer.not-found');
  return summaryView(
    { customerId, schema: golden.schema, golden, revision: sequence, updatedAt: at },
    call,
    services,
    { asOf, use: await useOfPast(golden, living, access, services) },
  );
}

/** Every source record that the caller may read, with the constituent it stands under. */
export const handleReadSources: Handle<typeof readSources> = async (
  { params, query: { limit, cursor }, access },
  services,
) => {
  const asking = { access, permission: 'record:read' } as const;
  const stored = await readLiving(services, asking, params.customerId, (id) => `${id}/sources`);
  const { customer } = stored;
  const use = await useOf(usedOf(stored), access, services, recordsOf(customer));
  const all = customer.members.flatMap((member) =>
    member.records
      .filter((record) => mayReadRecord(access, record))
      // A place names no source id: cursors stand in addresses, source ids may be personal.
      .map((record, at) => ({
        item: { ...record, constituentId: member.customerId },
        sight: recordSight(access, record, use),
        place: cursorOf([member.customerId, at]),
      })),
  );
  const from = cursor === undefined ? 0 : all.findIndex(({ place }) => place === cursor);
  if (from < 0) refuseCursor();
  const next = all[from + limit];
  const page = all
    .slice(from, from + limit)
    .map(async ({ item: { orgUnit: _, ...item }, sight }) => ({
      ...item,
      ...shown(item.attributes, await readSchema(services, item.schema), sight),
    }));
  return {
    items: await Promise.all(page),
    ...(next !== undefined && { cursor: next.place }),
  };
};

/** Why each golden value is what it is. */
export const handleReadLineage: Handle<typeof readLineage> = async (
  { params, access },
  services,
) => {
  const asking = { access, permission: 'customer:read' } as const;
  const stored = await readLiving(services, asking, params.customerId, (id) => `${id}/lineage`);
  const { customer } = stored;
  const schema = await readSchema(services, customer.schema);
  const use = await useOf(usedOf(stored), access, services, recordsOf(customer));
  const sight = sightOf(access, access.customer(customer.golden), use);
  return {
    customerId: customer.customerId,
    ...shown(customer.golden.attributes, schema, sight),
    lineage: lineageView(customer.golden, schema, sight),
  };
};
