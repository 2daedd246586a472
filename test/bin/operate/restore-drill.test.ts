import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedTable, startEmbeddedTable } from '#test/support/embedded-table';
import { inProcessKeys } from '#test/support/in-process-keys';
import { restoreDrill } from '../../../bin/operate/restore-drill.ts';

let engine: EmbeddedTable;
beforeAll(async () => {
  engine = await startEmbeddedTable();
});
afterAll(() => engine.stop());

describe('the restore drill', () => {
  it('shows that nobody who was erased comes back, and leaves no table behind', async () => {
    const dynamo = new DynamoDBClient({
      endpoint: engine.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const report = await restoreDrill(dynamo, { tenant: 'drill-test', wrapper: inProcessKeys() });
    expect(report).toMatchObject({ people: 40, erased: 20, replayed: { removed: 20 } });
    expect(report.shown).toEqual({
      keysOfTheErasedAreGone: true,
      valuesOfTheErasedCannotBeRead: true,
      refusedBeforeTheReplay: true,
      erasedAreGoneAfterIt: true,
      othersAreAsTheyWere: true,
      lateRecordsAreRefused: true,
    });
    const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
    expect(TableNames.filter((each) => each.startsWith('drill-test'))).toEqual([]);
    dynamo.destroy();
  });

  it('says what kept it, and which tables may be left where nobody could delete them', async () => {
    const denied = new DynamoDBClient({
      endpoint: engine.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    denied.middlewareStack.add(
      () => async () => {
        throw Object.assign(new Error('not authorized to perform it'), { name: 'AccessDenied' });
      },
      { step: 'build' },
    );
    const drill = restoreDrill(denied, { tenant: 'denied', wrapper: inProcessKeys() });
    await expect(drill).rejects.toThrow(
      /^not authorized to perform it; tables that may be left: denied-drill-\w+-main, /,
    );
    denied.destroy();
  });
});
