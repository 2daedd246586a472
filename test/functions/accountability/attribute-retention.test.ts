import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RetentionRow } from '#core/privacy-retention/retention-run';
import { templates } from '#core/schema/templates';
import { createRetentionRun } from '#functions/accountability/contract';
import { type RetentionHub, startRetentionHub } from '#test/support/retention-hub';

let hub: RetentionHub;
const thisYear = new Date().getUTCFullYear();
const birth = '1980-05-17';
const put = async (
  spoke: string,
  sourceId: string,
  more: object,
  year: number,
): Promise<string> => {
  const attributes = { name: { given: sourceId, family: 'Kowalska' }, ...more };
  return (await hub.put(spoke, sourceId, attributes, year)).body.customerId;
};
const attributesOf = async (customerId: string) =>
  (await hub.call('readCustomer', { params: { customerId } })).body.attributes;
const outcomeOf = ({ report }: { report: readonly RetentionRow[] }, customerId: string) =>
  report.find((each) => each.customerId === customerId)?.outcome;

beforeAll(async () => {
  hub = await startRetentionHub();
  for (const spoke of ['crm', 'web']) await hub.spoke(spoke);
  const { name: _, version: __, ...person } = templates.person;
  const retention = { value: 2, unit: 'years', after: 'last-update' };
  const attributes = person.attributes.map((each) =>
    each.name === 'birthDate' ? { ...each, retention } : each,
  );
  const body = { ...person, attributes };
  const made = await hub.call('putSchema', { params: { name: 'person' }, body });
  expect(made.status, JSON.stringify(made.body)).toBeLessThan(300);
});
afterAll(() => hub.stop());

