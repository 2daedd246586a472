import type { StoredCustomer } from '#core/identity/change';
import type { Pin } from '#core/identity/customer';
import { pin, unpin } from '#core/identity/pin';
import { Refusal, type Violation } from '#core/kernel/refusal';
import type { Json } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { Access } from '#functions/shared/access';
import { act } from '#functions/shared/act';
import { checkRevision, readLiving, readSchema } from '#functions/shared/context';
import { Answer, type Call, type Handle, type Services } from '#functions/shared/handle';
import { admitAttributes } from '#functions/shared/ingest';
import { refuseHidingWhole } from '#functions/shared/refuse-hiding';
import { type Sight, sightOf } from '#functions/shared/sight';
import { anyUse, recordsOf, usedOf, useOf } from '#functions/shared/use-of';
import { customerView, etag, shown } from '#functions/shared/views';
import type { listPins, pinAttribute, unpinAttribute } from './contract.ts';

/** The pins of all members, the root's first. */
export const handleListPins: Handle<typeof listPins> = async ({ params, access }, services) => {
  const asking = { access, permission: 'customer:read' } as const;
  const at = (id: string) => `${id}/pins`;
  const stored = await readLiving(services, asking, params.customerId, at);
  const { customer } = stored;
  const schema = await readSchema(services, customer.schema);
  const use = await useOf(usedOf(stored), access, services, recordsOf(customer));
  const sight = sightOf(access, access.customer(customer.golden), use);
  return { items: customer.members.flatMap((member) => pinsSeen(member.pins, schema, sight)) };
};

/** A steward hears of a pin whose value he may not read; others of none. */
const pinsSeen = (pins: readonly Pin[], schema: CustomerSchema, sight: Sight) =>
  pins.flatMap(({ value, ...pin }) => {
    const { attributes, hidden } = shown({ [pin.attribute]: value }, schema, sight);
    const isShown = Object.hasOwn(attributes, pin.attribute);
    if (!isShown && hidden === undefined) return [];
    return [
      {
        ...pin,
        ...(isShown && { value: attributes[pin.attribute] ?? null }),
        ...(hidden !== undefined && { hidden }),
      },
    ];
  });

/** Pins one attribute. The value is checked by the schema like any entry. */
export const handlePinAttribute: Handle<typeof pinAttribute> = async (call, services) => {
  const { params, body, access, actorId, correlationId } = call;
  const { attribute } = body;
  const why = body.reason === undefined ? {} : { reason: body.reason };
  const value = await admitValue(params.customerId, body, access, services);
  let use = anyUse;
  const { stored } = await act(
    {
      read: async () => {
        const read = await readAt(params.customerId, 'pins', call, services);
        use = await useOf(usedOf(read), access, services);
        return [read];
      },
      decide: ([one], context) => {
        if (one === undefined) throw new Refusal('customer.not-found');
        refuseHidingWhole({ attribute, value }, one.customer, context.schema, { access, use });
        const pinned = { attribute, value, actor: actorId, pinnedAt: context.at, ...why };
        return pin(one.customer, pinned, context);
      },
      touches: () => [params.customerId],
      cause: { actor: actorId, action: 'customer.pin', correlationId, ...why },
    },
    services,
  );
  services.log('attribute pinned', { customerId: params.customerId, attribute, correlationId });
  return viewOf(stored, call, services);
};

/** Takes a pin away, whichever member it stands on. */
export const handleUnpinAttribute: Handle<typeof unpinAttribute> = async (call, services) => {
  const { params, actorId, correlationId } = call;
  const { customerId, attribute } = params;
  const { stored } = await act(
    {
      read: async () => [await readAt(customerId, `pins/${attribute}`, call, services)],
      decide: ([one], context) => {
        if (one === undefined) throw new Refusal('customer.not-found');
        return unpin(one.customer, attribute, context);
      },
      touches: ({ after }) =>
        after.flatMap((each) => each.members.map((member) => member.customerId)),
      cause: { actor: actorId, action: 'customer.unpin', correlationId },
    },
    services,
  );
  services.log('attribute unpinned', { customerId, attribute, correlationId });
  return viewOf(stored, call, services);
};

async function readAt(
  customerId: string,
  rest: string,
  { access, ifRevision }: Pick<Call<typeof unpinAttribute>, 'access' | 'ifRevision'>,
  services: Services,
) {
  const asking = { access, permission: 'customer:steward' } as const;
  const stored = await readLiving(services, asking, customerId, (id) => `${id}/${rest}`);
  checkRevision(stored, ifRevision);
  return stored;
}

async function admitValue(
  customerId: string,
  { attribute, value }: { readonly attribute: string; readonly value: Json },
  access: Access,
  services: Services,
): Promise<Json> {
  const asking = { access, permission: 'customer:steward' } as const;
  const { customer } = await readLiving(services, asking, customerId, (id) => `${id}/pins`);
  const schema = await readSchema(services, customer.schema);
  if (!schema.attributes.some((each) => each.name === attribute))
    throw new Refusal('pin.unknown-attribute', [
      { pointer: '/attribute', rule: 'known', message: 'is not an attribute of the schema' },
    ]);
  if (value === null) return null;
  try {
    const { attributes } = admitAttributes({ [attribute]: value }, schema, services.clock());
    return attributes[attribute] ?? null;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'record.invalid') throw error;
    throw new Refusal('record.invalid', error.violations.map(underValue));
  }
}

/** From where the value stands in a record to where it stands in the body; what is said of all attributes is of it. */
const underValue = (violation: Violation): Violation => ({
  ...violation,
  pointer: violation.pointer.replace(/^\/attributes(?:\/[^/]+)?/, '/value'),
});

async function viewOf(
  [stored]: readonly StoredCustomer[],
  call: Pick<Call<typeof unpinAttribute>, 'access'>,
  services: Services,
) {
  if (stored === undefined) throw new Refusal('customer.not-found');
  return new Answer(await customerView(stored, call, services), { headers: etag(stored.revision) });
}
