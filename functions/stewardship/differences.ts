import { liftDifference as lift, markDifferent as mark } from '#core/identity/differ';
import { Refusal } from '#core/kernel/refusal';
import { act } from '#functions/shared/act';
import { readLiving } from '#functions/shared/context';
import type { Call, Handle, Services } from '#functions/shared/handle';
import type { liftDifference, markDifferent } from './contract.ts';

/** A steward says that two living customers are different people or organisations. */
export const handleMarkDifferent: Handle<typeof markDifferent> = judge(
  mark,
  'customer.mark-different',
);

/** Takes a difference back. */
export const handleLiftDifference: Handle<typeof liftDifference> = judge(
  lift,
  'customer.lift-difference',
);

type Judged = Pick<Call<typeof markDifferent>, 'params' | 'access' | 'actorId' | 'correlationId'>;

function judge(word: typeof mark, action: string) {
  return async (
    { params: { customerId, otherId }, access, actorId, correlationId }: Judged,
    services: Services,
  ) => {
    const asking = { access, permission: 'customer:steward' } as const;
    if (customerId === otherId) throw new Refusal('customer.merge-with-itself');
    await act(
      {
        read: async () => [
          await readLiving(services, asking, customerId, (id) => `${id}/different/${otherId}`),
          await readLiving(services, asking, otherId, (id) => `${customerId}/different/${id}`),
        ],
        decide: ([a, b]) => {
          if (a === undefined || b === undefined) throw new Refusal('customer.not-found');
          return word(a.customer, b.customer);
        },
        cause: { actor: actorId, action, correlationId },
      },
      services,
    );
    services.log('difference judged', { customerId, otherId, action, correlationId });
    return { customerIds: [customerId, otherId] };
  };
}
