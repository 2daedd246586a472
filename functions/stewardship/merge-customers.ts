import { merge } from '#core/identity/merge';
import { unmerge } from '#core/identity/unmerge';
import { Refusal } from '#core/kernel/refusal';
import { act, idMapOf } from '#functions/shared/act';
import { checkRevision, readLiving } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { customerView, customerViews } from '#functions/shared/views';
import type { mergeCustomers, unmergeCustomer } from './contract.ts';

/** Merges two customers at a steward's word. One transaction; the stream publishes `customer.merged.v1`. */
export const handleMergeCustomers: Handle<typeof mergeCustomers> = async (call, services) => {
  const { params, body, ifRevision, access, actorId, correlationId } = call;
  const asking = { access, permission: 'customer:steward' } as const;
  if (body.with === params.customerId) throw new Refusal('customer.merge-with-itself');
  const { stored, transition } = await act(
    {
      read: async () => {
        const survivor = await readLiving(
          services,
          asking,
          params.customerId,
          (id) => `${id}/merge`,
        );
        checkRevision(survivor, ifRevision);
        if (survivor.customer.members.some((member) => member.customerId === body.with))
          throw new Refusal('customer.already-merged');
        // The one whose id would have to be another: following leads nowhere, the Location says why.
        const here = (id: string) => `${params.customerId}/merge?with=${id}`;
        return [survivor, await readLiving(services, asking, body.with, here)];
      },
      decide: ([survivor, duplicate], context) => {
        if (survivor === undefined || duplicate === undefined)
          throw new Refusal('customer.not-found');
        return merge(survivor.customer, duplicate.customer, 'steward', context);
      },
      cause: {
        actor: actorId,
        action: 'customer.merge',
        correlationId,
        ...(body.reason !== undefined && { reason: body.reason }),
      },
    },
    services,
  );
  const [survivor] = stored;
  if (survivor === undefined) throw new Refusal('customer.not-found');
  services.log('customers merged', {
    customerId: params.customerId,
    with: body.with,
    correlationId,
  });
  return { customer: await customerView(survivor, call, services), idMap: idMapOf(transition) };
};

/** Takes one merge back. The customer and what was merged into it live again under their own id. */
export const handleUnmergeCustomer: Handle<typeof unmergeCustomer> = async (call, services) => {
  const { params, body, ifRevision, access, actorId, correlationId } = call;
  const asking = { access, permission: 'customer:steward' } as const;
  const { stored, transition } = await act(
    {
      read: async () => {
        const survivor = await readLiving(
          services,
          asking,
          params.customerId,
          (id) => `${id}/unmerge`,
        );
        checkRevision(survivor, ifRevision);
        return [survivor];
      },
      decide: ([survivor], context) => {
        if (survivor === undefined) throw new Refusal('customer.not-found');
        return unmerge(survivor.customer, body.customerId, context);
      },
      cause: {
        actor: actorId,
        action: 'customer.unmerge',
        correlationId,
        ...(body.reason !== undefined && { reason: body.reason }),
      },
    },
    services,
  );
  services.log('merge taken back', {
    customerId: params.customerId,
    unmerged: body.customerId,
    correlationId,
  });
  return { customers: await customerViews(stored, call, services), idMap: idMapOf(transition) };
};
