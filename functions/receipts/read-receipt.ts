import { issueReceipt } from '#functions/shared/consent-receipt';
import { followLiving } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import type { readReceipt } from './contract.ts';

/** Signs what a customer said last about a purpose, or a certain entry. */
export const handleReadReceipt: Handle<typeof readReceipt> = async (call, services) => {
  const { params, query, access } = call;
  const asking = { access, permission: 'consent:read' } as const;
  const customer = await followLiving(services, asking, params.customerId);
  return issueReceipt({ customer, purpose: params.purpose, eventId: query.event }, call, services);
};
