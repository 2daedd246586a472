import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { expect } from 'vitest';
import { publish } from '#functions/publisher/publish';
import { lensOfSpoke } from '#functions/shared/lens-of';
import { readConsentsNow } from '#functions/shared/told-consents';
import type { Checkpoint } from '#local/shard-reader';
import { startStream } from '#local/stream';
import { busThat } from '#test/functions/publisher/bus';
import { readers } from './enforcement-readers.ts';
import { personOf, type World } from './enforcement-world.ts';
import { mayBeTold } from './ledger-model.ts';

/** Publishes what the world's hub does, and looks at each event once: no value, and no name that may not be told. */
export async function followEvents({ seed, hub, model, planted, report, now }: World) {
  const bus = busThat();
  const services = {
    ...bus.services,
    listeners: async () =>
      Promise.all(
        (await hub.services.governance.spokes()).flatMap(async ({ value }) => {
          const lens = await lensOfSpoke(value, hub.services.governance);
          const purpose =
            lens.purpose && (await hub.services.governance.purposes.read(lens.purpose));
          return { name: value.name, lens, ...(purpose && { purpose: purpose.value }) };
        }),
      ),
    consentsOf: (customerId: string) => readConsentsNow(customerId, hub.services),
  };
  const client = new DynamoDBStreamsClient({
    endpoint: hub.store.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const failures: unknown[] = [];
  let checkpoint: Checkpoint | undefined;
  const stream = await startStream({
    client,
    tableName: hub.store.names.main,
    consumers: [
      {
        name: 'publisher',
        handler: async ({ Records }: DynamoDBStreamEvent) => {
          const again = await publish(Records, services);
          if (again.length > 0) failures.push(again);
          return { batchItemFailures: [] };
        },
      },
    ],
    readCheckpoint: () => checkpoint,
    writeCheckpoint: (_, next) => {
      checkpoint = next;
    },
    onFailure: (_, error) => failures.push(error),
    idleMs: 5,
  });
  let heard = 0;
  const checkEvents = async () => {
    stream.nudge();
    if (!(await stream.drained(20_000)) || failures.length > 0 || bus.poison.length > 0)
      throw new Error(`events: ${failures.map(String)} ${JSON.stringify(bus.poison)}`);
    const events = bus.arrived.slice(heard);
    heard = bus.arrived.length;
    for (const { type, detail } of events) {
      const text = JSON.stringify(detail);
      expect(planted.filter(({ value }) => text.includes(value))).toEqual([]);
      // Every event of a customer has these; its own test holds each to its schema.
      const told = detail as unknown as { customerId: string; changed?: string[]; spoke: string };
      const { customerId, changed = [], spoke } = told;
      const reader = readers.find((each) => each.spoke === spoke);
      if (reader === undefined || changed.length === 0) continue;
      const [stored] = await hub.services.customers.load([customerId]);
      if (stored === undefined) continue;
      const { members } = personOf(stored);
      if (!mayBeTold(model, { members }, reader.purpose, now()))
        expect.fail(`seed ${seed}: ${type} names attributes to ${spoke} at ${now()}`);
      report.told += 1;
    }
  };
  return {
    checkEvents,
    async stop() {
      await stream.stop();
      client.destroy();
    },
  };
}
