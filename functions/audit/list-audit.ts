import type { Handle } from '#functions/shared/handle';
import type { listAudit } from './contract.ts';

/**
 * The chain of an object by one query, everything else by the index. Reading across objects is an
 * export of the audit, and leaves an entry before it is answered.
 */
export const handleListAudit: Handle<typeof listAudit> = async (
  { query: { limit, cursor, ...query }, actorId, correlationId },
  { audit },
) => {
  if (query.object === undefined)
    await audit.record({ actor: actorId, action: 'audit.export', correlationId });
  return audit.search(query, { limit, cursor });
};
