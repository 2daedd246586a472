import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Access } from './access.ts';
import type { Services } from './handle.ts';

interface Read {
  readonly access: Access;
  readonly actorId: string;
  readonly correlationId: string;
  readonly params: unknown;
}

/**
 * Writes into the audit which sensitive attributes an answer shows, before it is given: of one
 * customer under its name, of several in one entry, with their ids sealed as its reason.
 */
export async function leaveTraceOfRead(
  { access, actorId, correlationId, params }: Read,
  { body }: APIGatewayProxyResult,
  { audit }: Pick<Services, 'audit'>,
): Promise<void> {
  if (access.sensitiveShown.size === 0) return;
  const { customerId, importId } = (params ?? {}) as Readonly<Record<string, string>>;
  const ids = customerId === undefined ? customersIn(JSON.parse(body)) : [customerId];
  const [first] = ids;
  const about = importId === undefined ? first && `customer:${first}` : `import:${importId}`;
  await audit.record({
    actor: actorId,
    action: 'customer.read-sensitive',
    correlationId,
    changed: [...access.sensitiveShown].toSorted(),
    ...(ids.length < 2 && about !== undefined && { about }),
    ...(ids.length > 1 && { reason: ids.join(' ') }),
  });
}

/** Ids of the customers that an answer is about, wherever they stand in it. */
function customersIn(answer: unknown): readonly string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const own = (answer as { readonly customerId?: unknown }).customerId;
  const inside = ['items', 'candidates', 'customers', 'customer'].flatMap((name) => {
    const each = (answer as Readonly<Record<string, unknown>>)[name];
    return Array.isArray(each) ? each.flatMap(customersIn) : customersIn(each);
  });
  return [...new Set([...(typeof own === 'string' ? [own] : []), ...inside])];
}
