import { issueReceipt } from '#functions/shared/consent-receipt';
import { followLiving } from '#functions/shared/context';
import { Answer, type Handle } from '#functions/shared/handle';
import type { readReceipt } from './contract.ts';

/**
 * Signs what a customer said last about a purpose, or a certain entry, under whichever of its ids. The
 * audit tells who had it signed: a receipt is the business's word.
 */
export const handleReadReceipt: Handle<typeof readReceipt> = async (
  { params, query, actorId, correlationId, access },
  services,
) => {
  const asking = { access, permission: 'consent:read' } as const;
  const { customer } = await followLiving(services, asking, params.customerId);
  const { eventId, receipt } = await issueReceipt(
    {
      members: customer.members.map(({ customerId }) => customerId),
      purpose: params.purpose,
      eventId: query.event,
    },
    services,
  );
  await services.audit.record({
    actor: actorId,
    action: 'receipt.issue',
    about: `customer:${customer.customerId}`,
    changed: [params.purpose],
    correlationId,
  });
  services.log('receipt issued', { eventId, correlationId });
  return new Answer(
    { receipt },
    { headers: { 'content-disposition': `attachment; filename="receipt-${eventId}.json"` } },
  );
};
