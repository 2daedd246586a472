import type { APIGatewayProxyEvent } from 'aws-lambda';
import { breakGlassRole } from '#core/access/roles';
import { Refusal } from '#core/kernel/refusal';
import type { BrokenGlass } from '#store/glasses';
import { accessOf } from './access.ts';
import { headerOf } from './correlation-id.ts';
import type { Caller, Services } from './handle.ts';

export const glassHeader = 'x-goldspoke-break-glass';

/**
 * The caller with what the glass lets him see that this request names. Refuses one that is not his,
 * has ended, or is of another customer than the request, all with `access.glass-not-broken`. Where he
 * no longer may break it, it brings nothing. The request leaves an audit entry before anything is answered.
 */
export async function throughBrokenGlass(
  caller: Caller,
  event: APIGatewayProxyEvent,
  correlationId: string,
  services: Pick<Services, 'glasses' | 'governance' | 'audit' | 'clock'>,
): Promise<Caller> {
  const glassId = headerOf(event, glassHeader);
  if (glassId === undefined) return caller;
  const glass = await services.glasses.read(glassId);
  const { customerId, otherId } = event.pathParameters ?? {};
  const about = otherId === undefined ? [customerId] : [customerId, otherId];
  if (glass === undefined || !isOpen(glass, caller, about, services.clock()))
    throw new Refusal('access.glass-not-broken');
  const units = await unitsToBreakIn(caller, services);
  await services.audit.record({
    actor: caller.actorId,
    action: 'access.under-broken-glass',
    about: customerId === undefined ? `glass:${glassId}` : `customer:${customerId}`,
    reason: glassId,
    correlationId,
  });
  const added = glass.orgUnits
    .filter((orgUnit) => units.includes(orgUnit))
    .map((orgUnit) => ({ role: breakGlassRole.name, orgUnit }));
  return { ...caller, grants: [...caller.grants, ...added] };
}

const isOpen = (
  glass: BrokenGlass,
  { actorId }: Caller,
  about: readonly (string | undefined)[],
  now: string,
): boolean =>
  glass.actor === actorId &&
  glass.endedAt === undefined &&
  now < glass.endsAt &&
  (glass.customerId === undefined || about.every((each) => each === glass.customerId));

/** Where a role of the caller lets him break the glass. */
export async function unitsToBreakIn(
  caller: Caller,
  services: Pick<Services, 'governance'>,
): Promise<readonly string[]> {
  const access = await accessOf(caller, services);
  const units = caller.grants
    .map(({ orgUnit }) => orgUnit)
    .filter((orgUnit) => access.may('access:break-glass', access.unit(orgUnit)));
  return [...new Set(units)].toSorted();
}
