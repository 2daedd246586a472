import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventViolations } from '#events/validate';
import {
  eventually,
  type HubUnderTest,
  hubUnderTest,
  isDeployed,
} from '#test/support/hub-under-test';
import { peek } from '#test/support/peek';

const deployment = process.env.GOLDSPOKE_DEPLOYMENT;

/** config/rehearsal.json names these spokes and their targets; scripts/rehearse/spokes-app.ts is theirs. */
describe.runIf(isDeployed)('where spokes hear of changes', () => {
  let hub: HubUnderTest;
  let customerId = '';
  beforeAll(async () => {
    hub = await hubUnderTest();
    for (const spoke of ['till', 'mailer', 'warehouse', 'ledger'])
      await hub.ask('PUT', `/spokes/${spoke}`, { body: { style: 'registry', trust: 1 } });
    const made = await hub.ask('POST', '/customers', {
      body: {
        schema: 'person',
        attributes: {
          name: { given: 'Quentin', family: 'Queued' },
          emails: [{ value: 'quentin.queued@example.com' }],
        },
      },
    });
    customerId = made.body.customerId;
  }, 120_000);
  afterAll(() => hub.close());

  const created = (spoke: string) => ({
    source: 'goldspoke',
    'detail-type': 'customer.created.v1',
    detail: { spoke, metadata: { customerId, sequence: 1 } },
  });

  it('is their queue, which takes the event whole, as its contract says', async () => {
    const [event] = await heardThroughQueue(`${deployment}--till`);
    expect(event).toMatchObject(created('till'));
    expect(eventViolations('customer.created.v1', event.detail)).toEqual([]);
    expect(JSON.stringify(event)).not.toContain('Quentin');
  }, 60_000);

  it('is their function', async () => {
    const [line = ''] = await eventually(
      () => logLines('/spokes-own/mailer', customerId),
      (lines) => lines.length > 0,
    );
    expect(JSON.parse(line.slice(line.indexOf('{')))).toMatchObject(created('mailer'));
  }, 60_000);

  it('is their own bus, and what hangs on it', async () => {
    const [event] = await heardThroughQueue('spokes-own-warehouse');
    expect(event).toMatchObject(created('warehouse'));
  }, 60_000);

  it('is what examples/downstream makes of it: a row of the customer', async () => {
    const { StackResourceSummaries = [] } = await new CloudFormationClient().send(
      new ListStackResourcesCommand({ StackName: 'ledger-customers' }),
    );
    const table = StackResourceSummaries.find(
      ({ ResourceType }) => ResourceType === 'AWS::DynamoDB::Table',
    );
    const { Item } = await eventually(
      () =>
        new DynamoDBClient().send(
          new GetItemCommand({
            TableName: table?.PhysicalResourceId,
            Key: { customerId: { S: customerId } },
          }),
        ),
      (answer) => answer.Item !== undefined,
    );
    expect(Item).toMatchObject({ sequence: { N: '1' }, toRead: { BOOL: true } });
  }, 60_000);

  it('is a queue that keeps what their function gave up, with the call', async () => {
    const FunctionName = `${deployment}-sample-subscriber`;
    const call = { 'detail-type': 'customer.created.v1', detail: { spoke: 'webshop' } };
    await new LambdaClient().send(
      new InvokeCommand({
        FunctionName,
        InvocationType: 'Event',
        Payload: Buffer.from(JSON.stringify(call)),
      }),
    );
    const isThisCall = ({ requestPayload }: { requestPayload?: { detail?: object } }) =>
      JSON.stringify(requestPayload) === JSON.stringify(call);
    const [missed] = await peek(`${deployment}--webshop_missed`, isThisCall);
    expect(missed).toMatchObject({
      requestPayload: call,
      requestContext: { functionArn: expect.stringContaining(FunctionName) },
    });
  }, 150_000);

  const heardThroughQueue = (queue: string) =>
    peek(
      queue,
      ({ detail }: { detail?: { metadata?: { customerId?: string } } }) =>
        detail?.metadata?.customerId === customerId,
    );
});

async function logLines(logGroupName: string, word: string): Promise<readonly string[]> {
  const client = new CloudWatchLogsClient();
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
  return events
    .flatMap(({ message = '' }) => message.split('\n'))
    .filter((line) => line.includes(word) && line.includes('heard {'));
}
