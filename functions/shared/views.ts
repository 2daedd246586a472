import { applyLens } from '#core/access/apply-lens';
import { wholeLens } from '#core/access/lens';
import { attributeOfKey, readableAt, readableOf } from '#core/access/readable';
import type { StoredCustomer } from '#core/identity/change';
import type { AttributeLineage, GoldenRecord } from '#core/identity/customer';
import type { JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { CustomerSummary } from '#store/ports';
import { readSchema } from './context.ts';
import type { Call, Services } from './handle.ts';
import { type Sight, sightOf } from './sight.ts';

type Asks = Pick<Call<never>, 'access'>;
type Governs = Pick<Services, 'governance'>;

/** The golden record as the API shows it to this caller, through a lens where there is one. */
export const customerView = (
  { customer, revision, updatedAt }: StoredCustomer,
  call: Asks,
  services: Governs,
) =>
  summaryView(
    {
      customerId: customer.customerId,
      schema: customer.schema,
      golden: customer.golden,
      revision,
      updatedAt,
    },
    call,
    services,
  );

/** Those of them that the caller may see: a split may take one out of his units. */
export const customerViews = (stored: readonly StoredCustomer[], call: Asks, services: Governs) =>
  Promise.all(
    stored
      .filter(({ customer }) =>
        call.access.may('customer:read', call.access.customer(customer.golden)),
      )
      .map((each) => customerView(each, call, services)),
  );

export async function summaryView(
  { customerId, schema: schemaName, golden, revision, updatedAt }: CustomerSummary,
  { access }: Asks,
  services: Governs,
) {
  const schema = await readSchema(services, schemaName);
  const sight = sightOf(access, access.customer(golden));
  return {
    customerId,
    schema: schemaName,
    schemaVersion: golden.schemaVersion,
    ...shown(golden.attributes, schema, sight),
    updatedAt,
    revision,
  };
}

/** What the caller may read of these attributes; a steward is told what else is there. */
export function shown(
  attributes: JsonObject,
  schema: Pick<CustomerSchema, 'attributes'>,
  { mayRead, isSteward, lens }: Sight,
): { readonly attributes: JsonObject; readonly hidden?: readonly string[] } {
  const readable = readableOf(attributes, schema, mayRead);
  const seen =
    lens === wholeLens
      ? { attributes: readable.attributes, hidden: [] }
      : applyLens(lens, readable.attributes, schema);
  const hidden = [...readable.hidden, ...seen.hidden.map((name) => `/${name}`)].toSorted();
  return {
    attributes: seen.attributes,
    ...(isSteward && hidden.length > 0 && { hidden }),
  };
}

/** The lineage without values that may not be read; of an attribute that may not be read, to stewards alone. */
export function lineageView(
  { lineage }: Pick<GoldenRecord, 'lineage'>,
  schema: Pick<CustomerSchema, 'attributes'>,
  { mayRead, isSteward }: Sight,
) {
  const entries = Object.entries(lineage).flatMap(([key, each]) => {
    const name = attributeOfKey(key);
    const definition = schema.attributes.find((attribute) => attribute.name === name);
    const isReadable = mayRead(definition?.classification ?? 'sensitive', name);
    return isReadable || isSteward ? [[key, entryView(key, each, schema, mayRead)] as const] : [];
  });
  return Object.fromEntries(entries);
}

const entryView = (
  key: string,
  { runnersUp, ...entry }: AttributeLineage,
  schema: Pick<CustomerSchema, 'attributes'>,
  mayRead: Sight['mayRead'],
) => ({
  ...entry,
  runnersUp: runnersUp.map(({ value, sources }) => {
    const readable = readableAt(key, value, schema, mayRead);
    return { ...(readable !== undefined && { value: readable }), sources };
  }),
});

export const etag = (revision: number) => ({ etag: `"${revision}"` });
