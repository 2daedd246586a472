import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestHub } from '#test/support/hub';
import {
  block,
  changeOf,
  creation,
  customer,
  fact,
  golden,
  searchable,
  sourceRecord,
} from '#test/support/stored-customers';

const lambdaLimitBytes = 6 * 1024 * 1024;

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.stop());

/** About 100 KB of JSON, a third of it quotes that are escaped twice on the way. */
const bulky = (n: number) => ({ family: `Bulky ${n}`, note: 'x"'.repeat(33_000) });

/** All pages of a list, from the caller's side. */
async function pages(route: Parameters<TestHub['call']>[0], request: object, query: object = {}) {
  const all = [];
  for (let cursor: string | undefined; ; ) {
    const more = { ...query, limit: '200', ...(cursor === undefined ? {} : { cursor }) };
    const { status, body } = await hub.call(route, { ...request, query: more });
    expect(status).toBe(200);
    all.push(body);
    cursor = body.cursor;
    if (cursor === undefined) return all;
  }
}

interface Listed {
  readonly customerId: string;
  readonly sequence: number;
  readonly sourceId: string;
}

const sizeOf = (body: unknown) => Buffer.byteLength(JSON.stringify(JSON.stringify(body)));

describe('a page of a list', () => {
  const count = 60;
  const ids: string[] = [];
  beforeAll(async () => {
    for (let n = 0; n < count; n += 1) {
      const record = sourceRecord('web', `bulky-${n}`, bulky(n));
      const [stored] = await hub.services.customers.commit(
        creation(record, [searchable('name', 'bulky'), block('name', `bulky-${n}`)]),
      );
      ids.push(stored!.customer.customerId);
    }
  });

  it('of customers is no larger than Lambda can send, and the rest comes after its cursor', async () => {
    const all = await pages('listCustomers', {}, { schema: 'person' });

    expect(all.length).toBeGreaterThan(1);
    for (const page of all) expect(sizeOf(page)).toBeLessThan(lambdaLimitBytes * 0.75);
    const seen = all.flatMap((page) => page.items.map((each: Listed) => each.customerId));
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it('of versions, and of source records, likewise', async () => {
    const [stored] = await hub.services.customers.load([ids[0]!]);
    const [root] = stored!.customer.members;
    const records = Array.from({ length: 40 }, (_, n) =>
      sourceRecord('web', `of-one-${String(n).padStart(2, '0')}`, bulky(n)),
    );
    let before = [stored!];
    for (let n = 1; n < count; n += 1) {
      const after = { ...customer(root), golden: golden(bulky(n)) };
      const facts = [fact(ids[0]!, 'changed', { changed: ['note'] })];
      const commit = changeOf({ before, after: [after], facts });
      before = [...(await hub.services.customers.commit(commit))];
    }
    await hub.services.customers.commit(
      changeOf({ before, after: [customer({ ...root, records })] }),
    );
    const params = { customerId: ids[0]! };
    const history = await pages('readHistory', { params });
    const sources = await pages('readSources', { params });

    for (const page of [...history, ...sources])
      expect(sizeOf(page)).toBeLessThan(lambdaLimitBytes * 0.75);
    const sequences = history.flatMap((page) => page.items.map((each: Listed) => each.sequence));
    expect(sequences).toEqual(Array.from({ length: count }, (_, each) => each + 1));
    const sourceIds = sources.flatMap((page) => page.items.map((each: Listed) => each.sourceId));
    expect(sourceIds).toEqual(records.map((each) => each.sourceId));
  });

  it('of source records is whole unless told otherwise, and refuses a place that it did not give', async () => {
    const params = { customerId: ids[1]! };
    const { body } = await hub.call('readSources', { params });
    expect(body.items).toHaveLength(1);
    expect(body.cursor).toBeUndefined();
    expect(await hub.call('readSources', { params, query: { cursor: 'x' } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/cursor' }] },
    });
  });
});
