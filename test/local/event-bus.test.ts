import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '#core/kernel/types';
import { serveAwsJson } from '#local/aws-json-server';
import { localEventBus, type Rule } from '#local/event-bus';

async function busWith(rules: readonly Rule[]) {
  const kept: string[] = [];
  const failures: string[] = [];
  const endpoint = await serveAwsJson(
    localEventBus({
      name: 'goldspoke',
      keep: (lines) => kept.push(...lines.trimEnd().split('\n')),
      rules,
      onFailure: (rule) => failures.push(rule),
    }),
  );
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new EventBridgeClient({
    endpoint: endpoint.url,
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await endpoint.close();
  });
  return { client, kept, failures };
}

const entry = (spoke: string, more: object = {}) => ({
  EventBusName: 'goldspoke',
  Source: 'goldspoke',
  DetailType: 'customer.created.v1',
  Detail: JSON.stringify({ spoke }),
  ...more,
});

describe('the local event bus, asked by the SDK', () => {
  it('keeps every event and calls only the subscribers whose rule fits', async () => {
    const heard: JsonObject[] = [];
    const { client, kept } = await busWith([
      {
        name: 'web',
        pattern: { detail: { spoke: ['web'] } },
        invoke: async (event) => heard.push(event),
      },
    ]);

    const answer = await client.send(
      new PutEventsCommand({
        Entries: [entry('web', { Time: new Date('2026-01-02T03:04:05Z') }), entry('pos')],
      }),
    );

    expect(answer.FailedEntryCount).toBe(0);
    expect(kept.map((line) => JSON.parse(line).detail.spoke)).toEqual(['web', 'pos']);
    expect(heard).toMatchObject([
      {
        version: '0',
        id: answer.Entries?.[0]?.EventId,
        source: 'goldspoke',
        'detail-type': 'customer.created.v1',
        time: '2026-01-02T03:04:05Z',
        detail: { spoke: 'web' },
      },
    ]);
  });

  it('refuses single entries and takes the others', async () => {
    const { client, kept } = await busWith([]);

    const answer = await client.send(
      new PutEventsCommand({
        Entries: [
          entry('web', { Detail: '{' }),
          entry('web'),
          entry('web', { EventBusName: 'another' }),
          entry('web', { Detail: '[]' }),
        ],
      }),
    );

    expect(answer.FailedEntryCount).toBe(3);
    expect(answer.Entries?.map((each) => each.ErrorCode)).toEqual([
      'MalformedDetail',
      undefined,
      'InvalidArgument',
      'MalformedDetail',
    ]);
    expect(kept).toHaveLength(1);
  });

  it('refuses more than ten entries at once', async () => {
    const { client, kept } = await busWith([]);
    const putting = client.send(
      new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => entry('web')) }),
    );
    await expect(putting).rejects.toMatchObject({ name: 'ValidationException' });
    expect(kept).toEqual([]);
  });

  it('answers only after the subscribers, tries a failing one three times and reports it', async () => {
    let failing = 0;
    let afterwards = 0;
    const { client, failures } = await busWith([
      {
        name: 'failing',
        pattern: {},
        invoke: async () => {
          failing += 1;
          throw new Error('down');
        },
      },
      { name: 'next', pattern: {}, invoke: async () => (afterwards += 1) },
    ]);

    await client.send(new PutEventsCommand({ Entries: [entry('web')] }));

    expect({ failing, afterwards, failures }).toEqual({
      failing: 3,
      afterwards: 1,
      failures: ['failing'],
    });
  });
});
