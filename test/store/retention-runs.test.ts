import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { RetentionRun } from '#core/privacy-retention/retention-run';
import { type EmbeddedStore, embeddedStore } from '#test/support/embedded-table';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

const at = '2026-11-22T10:00:00.000Z';
const run = (runId: string): RetentionRun => ({
  runId,
  dryRun: false,
  actor: 'usr_1',
  correlationId: 'c',
  state: 'running',
  createdAt: at,
  progress: { stage: 'scan', done: 0, total: 0 },
});
const create = (runId: string) =>
  store.retentionRuns.create(run(runId), {
    actor: 'usr_1',
    action: 'retention.run',
    correlationId: 'c',
    at,
  });

it('of two that are created at once one runs, though DynamoDB lets neither through at first', async () => {
  let left = 2;
  const send = store.client.send.bind(store.client);
  vi.spyOn(store.client, 'send').mockImplementation((async (command: never) => {
    if ((command as object) instanceof TransactWriteCommand && left > 0) {
      left -= 1;
      throw new TransactionCanceledException({
        message: 'conflict',
        $metadata: {},
        CancellationReasons: [{ Code: 'TransactionConflict' }],
      });
    }
    return send(command);
  }) as never);
  const both = await Promise.allSettled([create('run_1'), create('run_2')]);
  expect(left).toBe(0);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'retention-run.in-progress' },
  });
});
