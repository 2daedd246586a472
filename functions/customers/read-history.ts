import { showsAttribute } from '#core/access/lens';
import { Refusal } from '#core/kernel/refusal';
import { findTraces, readSchema } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { sightOf } from '#functions/shared/sight';
import { useOfPast } from '#functions/shared/use-of-past';
import { shown } from '#functions/shared/views';
import type { CustomerVersion } from '#store/ports';
import type { readEvents, readHistory } from './contract.ts';

/** The versions of a customer id, oldest first. They outlive merges and removal. */
export const handleReadHistory: Handle<typeof readHistory> = async (
  { params, query, access },
  services,
) => {
  const asking = { access, permission: 'customer:read' } as const;
  const living = await findTraces(services, asking, params.customerId);
  const page = await services.customers.versions(params.customerId, query);
  const entry = async (version: CustomerVersion) => {
    const { golden } = version;
    const changed = version.changed.filter((name) => showsAttribute(access.lens, name));
    if (golden === undefined) return historyEntry({ ...version, changed }, {});
    const schema = await readSchema(services, golden.schema);
    const use = await useOfPast(golden, living, access, services);
    const sight = sightOf(access, access.customer(golden), use);
    return historyEntry({ ...version, changed }, shown(golden.attributes, schema, sight));
  };
  return { ...page, items: await Promise.all(page.items.map(entry)) };
};

/** A value that may not be read is absent, not `null`: that says that there is none. */
function historyEntry(
  { changed, golden, customerId: _, ...entry }: CustomerVersion,
  { attributes = {}, hidden = [] }: Partial<ReturnType<typeof shown>>,
) {
  return {
    ...entry,
    changed: changed.map((attribute) => {
      const isThere = golden !== undefined && Object.hasOwn(golden.attributes, attribute);
      const now = isThere ? attributes[attribute] : null;
      const own = hidden.filter((each) => `${each}/`.startsWith(`/${attribute}/`));
      return {
        attribute,
        ...(now !== undefined && { now }),
        ...(own.length > 0 && { hidden: own }),
      };
    }),
  };
}

/** The audit chain of a customer id, oldest first. */
export const handleReadEvents: Handle<typeof readEvents> = async (
  { params, query, access },
  services,
) => {
  const asking = { access, permission: 'audit:read' } as const;
  await findTraces(services, asking, params.customerId);
  const page = await services.audit.entries(`customer:${params.customerId}`, query);
  if (page.items.length === 0 && query.cursor === undefined)
    throw new Refusal('customer.not-found');
  return page;
};
