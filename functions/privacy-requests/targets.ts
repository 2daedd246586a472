import { Refusal } from '#core/kernel/refusal';
import { type PrivacyTargets, privacyTargetsName } from '#core/privacy-request/privacy-targets';
import { Answer, type Handle } from '#functions/shared/handle';
import { isHolidayCalendar } from '#functions/shared/request-clocks';
import { etag } from '#functions/shared/views';
import type { Governed } from '#store/ports';
import type { putPrivacyTargets, readPrivacyTargets } from './contract.ts';

/** Writes the next version; the same again changes nothing. Dates of open requests are counted by it at once. */
export const handlePutPrivacyTargets: Handle<typeof putPrivacyTargets> = async (
  { body, ifRevision, actorId, correlationId },
  services,
) => {
  if (body.holidays !== null && !isHolidayCalendar(body.holidays))
    throw new Refusal('privacy-targets.invalid', [
      { pointer: '/holidays', rule: 'known', message: 'is no calendar that the hub knows' },
    ]);
  const at = services.clock();
  const change = { actor: actorId, action: 'privacy-targets.put', correlationId, at };
  const value: PrivacyTargets = { ...body, name: privacyTargetsName, version: 1 };
  const governed = await services.governance.privacyTargets.put(value, change, ifRevision);
  services.log('privacy targets put', { version: governed.value.version, correlationId });
  return new Answer(viewOf(governed), {
    status: governed.revision === 1 && governed.updatedAt === at ? 201 : 200,
    headers: etag(governed.revision),
  });
};

export const handleReadPrivacyTargets: Handle<typeof readPrivacyTargets> = async (
  _,
  { governance },
) => {
  const found = await governance.privacyTargets.read(privacyTargetsName);
  if (found === undefined) throw new Error('the house’s targets are built in');
  return new Answer(viewOf(found), { headers: etag(found.revision) });
};

function viewOf({ value, revision, updatedAt }: Governed<PrivacyTargets>) {
  const { name: _, ...view } = value;
  return { ...view, revision, updatedAt };
}
