import { split } from '#core/identity/split';
import { Refusal } from '#core/kernel/refusal';
import { act, idMapOf } from '#functions/shared/act';
import { checkRevision, readLiving } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { customerViews } from '#functions/shared/views';
import type { splitCustomer } from './contract.ts';

/** Splits source records off into a customer of their own, with a difference that keeps them apart. */
export const handleSplitCustomer: Handle<typeof splitCustomer> = async (call, services) => {
  const { params, body, ifRevision, access, actorId, correlationId } = call;
  const asking = { access, permission: 'customer:steward' } as const;
  const newCustomerId = services.newId('cus');
  const { stored, transition } = await act(
    {
      read: async () => {
        const customer = await readLiving(
          services,
          asking,
          params.customerId,
          (id) => `${id}/split`,
        );
        checkRevision(customer, ifRevision);
        return [customer];
      },
      decide: ([whole], context) => {
        if (whole === undefined) throw new Refusal('customer.not-found');
        return split(whole.customer, body.sources, newCustomerId, context);
      },
      touches: ({ after }) =>
        after.flatMap((each) => each.members.map((member) => member.customerId)),
      cause: {
        actor: actorId,
        action: 'customer.split',
        correlationId,
        ...(body.reason !== undefined && { reason: body.reason }),
      },
    },
    services,
  );
  services.log('customer split', {
    customerId: params.customerId,
    records: body.sources.length,
    correlationId,
  });
  return { customers: await customerViews(stored, call, services), idMap: idMapOf(transition) };
};
