import { identifyingAttributes } from '#core/access/identifying';
import { showsAttribute, wholeLens } from '#core/access/lens';
import { type OwnView, ownView, type Vouched } from '#core/access/vouched';
import type { StoredCustomer } from '#core/identity/change';
import type { GoldenRecord } from '#core/identity/customer';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { statesNow } from '#functions/shared/consent-states';
import { hubSpoke } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import { isShown } from '#functions/shared/lens-of';
import { isPerson } from '#functions/shared/person';
import type { Spoke } from '#store/ports';

/** What of his data a session may change. */
export const isCorrectable = (
  attribute: string,
  schema: CustomerSchema,
  { isSignedIn }: Vouched,
  { hidden }: OwnView,
): boolean =>
  (isSignedIn || !identifyingAttributes(schema).has(attribute)) &&
  !hidden.some((pointer) => `${pointer}/`.startsWith(`/${attribute}/`));

/** What is held of the customer, where it came from, what for, and who may read it; as this session may see it. */
export async function heldOf(
  stored: StoredCustomer,
  schema: CustomerSchema,
  vouched: Vouched,
  services: Services,
) {
  const { customer, revision, updatedAt } = stored;
  const { customerId, golden } = customer;
  const view = ownView(customer, schema, vouched);
  const names = Object.keys(golden.attributes).toSorted();
  const spokes = (await services.governance.spokes()).map(({ value }) => value);
  const recipients = await recipientsOf(stored, names, spokes, services);
  return {
    customerId,
    schema: customer.schema,
    ...view,
    held: names.map((attribute) => ({
      attribute,
      ...titleOf(schema.attributes.find(({ name }) => name === attribute)),
      sources: sourcesOf(golden, attribute, spokes),
      saidBy: saidBy(golden, attribute),
      isCorrectable: isCorrectable(attribute, schema, vouched, view),
    })),
    purposes: await purposesOf(stored, names, recipients, services),
    recipients,
    revision,
    updatedAt,
  };
}

const titleOf = (of: { readonly title?: string } | undefined) =>
  of?.title === undefined ? {} : { title: of.title };

function sourcesOf({ lineage }: GoldenRecord, attribute: string, spokes: readonly Spoke[]) {
  const sources = (Object.hasOwn(lineage, attribute) ? lineage[attribute] : undefined)?.sources;
  // A customer with a pinned attribute still has it from nowhere but the hub.
  return (sources ?? []).map(({ spoke, updatedAt: since }) => ({
    spoke,
    ...titleOf(spokes.find(({ name }) => name === spoke)),
    since,
  }));
}

function saidBy({ lineage }: GoldenRecord, attribute: string) {
  const pin = (Object.hasOwn(lineage, attribute) ? lineage[attribute] : undefined)?.pin;
  if (pin === undefined) return 'sources' as const;
  return isPerson(pin.actor) ? ('you' as const) : ('staff' as const);
}

/** The spokes that see this customer through their lens as things stand, with what each sees. */
export async function recipientsOf(
  { customer }: StoredCustomer,
  names: readonly string[],
  spokes: readonly Spoke[],
  services: Services,
) {
  const seen = await Promise.all(
    spokes
      .filter(({ name }) => name !== hubSpoke)
      .map(async (spoke) => {
        const { name, lens: lensName, purposes = [] } = spoke;
        const named =
          lensName === undefined ? undefined : await services.governance.lenses.read(lensName);
        const lens = named?.value ?? wholeLens;
        if (!(await isShown(customer, { lens }, services))) return [];
        const attributes = names.filter((each) => showsAttribute(lens, each));
        const own = lens.purpose === undefined ? purposes : [lens.purpose];
        const recipient = { spoke: name, ...titleOf(spoke), attributes, purposes: own };
        return attributes.length === 0 ? [] : [recipient];
      }),
  );
  return seen.flat();
}

/** Purposes that a lens or a recipient names, or of which the customer has said something. */
export async function purposesOf(
  { customer }: StoredCustomer,
  names: readonly string[],
  recipients: Awaited<ReturnType<typeof recipientsOf>>,
  { governance, consents, clock }: Services,
) {
  const [governed, lenses, standing] = await Promise.all([
    governance.purposes.list(),
    governance.lenses.list(),
    consents.standing(customer.customerId),
  ]);
  const purposes = governed.map(({ value }) => value);
  const states = standing === undefined ? [] : statesNow(standing, purposes, clock());
  return purposes.flatMap(({ name, title, benefit, legalBases }) => {
    const used = new Set([
      ...lenses
        .filter(({ value }) => value.purpose === name)
        .filter(({ value: { schema } }) => schema === undefined || schema === customer.schema)
        .flatMap(({ value }) => names.filter((each) => showsAttribute(value, each))),
      ...recipients
        .filter((each) => each.purposes.includes(name))
        .flatMap(({ attributes }) => attributes),
    ]);
    const said = states
      .filter(({ purpose }) => purpose === name)
      .map(({ channel, status, at }) => ({ channel, status, ...(at !== undefined && { at }) }));
    if (used.size === 0 && said.length === 0) return [];
    const attributes = names.filter((each) => used.has(each));
    const told = { purpose: name, title, ...(benefit !== undefined && { benefit }) };
    return [{ ...told, legalBases, attributes, states: said }];
  });
}
