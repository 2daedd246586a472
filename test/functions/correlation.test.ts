import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { APIGatewayProxyResult, APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { wholeLens } from '#core/access/lens';
import type { CustomerEventDetail } from '#events/catalogue';
import { handler as authorizer } from '#functions/authorizer/index';
import { convergeOf } from '#functions/converge/index';
import { publisherOf } from '#functions/publisher/index';
import type { PublisherServices } from '#functions/publisher/services';
import * as records from '#functions/records/contract';
import { routes } from '#functions/records/index';
import { handler as subscriber } from '#functions/sample-subscriber/index';
import type { Services } from '#functions/shared/handle';
import { lambdaOf } from '#functions/shared/lambda';
import { log } from '#functions/shared/log';
import { measure } from '#functions/shared/measure';
import { observed } from '#functions/shared/observed';
import { startStream } from '#local/stream';
import type { BusEntry } from '#store/events';
import { type EmbeddedStore, embeddedStore } from '#test/support/embedded-table';
import { eventOf } from '#test/support/hub';

const id = 'order-20261122-0001';

let store: EmbeddedStore;
let services: Services;
const lines: Record<string, unknown>[] = [];
const published: BusEntry[] = [];

beforeAll(async () => {
  store = await embeddedStore();
  services = {
    ...store,
    clock: () => new Date().toISOString(),
    newId: (prefix) => `${prefix}_${ulid().toLowerCase()}`,
    measure,
    log,
  };
  await store.governance.putSpoke(
    { name: 'web', style: 'consolidation', trust: 50 },
    {
      actor: 'tok_test',
      action: 'spoke.put',
      correlationId: 'set-up-of-test',
      at: services.clock(),
    },
  );
});
afterAll(() => store.stop());
beforeEach(() => {
  lines.length = 0;
  const keep = (chunk: unknown): boolean => {
    for (const line of String(chunk).split('\n').filter(Boolean)) lines.push(JSON.parse(line));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const said = (message: string) => lines.filter((line) => line.message === message);

/** Lets publisher and converge read the table's stream to its end. */
async function followStream(): Promise<void> {
  const publisherServices: PublisherServices = {
    listeners: async () => [{ name: 'web', lens: wholeLens }],
    hub: 'test',
    sign: async () => '',
    consentsOf: async () => undefined,
    putEvents: async (entries) => {
      published.push(...entries);
      return entries.map(() => undefined);
    },
    putPoison: async () => {},
    sendPoison: async () => {},
    wait: async () => {},
    remainingMs: () => 60_000,
    nowMs: Date.now,
    measure,
    log,
  };
  const client = new DynamoDBStreamsClient({
    endpoint: store.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const stream = await startStream({
    client,
    tableName: store.names.main,
    consumers: [
      { name: 'publisher', handler: observed(publisherOf(() => publisherServices)) },
      { name: 'converge', handler: observed(convergeOf(() => services)) },
    ],
    readCheckpoint: () => undefined,
    writeCheckpoint: () => {},
    onFailure: (_, error) => {
      throw error;
    },
    idleMs: 5,
  });
  expect(await stream.drained(20_000)).toBe(true);
  await stream.stop();
  client.destroy();
}

describe('one correlation id', () => {
  it('leads from the request to the version, the event and the log lines of every function', async () => {
    const put = lambdaOf(routes, () => services);
    const answer = (await put(
      eventOf(records.putRecord, {
        params: { spoke: 'web', sourceId: '42' },
        body: {
          schema: 'person',
          attributes: { name: { given: 'Ada', family: 'Lovelace' } },
          updatedAt: '2026-01-01T00:00:00Z',
        },
        headers: { 'X-Correlation-Id': id },
      }),
      { awsRequestId: 'r-1' } as Context,
    )) as APIGatewayProxyResult;
    const { customerId } = JSON.parse(answer.body) as { customerId: string };

    expect(answer.headers).toMatchObject({ 'x-correlation-id': id });
    expect(said('record taken in')).toMatchObject([{ correlationId: id, requestId: 'r-1' }]);
    const [version] = (await store.customers.versions(customerId, { limit: 1 })).items;
    expect(version).toMatchObject({ correlationId: id });

    await followStream();

    expect(said('changes published')).toMatchObject([{ correlationIds: [id] }]);
    expect(said('changes followed')).toMatchObject([{ correlationIds: [id] }]);
    const [event] = published;
    const detail = JSON.parse(event?.detail ?? '') as CustomerEventDetail;
    expect(detail.metadata).toMatchObject({ customerId, correlationId: id });

    await subscriber({ 'detail-type': 'customer.created.v1', detail } as Parameters<
      typeof subscriber
    >[0]);

    expect(said('event applied')).toMatchObject([{ correlationId: id, customerId }]);
  });

  it('stands in the line of a refusal of the authorizer, too', async () => {
    for (const name of ['TABLE_NAME', 'VAULT_TABLE_NAME', 'KMS_KEY_ID']) vi.stubEnv(name, 'any');
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    const request = {
      headers: { 'x-correlation-id': id },
      methodArn: 'arn:aws:execute-api:eu-west-1:111122223333:api/v1/GET/health',
      requestContext: { requestId: 'r-2' },
    } as unknown as APIGatewayRequestAuthorizerEvent;

    await expect(authorizer(request)).rejects.toThrow('Unauthorized');

    expect(said('caller unknown')).toMatchObject([{ correlationId: id }]);
  });

  it('is API Gateway’s own where the caller gave none that looks like one', async () => {
    const answer = (await lambdaOf(
      routes,
      () => services,
    )(
      eventOf(records.readRecord, {
        params: { spoke: 'web', sourceId: 'nobody' },
        headers: { 'x-correlation-id': 'ada@example.com' },
      }),
    )) as APIGatewayProxyResult;

    expect(answer.statusCode).toBe(404);
    expect(answer.headers?.['x-correlation-id']).toMatch(/^test-/);
  });
});
