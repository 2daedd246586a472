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
async function follow(records: readonly object[], more: Record<string, unknown> = {}) {
  const customers = {
    sharers: vi.fn(async () => []),
    sweep: vi.fn(async () => {}),
    countAdd: vi.fn(async () => {}),
    ...more,
  };
  const measureBacklog = vi.fn(async () => {});
  const logged = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const answer = await convergeOf(
    () => ({ customers, log: () => {} }) as unknown as Services,
    measureBacklog,
  )({
    Records: records,
  } as DynamoDBStreamEvent);
  logged.mockRestore();
  return { answer, customers };
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

  it('passes over what is no new version', async () => {
    const modified = { ...version(1, 'created'), eventName: 'MODIFY' };
    const { answer, customers } = await follow([modified, { eventName: 'REMOVE', dynamodb: {} }]);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(customers.countAdd).not.toHaveBeenCalled();
  });
});
