import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedTable, startEmbeddedTable } from '#test/support/embedded-table';
import { applyEvent } from '../../../examples/downstream/apply-event.ts';
import type { CustomerEvent } from '../../../examples/downstream/read-event.ts';

const TableName = 'downstream-customers';
let engine: EmbeddedTable;
let dynamo: DynamoDBClient;
let rows: DynamoDBDocumentClient;
let customers = 0;

beforeAll(async () => {
  engine = await startEmbeddedTable();
  dynamo = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  rows = DynamoDBDocumentClient.from(dynamo);
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'customerId', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'customerId', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
});
afterAll(async () => {
  dynamo.destroy();
  await engine.stop();
});

/** Tells of a customer that no event was about before, and reads its row. */
function newCustomer() {
  customers += 1;
  const customerId = `cus_${String(customers).padStart(26, '0')}`;
  return {
    customerId,
    tell: (sequence: number, more: Partial<CustomerEvent> = {}) =>
      applyEvent(rows, TableName, {
        type: 'customer.changed.v1',
        eventId: `${customerId}.${sequence}.web`,
        customerId,
        sequence,
        idMap: {},
        ...more,
      }),
    row: async () => (await rows.send(new GetCommand({ TableName, Key: { customerId } }))).Item,
  };
}

describe('applyEvent', () => {
  it('asks for a customer to be read, once for each change, gaps or none', async () => {
    const { tell, row } = newCustomer();
    expect([await tell(1), await tell(2), await tell(5)]).toEqual(Array(3).fill('applied'));
    expect(await row()).toMatchObject({ sequence: 5, toRead: true, isGone: false });
  });

  it('knows an event again by its id, and one that was overtaken by its sequence', async () => {
    const { tell, row } = newCustomer();
    await tell(3);
    expect([await tell(3), await tell(2)]).toEqual(['known', 'known']);
    expect(await row()).toMatchObject({ sequence: 3 });
  });

  it('takes another event of the same sequence, also once', async () => {
    const { tell } = newCustomer();
    await tell(1);
    const another = { eventId: 'another' };
    expect([await tell(1, another), await tell(1, another), await tell(1)]).toEqual([
      'applied',
      'known',
      'known',
    ]);
  });

  it('ends in the same row in whatever order, and however often, events come', async () => {
    const [forwards, backwards] = [newCustomer(), newCustomer()];
    for (const sequence of [1, 2, 3]) await forwards.tell(sequence);
    for (const sequence of [3, 1, 2, 3, 1]) await backwards.tell(sequence);
    expect((await backwards.row())?.sequence).toBe((await forwards.row())?.sequence);
  });

  it('follows an id that leads elsewhere, and back again, and one that is gone', async () => {
    const { customerId, tell, row } = newCustomer();
    const type = 'customer.merged.v1';
    await tell(2, { type, idMap: { [customerId]: 'cus_living' } });
    expect((await row())?.leadsTo).toBe('cus_living');
    await tell(3, { type: 'customer.split.v1', idMap: { [customerId]: customerId } });
    expect((await row())?.leadsTo).toBeUndefined();
    await tell(4, { type: 'customer.removed.v1' });
    expect((await row())?.isGone).toBe(true);
    const erased = newCustomer();
    await erased.tell(4, { type: 'customer.erased.v1' });
    expect((await erased.row())?.isGone).toBe(true);
  });

  it('does not follow what readEvent does not', async () => {
    expect(await applyEvent(rows, TableName, undefined)).toBe('not-followed');
  });
});
