import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeOver } from '#store/make-store';
import type { TableClient } from '#store/table-client';
import { type EmbeddedStore, embeddedStore } from '#test/support/embedded-table';
import { created, openRequest } from '#test/support/open-request';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

/** A function before whose first transaction something else happens. */
function overtakenBy(other: () => Promise<void>) {
  let isFirst = true;
  const client = {
    ...store.client,
    async send(...call: Parameters<TableClient['send']>) {
      if (isFirst && call[0] instanceof TransactWriteCommand) {
        isFirst = false;
        await other();
      }
      return store.client.send(...call);
    },
  } as TableClient;
  return storeOver({
    client,
    table: store.names.main,
    vaultTable: store.names.vault,
    wrapper: store.keys,
    tenant: 'test',
    clock: () => new Date().toISOString(),
  }).privacyRequests;
}

describe('a change of a request while its workflow begins to wait', () => {
  it('answers the token of that wait: the workflow saw the request as it was before', async () => {
    const request = openRequest('cus_00000000000000000000000001');
    const { requestId, receivedAt } = request;
    await store.privacyRequests.create(request, {}, created(receivedAt));
    await store.privacyRequests.wait(requestId, 'verification', 'of an execution that was stopped');
    const changing = overtakenBy(() =>
      store.privacyRequests.wait(requestId, 'verification', 'of the one that runs'),
    );
    const moved = await changing.move(
      requestId,
      (before) => ({ ...before, state: 'verified' }),
      created(receivedAt),
    );
    expect(moved).toMatchObject({
      request: { state: 'verified' },
      waits: { verification: 'of the one that runs' },
      revision: 2,
    });
  });
});
