import type { StoredCustomer } from '#core/identity/change';
import { pin, unpin } from '#core/identity/pin';
import { Refusal, type Violation } from '#core/kernel/refusal';
import type { Json } from '#core/kernel/types';
import { act } from '#functions/shared/act';
import { checkRevision, readLiving, readSchema } from '#functions/shared/context';
import { Answer, type Handle, type Services } from '#functions/shared/handle';
import { admitAttributes } from '#functions/shared/ingest';
import { customerView, etag } from '#functions/shared/views';
import type { listPins, pinAttribute, unpinAttribute } from './contract.ts';

/** The pins of all members, the root's first. */
export const handleListPins: Handle<typeof listPins> = async ({ params }, services) => {
  const { customer } = await readLiving(services, params.customerId, (id) => `${id}/pins`);
  return { items: customer.members.flatMap((member) => member.pins) };
};

/** Pins one attribute. The value is checked by the schema like any entry. */
export const handlePinAttribute: Handle<typeof pinAttribute> = async (
  { params, body, ifRevision, actorId, correlationId },
  services,
) => {
  const { attribute } = body;
  const why = body.reason === undefined ? {} : { reason: body.reason };
  const value = await admitValue(params.customerId, body, services);
  const { stored } = await act(
    {
      read: async () => [await readAt(params.customerId, 'pins', ifRevision, services)],
      decide: ([one], context) => {
        if (one === undefined) throw new Refusal('customer.not-found');
        const pinned = { attribute, value, actor: actorId, pinnedAt: context.at, ...why };
        return pin(one.customer, pinned, context);
      },
      touches: () => [params.customerId],
      cause: { actor: actorId, action: 'customer.pin', correlationId, ...why },
    },
    services,
  );
  services.log('attribute pinned', { customerId: params.customerId, attribute, correlationId });
  return viewOf(stored);
};

/** Takes a pin away, whichever member it stands on. */
export const handleUnpinAttribute: Handle<typeof unpinAttribute> = async (
  { params, ifRevision, actorId, correlationId },
  services,
) => {
  const { customerId, attribute } = params;
  const { stored } = await act(
    {
      read: async () => [await readAt(customerId, `pins/${attribute}`, ifRevision, services)],
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
  return viewOf(stored);
};

async function readAt(
  customerId: string,
  rest: string,
  ifRevision: number | undefined,
  services: Services,
) {
  const stored = await readLiving(services, customerId, (id) => `${id}/${rest}`);
  checkRevision(stored, ifRevision);
  return stored;
}

async function admitValue(
  customerId: string,
  { attribute, value }: { readonly attribute: string; readonly value: Json },
  services: Services,
): Promise<Json> {
  const { customer } = await readLiving(services, customerId, (id) => `${id}/pins`);
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

function viewOf([stored]: readonly StoredCustomer[]) {
  if (stored === undefined) throw new Refusal('customer.not-found');
  return new Answer(customerView(stored), { headers: etag(stored.revision) });
}
