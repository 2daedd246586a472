import type { Access } from '#functions/shared/access';
import { findTraces } from '#functions/shared/context';
import type { Handle, Services } from '#functions/shared/handle';
import type { listAudit } from './contract.ts';

/**
 * The chain of an object by one query, everything else by the index. Reading across objects is an
 * export of the audit, and leaves an entry before it is answered.
 */
export const handleListAudit: Handle<typeof listAudit> = async (
  { query: { limit, cursor, ...query }, access, actorId, correlationId },
  services,
) => {
  const { audit } = services;
  await requireObject(query.object, access, services);
  if (query.object === undefined)
    await audit.record({ actor: actorId, action: 'audit.export', correlationId });
  return audit.search(query, { limit, cursor });
};

/**
 * The chain of a customer is read where the customer lies, that of a spoke in its unit. All others,
 * and every search over several, concern the whole business.
 */
async function requireObject(
  object: string | undefined,
  access: Access,
  services: Services,
): Promise<void> {
  const [type, name = ''] = object?.split(':') ?? [];
  if (type === 'customer' && !access.may('audit:read', access.unit()))
    await findTraces(services, { access, permission: 'audit:read' }, name);
  else access.require('audit:read', type === 'spoke' ? access.spoke(name) : access.unit());
}
