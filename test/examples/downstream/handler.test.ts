import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { eventSamples } from '#events/samples';
import { handler } from '../../../examples/downstream/handler.ts';

const rows = mockClient(DynamoDBDocumentClient);

describe('the handler of a downstream', () => {
  it('gives back what it cannot apply, and only that', async () => {
    process.env.SPOKE = 'crm';
    process.env.TABLE_NAME = 'customers';
    rows.on(UpdateCommand).resolves({});
    const detail = eventSamples['customer.changed.v1'];
    const body = (event: object) =>
      JSON.stringify({ 'detail-type': 'customer.changed.v1', detail: event });

    const answer = await handler({
      Records: [
        { messageId: 'broken', body: body({ ...detail, customerId: 42 }) },
        { messageId: 'whole', body: body(detail) },
        { messageId: 'no-event', body: 'no JSON' },
      ],
    } as SQSEvent);

    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: 'broken' }, { itemIdentifier: 'no-event' }],
    });
    expect(rows.commandCalls(UpdateCommand)).toHaveLength(1);
  });
});
