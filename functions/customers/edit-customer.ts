import { Refusal } from '#core/kernel/refusal';
import { checkRevision, contextFor, readLiving } from '#functions/shared/context';
import { editAttributes } from '#functions/shared/edit-attributes';
import { Answer, type Handle } from '#functions/shared/handle';
import { refuseHiding } from '#functions/shared/refuse-hiding';
import { withRetry } from '#functions/shared/retry';
import { usedOf, useOf } from '#functions/shared/use-of';
import { customerView, etag } from '#functions/shared/views';
import type { editCustomer } from './contract.ts';

/**
 * A steward's edit. Every attribute named in the patch becomes pinned to its patched value (`null`:
 * pinned to having none), so that no spoke overwrites a steward's word. Undone by removing the pin.
 */
export const handleEditCustomer: Handle<typeof editCustomer> = (call, services) =>
  withRetry(async () => {
    const { params, body, ifRevision, actorId, correlationId, access } = call;
    const asking = { access, permission: 'customer:write' } as const;
    const stored = await readLiving(services, asking, params.customerId, (id) => id);
    checkRevision(stored, ifRevision);
    const context = await contextFor(services, stored.customer.schema);
    const use = await useOf(usedOf(stored), access, services);
    refuseHiding(body.attributes, stored.customer, context.schema, { access, use });
    const why = body.reason === undefined ? {} : { reason: body.reason };
    const after = await editAttributes(
      {
        stored,
        patch: body.attributes,
        word: { actor: actorId, pinnedAt: context.at, ...why },
        context,
        cause: { actor: actorId, action: 'customer.edit', correlationId, ...why },
      },
      services,
    );
    if (after === undefined) throw new Refusal('customer.not-found');
    services.log('customer edited', {
      customerId: params.customerId,
      attributes: Object.keys(body.attributes),
      correlationId,
    });
    return new Answer(await customerView(after, call, services), { headers: etag(after.revision) });
  });
