import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Refusal, refusals } from '#core/kernel/refusal';
import type { Contract } from './contract.ts';
import { correlationIdOf } from './correlation-id.ts';
import type { Services } from './handle.ts';
import { logFailure } from './log.ts';

/** Path parameters that are ids or names of the hub's own; a source id may be a person's number. */
const objectTypes: Readonly<Record<string, string>> = {
  customerId: 'customer',
  spoke: 'spoke',
  tokenId: 'token',
  importId: 'import',
  runId: 'run',
  orgUnit: 'org-unit',
  userId: 'user',
  lens: 'lens',
  role: 'role',
};
const isName = (value: string): boolean => /^[a-z0-9][a-z0-9_-]{0,63}$/.test(value);

/**
 * A change that somebody was not permitted leaves an entry. Forged and unknown tokens reach no
 * function; the metrics count them. The refusal is answered even where the entry could not be written.
 */
export async function auditRefusal(
  error: unknown,
  contract: Contract,
  event: APIGatewayProxyEvent,
  { audit }: Pick<Services, 'audit'>,
): Promise<void> {
  const actor: unknown = event.requestContext.authorizer?.actorId;
  const isRefusedChange =
    contract.method !== 'GET' &&
    error instanceof Refusal &&
    refusals[error.code][0] === 403 &&
    typeof actor === 'string';
  if (!isRefusedChange) return;
  const correlationId = correlationIdOf(event);
  const about = objectIn(event.pathParameters ?? {});
  try {
    await audit.record({
      actor,
      action: contract.permission ?? 'none',
      refused: error.code,
      correlationId,
      ...(about === undefined ? {} : { about }),
    });
  } catch (failure) {
    logFailure('refusal not audited', failure, { correlationId, resource: event.resource });
  }
}

/** `customer:cus_…`, as far as the path names something that is no person's value. */
function objectIn(parameters: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const [name, type] of Object.entries(objectTypes)) {
    const value = parameters[name];
    if (value !== undefined && isName(value)) return `${type}:${value}`;
  }
  return undefined;
}
