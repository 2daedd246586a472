import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Contract } from './contract.ts';
import { headerOf } from './correlation-id.ts';
import type { Call, Services } from './handle.ts';
import { livingPerson, personOf } from './person.ts';
import { recordSignal } from './record-signal.ts';

/** Sessions whose signal this warm function has written down; asking again would find it there. */
const honoured = new Set<string>();
const mostSessions = 1000;

/**
 * `Sec-GPC: 1` of a customer at his own door, before anything else is done: an objection to sale and
 * sharing, once a session. Any other value says nothing, and neither does its absence.
 */
export async function honourSignal(
  call: Pick<Call<Contract>, 'caller' | 'actorId' | 'correlationId'>,
  event: Pick<APIGatewayProxyEvent, 'headers'>,
  services: Services,
): Promise<void> {
  if (headerOf(event, 'sec-gpc')?.trim() !== '1') return;
  const { sessionHash, customerId } = personOf(call);
  const session = `${customerId} ${sessionHash}`;
  if (honoured.has(session)) return;
  await recordSignal(
    {
      read: () => livingPerson(call, services),
      customerId,
      at: services.clock(),
      actor: call.actorId,
      correlationId: call.correlationId,
    },
    services,
  );
  if (honoured.size >= mostSessions) honoured.clear();
  honoured.add(session);
}
