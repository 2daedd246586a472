import type { APIGatewayProxyEvent } from 'aws-lambda';
import { breakGlassRole } from '#core/access/roles';
import { Refusal } from '#core/kernel/refusal';
import type { BrokenGlass } from '#store/glasses';
import { headerOf } from './correlation-id.ts';
import type { Caller, Services } from './handle.ts';

export const glassHeader = 'x-goldspoke-break-glass';

/**
 * The caller with what the glass lets him see that this request names. Refuses one that is not his,
 * has ended, or is of another customer, all with `access.glass-not-broken`. Where he no longer may
 * break it, it brings nothing. The request leaves an audit entry before anything is answered.
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
  const customerId = event.pathParameters?.customerId;
  if (glass === undefined || !isOpen(glass, caller, customerId, services.clock()))
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
  customerId: string | undefined,
  now: string,
): boolean =>
  glass.actor === actorId &&
  glass.endedAt === undefined &&
  now < glass.endsAt &&
  (glass.customerId === undefined || glass.customerId === customerId);

/** Where a role of the caller lets him break the glass. */
export async function unitsToBreakIn(
  { grants }: Caller,
  { governance }: Pick<Services, 'governance'>,
): Promise<readonly string[]> {
  const roles = new Map((await governance.roles.list()).map(({ value }) => [value.name, value]));
  const units = grants
    .filter(({ role }) => roles.get(role)?.permissions.includes('access:break-glass'))
    .map(({ orgUnit }) => orgUnit);
  return [...new Set(units)].toSorted();
}
