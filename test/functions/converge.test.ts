import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { convergeOf } from '#functions/converge/index';
import type { Services } from '#functions/shared/handle';

const customerId = `cus_${'0'.repeat(26)}`;
const version = (sequence: number, type: string, SequenceNumber = String(sequence)) => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber,
    NewImage: {
      PK: { S: `CUS#${customerId}` },
      SK: { S: `VER#2026-01-01T00:00:00.000Z#${sequence}` },
      customerId: { S: customerId },
      type: { S: type },
      sequence: { N: String(sequence) },
      correlationId: { S: 'cor-1' },
      keysAdded: { L: [] },
    },
  },
});

/** Runs a batch over services that only remember; `sharers` and `sweep` may be made to fail. */
async function follow(
  records: readonly object[],
  more: Record<string, unknown> = {},
  isQueueGone = false,
) {
  const customers = {
    sharers: vi.fn(async () => []),
    sweep: vi.fn(async () => {}),
    countAdd: vi.fn(async () => {}),
    ...more,
  };
  const measureBacklog = vi.fn(async () => {});
  const logged = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const objects = new Map<string, string>();
  const notices: object[] = [];
  const answer = await convergeOf(
    () => ({ customers, log: () => {}, measure: () => {} }) as unknown as Services,
    {
      measureBacklog,
      poison: () => ({
        putPoison: async (key, body) => void objects.set(key, body),
        sendPoison: async (notice) => {
          if (isQueueGone) throw new Error('queue is gone');
          notices.push(notice);
        },
      }),
    },
  )({ Records: records } as DynamoDBStreamEvent);
  logged.mockRestore();
  return { answer, customers, objects, notices };
}

describe('the stream consumer that looks again', () => {
  it('counts customers that came and went, once a batch', async () => {
    const { customers } = await follow([
      version(1, 'created'),
      version(2, 'created'),
      version(3, 'changed'),
      version(4, 'merged'),
    ]);
    expect(customers.countAdd.mock.calls).toEqual([[2]]);
    expect((await follow([version(1, 'changed')])).customers.countAdd).not.toHaveBeenCalled();
  });

  it('sweeps a customer that was removed, and counts it off', async () => {
    const { customers } = await follow([version(1, 'removed')]);
    expect(customers.sweep.mock.calls).toEqual([[customerId]]);
    expect(customers.countAdd.mock.calls).toEqual([[-1]]);
  });

  it('stops at the first record that fails, so that it comes again before those after it', async () => {
    const sharers = vi.fn(async () => []).mockRejectedValueOnce(new Error('outage'));
    const { answer, customers } = await follow(
      [version(1, 'removed'), version(2, 'created'), version(3, 'created')],
      { sharers },
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(sharers).toHaveBeenCalledTimes(1);
    expect(customers.countAdd.mock.calls).toEqual([[-1]]);
  });

  const damaged = (more: object) => {
    const { eventName, dynamodb } = version(2, 'created');
    return { eventName, dynamodb: { ...dynamodb, NewImage: { ...dynamodb.NewImage, ...more } } };
  };

  it.each([
    ['names no keys', { keysAdded: { NULL: true } }],
    ['names keys that are none', { keysAdded: { L: [{ N: '1' }] } }],
    ['says nothing of whom it is', { customerId: { NULL: true } }],
    ['is of a later release', { format: { N: '99' } }],
  ])('puts aside a version that %s, with its reason and ids only, and goes on', async (_, more) => {
    const { answer, customers, objects, notices } = await follow([
      damaged({ ...more, sealed: { B: 'c2VhbGVk' } }),
      version(3, 'created'),
    ]);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(customers.countAdd.mock.calls).toEqual([[1]]);
    expect(notices).toEqual([
      {
        reason: 'unreadable',
        customerId,
        findings: [],
        streamSequenceNumber: '2',
        objectKey: 'converge/2.json',
      },
    ]);
    expect(JSON.parse(objects.get('converge/2.json') ?? '')).toMatchObject({
      ...more,
      sealed: { B: 'c2VhbGVk' },
    });
  });

  it('tells no key that does not look like an id', async () => {
    const { notices } = await follow([
      damaged({ keysAdded: { NULL: true }, PK: { S: 'CUS#ada@example.com' } }),
    ]);
    expect(JSON.stringify(notices)).not.toContain('example.com');
  });

  it('takes a version again that could not be put aside', async () => {
    const { answer, customers } = await follow(
      [version(1, 'created'), damaged({ keysAdded: { NULL: true } }), version(3, 'created')],
      {},
      true,
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(customers.countAdd.mock.calls).toEqual([[1]]);
  });

  it('passes over what is no new version', async () => {
    const modified = { ...version(1, 'created'), eventName: 'MODIFY' };
    const { answer, customers } = await follow([modified, { eventName: 'REMOVE', dynamodb: {} }]);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(customers.countAdd).not.toHaveBeenCalled();
  });
});
