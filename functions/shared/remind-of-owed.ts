import { erasureLeft } from '#core/privacy-request/erasure-left';
import { hasEnded } from '#core/privacy-request/privacy-request';
import type { Services } from './handle.ts';

/** A hold of these constituents was lifted: what it kept from erasures is looked at with the next look. */
export async function remindOfOwed(
  members: readonly string[],
  {
    privacyRequests,
    owedErasures,
    clock,
  }: Pick<Services, 'privacyRequests' | 'owedErasures' | 'clock'>,
): Promise<void> {
  for (const requestId of await privacyRequests.ofCustomers(members)) {
    const found = await privacyRequests.read(requestId);
    if (found === undefined || !hasEnded(found.request.state)) continue;
    if (erasureLeft(found.request) !== undefined) await owedErasures.lookAgain(requestId, clock());
  }
}
