import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { SourceRecord } from '#core/identity/customer';
import type { Services } from '#functions/shared/handle';
import { bodyOf, putEvent } from './put-event.ts';

/** The first records, which load the function, do not count. */
const warmingShare = 0.1;

/**
 * Milliseconds of each record through the local server: parsing, authorizer, gateway, function. The
 * environment must name the tables before.
 */
export async function measureHttp(
  services: Services,
  records: readonly SourceRecord[],
): Promise<readonly number[]> {
  const [{ capabilities }, { handler: authorizer }, { startServer }, { gateway }, local] =
    await Promise.all([
      import('#functions/manifest'),
      import('#functions/authorizer/index'),
      import('#local/server'),
      import('#local/gateway'),
      Promise.all([import('#local/administrator-token'), import('#local/authorization-cache')]),
    ]);
  const [{ administratorToken }, { cachedAuthorizer }] = local;
  const token = await administratorToken(services, '', `bench-${services.newId('tok')}`);
  const server = await startServer({
    port: 0,
    answer: gateway({
      capabilities,
      authorizer: cachedAuthorizer(authorizer as Parameters<typeof cachedAuthorizer>[0]).authorizer,
    }),
    page: async () => undefined,
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const times: number[] = [];
    for (const record of records) {
      const startedAt = performance.now();
      const status = await put(
        `${server.url}${putEvent(record).path}`,
        token,
        bodyOf(record),
        agent,
      );
      times.push(performance.now() - startedAt);
      if (status !== 200) throw new Error(`the server answered ${status}`);
    }
    return times.slice(Math.floor(times.length * warmingShare));
  } finally {
    agent.destroy();
    await server.close();
  }
}

async function put(url: string, token: string, body: string, agent: Agent): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = request(url, { method: 'PUT', agent, headers });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.statusCode ?? 0;
}