describe('an attribute with a retention', () => {
  it('is removed once no source says it any more, from all that is kept, and its customer stays', async () => {
    const old = await put('crm', 'Old', { birthDate: birth }, 2019);
    const used = await put('crm', 'Used', { birthDate: birth }, thisYear);
    const params = { customerId: used };
    const body = { attribute: 'birthDate', value: '1980-05-18', reason: 'On the phone.' };
    expect((await hub.call('pinAttribute', { params, body })).status).toBe(200);
    const dry = await hub.run({});
    expect(dry.report).toEqual([
      {
        customerId: old,
        attribute: 'birthDate',
        since: '2021-01-01T00:00:00.000Z',
        outcome: 'due',
      },
    ]);
    expect(dry.result.finalAfter).toBeUndefined();
    expect(await attributesOf(old)).toHaveProperty('birthDate', birth);

    const run = await hub.run({ dryRun: false });
    expect(run.result.attributes).toEqual([
      {
        schema: 'person',
        attribute: 'birthDate',
        outcomes: [{ outcome: 'removed', count: 1 }],
      },
    ]);
    const days = (Date.parse(run.result.finalAfter) - Date.parse(run.endedAt)) / 86_400_000;
    expect(days).toBe(35);
    expect(await attributesOf(old)).toEqual({ name: { given: 'Old', family: 'Kowalska' } });
    expect(await attributesOf(used)).toHaveProperty('birthDate', '1980-05-18');
    const of = { params: { customerId: old } };
    for (const route of ['readSources', 'readHistory', 'readLineage'] as const) {
      const { status, body } = await hub.call(route, of);
      expect([status, JSON.stringify(body).includes(birth)], route).toEqual([200, false]);
    }
    const { items } = await hub.services.customers.versions(old, { limit: 50 });
    expect(items.map(({ golden }) => Object.keys(golden?.attributes ?? {}))).toEqual([
      ['name'],
      ['name'],
    ]);
    expect(items.at(-1)).toMatchObject({
      action: 'customer.retention',
      changed: ['birthDate'],
      actor: 'tok_administrator',
    });
  });

  it('is removed again where a spoke sends its old word again', async () => {
    const customerId = await put('crm', 'Again', { birthDate: birth }, 2020);
    expect(outcomeOf(await hub.run({ dryRun: false }), customerId)).toBe('removed');
    await put('crm', 'Again', { birthDate: birth }, 2021);
    expect(await attributesOf(customerId)).toHaveProperty('birthDate');
    expect(outcomeOf(await hub.run({ dryRun: false }), customerId)).toBe('removed');
    expect(await attributesOf(customerId)).not.toHaveProperty('birthDate');
    expect((await hub.run({})).report).toEqual([]);
  });

  it('is kept by a legal hold upon it, and the customer is restricted until that ends', async () => {
    const customerId = await put('crm', 'Held', { birthDate: birth }, 2018);
    const until = `${thisYear + 3}-01-01T00:00:00.000Z`;
    await hub.call('placeRestriction', {
      params: { customerId },
      body: {
        kind: 'legal-hold',
        ground: 'retention-duty',
        reason: 'The tax code.',
        until,
        attributes: ['birthDate'],
      },
    });
    expect(outcomeOf(await hub.run({}), customerId)).toBe('held');
    const restriction = async () =>
      (await hub.call('listRestrictions', { params: { customerId } })).body;
    expect(await restriction()).toMatchObject({ isRestricted: false });
    for (const _ of [1, 2])
      expect(outcomeOf(await hub.run({ dryRun: false }), customerId)).toBe('held');
    expect(await attributesOf(customerId)).toHaveProperty('birthDate', birth);
    const { isRestricted, until: ends, items } = await restriction();
    expect([isRestricted, ends, items.length]).toEqual([true, until, 2]);
  });

  it('is removed of both who are merged, wherever each version lies', async () => {
    const [a, b] = [
      await put('crm', 'Merged', { birthDate: birth }, 2018),
      await put('web', 'Merged-2', { birthDate: birth }, 2018),
    ];
    if (a !== b)
      await hub.call('mergeCustomers', {
        params: { customerId: a },
        body: { with: b, reason: 'Known to be one.' },
      });
    await hub.run({ dryRun: false });
    const versions = await Promise.all(
      [a, b].map((each) => hub.services.customers.versions(each, { limit: 50 })),
    );
    expect(JSON.stringify(versions)).not.toContain(birth);
  });

  it('leaves nothing where somebody writes between: it is done again from the start', async () => {
    const customerId = await put('crm', 'Raced', { birthDate: birth }, 2018);
    const { body } = await hub.ask(createRetentionRun, {
      body: { dryRun: false },
    });
    let raced = 0;
    const racing = {
      ...hub.retention,
      customers: {
        ...hub.retention.customers,
        forget: async (ids: readonly string[], names: ReadonlySet<string>) => {
          await hub.retention.customers.forget(ids, names);
          if (!ids.includes(customerId) || raced > 0) return;
          raced += 1;
          await put('crm', 'Raced', { birthDate: birth, gender: 'female' }, 2019);
        },
      },
    };
    const { items } = (await hub.step({ step: 'plan', runId: body.id })) as { items: number[] };
    for (const piece of items) await hub.step({ step: 'scan', runId: body.id, piece }, racing);
    expect(raced).toBe(1);
    const versions = await hub.services.customers.versions(customerId, { limit: 50 });
    expect(JSON.stringify(versions)).not.toContain(birth);
    expect(await attributesOf(customerId)).toMatchObject({ gender: 'female' });
    await hub.step({ step: 'fail', runId: body.id });
  });

  it('is left alone where nothing keeps its customer any more: the next run erases him', async () => {
    const customerId = await put('crm', 'Whole', { birthDate: birth }, 2018);
    const dies = () => Promise.reject(new Error('it dies here'));
    const { body } = await hub.ask(createRetentionRun, { body: { dryRun: false } });
    const { items } = (await hub.step({ step: 'plan', runId: body.id })) as { items: number[] };
    for (const piece of items)
      await hub
        .step(
          { step: 'scan', runId: body.id, piece },
          { ...hub.dying, customers: { ...hub.dying.customers, forget: dies } },
        )
        .catch(() => undefined);
    const retention = { value: 3, unit: 'years', after: 'last-activity' };
    await hub.call('putPurpose', {
      params: { name: 'service' },
      body: { title: 'Service', legalBases: ['contract'], channels: ['email'], retention },
    });
    await hub.runToEnd(body.id);
    expect(await attributesOf(customerId)).toHaveProperty('birthDate', birth);
    expect(outcomeOf(await hub.run({ dryRun: false }), customerId)).toBe('opened');
  });
});
