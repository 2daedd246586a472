import { describe, expect, it } from 'vitest';
import { bareTransaction } from '../../bench/latency/bare-transaction.ts';

describe('bareTransaction', () => {
  it('sends as many actions of the same size, under keys that nothing else reads', () => {
    const head = {
      PK: 'CUS#cus_1',
      SK: 'HEAD',
      GSI1PK: 'LIST#person#1',
      golden: new Uint8Array(9),
    };
    const { input } = bareTransaction([
      {
        Put: {
          TableName: 'main',
          Item: head,
          ConditionExpression: 'revision = :read',
          ExpressionAttributeValues: { ':read': 3 },
        },
      },
      { Delete: { TableName: 'main', Key: { PK: 'KEY#name#t', SK: 'CUS#cus_1' } } },
    ]);

    expect(input.TransactItems).toEqual([
      {
        Put: {
          TableName: 'main',
          Item: { ...head, PK: '~US#cus_1', GSI1PK: '~IST#person#1' },
          ConditionExpression: 'attribute_not_exists(PK)',
        },
      },
      { Delete: { TableName: 'main', Key: { PK: '~EY#name#t', SK: 'CUS#cus_1' } } },
    ]);
  });
});
