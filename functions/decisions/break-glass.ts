import { Refusal } from '#core/kernel/refusal';
import { unitsToBreakIn } from '#functions/shared/broken-glass';
import { followLiving } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import type { BrokenGlass } from '#store/glasses';
import type { breakGlass, endGlass } from './contract.ts';

/** Breaks the glass. The audit, a metric with an alarm, and an event tell of it; the reason is sealed. */
export const handleBreakGlass: Handle<typeof breakGlass> = async (
  { body, caller, access, actorId, correlationId },
  services,
) => {
  const { reason, minutes, customerId } = body;
  if (customerId !== undefined)
    await followLiving(services, { access, permission: 'access:break-glass' }, customerId);
  const orgUnits = await unitsToBreakIn(caller, services);
  if (orgUnits.length === 0) throw new Refusal('auth.forbidden');
  const brokenAt = services.clock();
  const glass: BrokenGlass = {
    glassId: services.newId('gls'),
    actor: actorId,
    orgUnits,
    brokenAt,
    endsAt: new Date(Date.parse(brokenAt) + minutes * 60_000).toISOString(),
    ...(customerId !== undefined && { customerId }),
  };
  await services.glasses.break(glass, {
    actor: actorId,
    action: 'access.break-glass',
    correlationId,
    reason,
    at: brokenAt,
  });
  services.measure('GlassesBroken', 1);
  services.log('glass broken', { glassId: glass.glassId, minutes, correlationId });
  return viewOf(glass);
};

export const handleEndGlass: Handle<typeof endGlass> = async (
  { params: { glassId }, actorId, correlationId },
  services,
) => {
  const glass = await services.glasses.read(glassId);
  if (glass?.actor !== actorId) throw new Refusal('glass.not-found');
  const ended = await services.glasses.end(glassId, {
    actor: actorId,
    action: 'access.end-glass',
    correlationId,
    at: services.clock(),
  });
  services.log('glass ended', { glassId, correlationId });
  return viewOf(ended ?? glass);
};

const viewOf = ({ actor: _, ...glass }: BrokenGlass) => glass;
