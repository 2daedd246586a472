import { applyLens } from '#core/access/apply-lens';
import { showsAttribute } from '#core/access/lens';
import { attributeOfKey, readableAt, readableOf, sensitiveAttributes } from '#core/access/readable';
import type { StoredCustomer } from '#core/identity/change';
import type { AttributeLineage, GoldenRecord } from '#core/identity/customer';
import type { Instant, JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { CustomerSummary } from '#store/ports';
import { readSchema } from './context.ts';
import { governanceAt } from './governance-at.ts';
import type { Call, Services } from './handle.ts';
import { type Sight, sightOf } from './sight.ts';
import { type Use, type Used, useOf } from './use-of.ts';

type Asks = Pick<Call<never>, 'access'>;
type Governs = Pick<Services, 'governance' | 'consents' | 'clock'>;

/** The golden record as the API shows it to this caller, through his lens. */
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
      members: customer.members,
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

/**
 * `asOf`: masks are laid over the types of then. What is classified how, today's schema says, and
 * `use` what leaves for the purpose of the call today, of everybody whose golden record that was.
 */
export async function summaryView(
  summary: CustomerSummary & Pick<Used, 'members'>,
  { access }: Asks,
  services: Governs,
  { asOf, use }: { readonly asOf?: Instant; readonly use?: Use } = {},
) {
  const { customerId, schema: schemaName, golden, revision, updatedAt } = summary;
  const schema = await readSchema(services, schemaName);
  const then = (await governanceAt(services, asOf).schema(schemaName))?.value ?? schema;
  const sight = sightOf(
    access,
    access.customer(golden),
    use ?? (await useOf(summary, access, services)),
  );
  return {
    customerId,
    schema: schemaName,
    schemaVersion: golden.schemaVersion,
    ...shown(golden.attributes, schema, sight, then),
    updatedAt,
    revision,
  };
}

/**
 * What the caller may read of these attributes through his lens. A steward is told what else is there,
 * everybody what the lens says is there and hidden.
 */
export function shown(
  attributes: JsonObject,
  schema: Pick<CustomerSchema, 'attributes'>,
  { maySee, isSteward, lens, sensitiveShown }: Sight,
  then = schema,
): { readonly attributes: JsonObject; readonly hidden?: readonly string[] } {
  const inLens = Object.entries(attributes).filter(([name]) => showsAttribute(lens, name));
  const readable = readableOf(Object.fromEntries(inLens), schema, maySee);
  const seen = applyLens(lens, readable.attributes, then);
  const sensitive = new Set(sensitiveAttributes(schema.attributes));
  for (const name of Object.keys(seen.attributes))
    if (sensitive.has(name) && maySee('sensitive', name)) sensitiveShown.add(name);
  const hidden = [
    ...(isSteward ? readable.hidden : []),
    ...seen.hidden.map((name) => `/${name}`),
  ].toSorted();
  return { attributes: seen.attributes, ...(hidden.length > 0 && { hidden }) };
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
