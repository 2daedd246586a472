import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RetentionRow } from '#core/privacy-retention/retention-run';
import * as contracts from '#functions/accountability/contract';
import { type RetentionHub, startRetentionHub } from '#test/support/retention-hub';

let hub: RetentionHub;
const put = async (sourceId: string, given: string, year: number): Promise<string> => {
  const { body } = await hub.put('crm', sourceId, { name: { given, family: given } }, year);
  return body.customerId;
};
const outcomesOf = ({ report }: { report: readonly RetentionRow[] }) =>
  Object.fromEntries(report.map(({ customerId, outcome }) => [customerId, outcome]));

let [old, fresh, held, asked] = ['', '', '', ''];
beforeAll(async () => {
  hub = await startRetentionHub();
  await hub.spoke('crm');
  old = await put('1', 'Ada', 2015);
  fresh = await put('2', 'Boris', new Date().getUTCFullYear());
  held = await put('3', 'Chantal', 2014);
  const hold = { kind: 'legal-hold', ground: 'legal-claim', reason: 'A claim.' };
  await hub.call('placeRestriction', { params: { customerId: held }, body: hold });
  await hub.call('putPurpose', {
    params: { name: 'service' },
    body: {
      title: 'Service',
      legalBases: ['contract'],
      channels: ['email'],
      retention: { value: 3, unit: 'years', after: 'last-activity' },
    },
  });
});
afterAll(() => hub.stop());

describe('a retention run', () => {
  it('tells in a dry run who is due, since when and by which purpose, and changes nothing', async () => {
    const run = await hub.run({ dryRun: true });
    expect(run).toMatchObject({ dryRun: true, state: 'finished', actor: 'tok_administrator' });
    expect(outcomesOf(run)).toEqual({ [old]: 'due', [held]: 'due' });
    expect(run.report).toContainEqual({
      customerId: old,
      purpose: 'service',
      since: '2018-01-01T00:00:00.000Z',
      outcome: 'due',
    });
    expect(run.result).toEqual({
      customers: 3,
      unreadable: 0,
      attributes: [],
      purposes: [{ purpose: 'service', outcomes: [{ outcome: 'due', count: 2 }] }],
    });
    expect(await hub.services.privacyRequests.ofCustomers([old, held])).toEqual([]);
    expect(outcomesOf(await hub.run({}))).toEqual(outcomesOf(run));
  });

  it('is of one schema where one is named, and of none that is not there', async () => {
    expect((await hub.run({ schema: 'organisation' })).result.customers).toBe(0);
    const body = { schema: 'nobody' };
    const { status, body: problem } = await hub.ask(contracts.createRetentionRun, { body });
    expect([status, problem.type]).toEqual([404, expect.stringContaining('schema.not-found')]);
  });

  it('erases alone: another real run is refused until it has ended, a dry run is not', async () => {
    const real = { body: { dryRun: false, schema: 'organisation' } };
    const { body: first } = await hub.ask(contracts.createRetentionRun, real);
    const second = await hub.ask(contracts.createRetentionRun, real);
    expect(second.status).toBe(409);
    expect(second.body.type).toContain('retention-run.in-progress');
    // Had the first died before its workflow began, it would begin now.
    expect(hub.started.filter((each) => each === first.id)).toHaveLength(2);
    expect((await hub.ask(contracts.createRetentionRun, { body: {} })).status).toBe(202);
    await hub.step({ step: 'died', execution: first.id });
    const params = { runId: first.id };
    expect((await hub.ask(contracts.readRetentionRun, { params })).body.state).toBe('failed');
    const { body: third } = await hub.ask(contracts.createRetentionRun, real);
    await hub.runToEnd(third.id);
    // Of ten at once one begins.
    const ten = await Promise.all(
      Array.from({ length: 10 }, () => hub.ask(contracts.createRetentionRun, real)),
    );
    expect(ten.map(({ status }) => status).toSorted()).toEqual([202, ...Array(9).fill(409)]);
    const { body: only } = ten.find(({ status }) => status === 202) ?? { body: undefined };
    await hub.runToEnd(only.id);
  });

  it('does nothing more in any step once it has failed', async () => {
    const { body } = await hub.ask(contracts.createRetentionRun, { body: { dryRun: false } });
    await hub.step({ step: 'plan', runId: body.id });
    await hub.step({ step: 'fail', runId: body.id });
    for (const piece of [0, 1]) await hub.step({ step: 'scan', runId: body.id, piece });
    await hub.step({ step: 'finish', runId: body.id });
    expect(await hub.services.privacyRequests.ofCustomers([old, held])).toEqual([]);
    const params = { runId: body.id };
    expect((await hub.ask(contracts.readRetentionRun, { params })).body.state).toBe('failed');
  });

  it('erases by the way of any erasure, restricts who is held, and opens nothing twice', async () => {
    asked = await put('4', 'Dmitri', 2013);
    const body = { rights: ['erasure'], customerId: asked, jurisdiction: 'GB', channel: 'steward' };
    const { body: request } = await hub.privacy('createPrivacyRequest', { body });
    const run = await hub.run({ dryRun: false });
    expect(outcomesOf(run)).toEqual({
      [old]: 'opened',
      [held]: 'opened',
      [asked]: 'asked-already',
    });
    const requestOf = (customerId: string): string =>
      run.report.find((each: RetentionRow) => each.customerId === customerId).requestId;
    expect(requestOf(asked)).toBe(request.id);
    const erased = await hub.until(requestOf(old), ({ work }) => work.erasure?.state === 'done');
    expect(erased).toMatchObject({ channel: 'retention', verification: { needed: 'none' } });
    expect(Object.keys(erased.orders)).toEqual(['crm']);
    await hub.until(requestOf(held), ({ work }) => work.erasure?.state === 'refused');
    expect((await hub.call('readCustomer', { params: { customerId: old } })).status).toBe(410);
    expect((await hub.call('readCustomer', { params: { customerId: fresh } })).status).toBe(200);
    const restrictions = await hub.call('listRestrictions', { params: { customerId: held } });
    expect(restrictions.body.isRestricted).toBe(true);
    expect(outcomesOf(await hub.run({ dryRun: false }))).toMatchObject({ [held]: 'held' });
  });

  it('tells the same of a step that died after it had acted, and keeps whom something keeps again', async () => {
    const [gone, back] = [await put('5', 'Edith', 2012), await put('6', 'Farid', 2012)];
    const { body } = await hub.ask(contracts.createRetentionRun, { body: { dryRun: false } });
    const { items } = (await hub.step({ step: 'plan', runId: body.id })) as { items: number[] };
    const year = new Date().getUTCFullYear();
    // What was found is kept; then somebody comes back before anything is done.
    const { dying } = hub;
    const firstLook = {
      ...dying,
      privacyRequests: {
        ...dying.privacyRequests,
        ofCustomers: async () => Promise.reject(new Error('it dies here')),
      },
    };
    for (const piece of items)
      await hub.step({ step: 'scan', runId: body.id, piece }, firstLook).catch(() => undefined);
    await put('6', 'Farid', year);
    for (const piece of items)
      await hub.step({ step: 'scan', runId: body.id, piece }, dying).catch(() => undefined);
    const [requestId = ''] = await hub.services.privacyRequests.ofCustomers([gone]);
    await hub.until(requestId, ({ work }) => work.erasure?.state === 'done');
    await hub.runToEnd(body.id);
    const params = { runId: body.id };
    const { body: run } = await hub.ask(contracts.readRetentionRun, { params });
    expect(run.report.items).toContainEqual(
      expect.objectContaining({ customerId: gone, outcome: 'opened', requestId }),
    );
    expect(run.report.items).toContainEqual(
      expect.objectContaining({ customerId: back, outcome: 'kept' }),
    );
    expect((await hub.call('readCustomer', { params: { customerId: back } })).status).toBe(200);
  });

  it('tells the erasure that it opened itself, however often its step begins again', async () => {
    const customerId = await put('7', 'Grace', 2011);
    const { body } = await hub.ask(contracts.createRetentionRun, { body: { dryRun: false } });
    const { items } = (await hub.step({ step: 'plan', runId: body.id })) as { items: number[] };
    const workflows = { ...hub.dying.workflows, startPrivacy: async () => true };
    const dying = { ...hub.dying, workflows };
    for (const piece of items)
      await hub.step({ step: 'scan', runId: body.id, piece }, dying).catch(() => undefined);
    const opened = await hub.services.privacyRequests.ofCustomers([customerId]);
    expect(opened).toHaveLength(1);
    await hub.runToEnd(body.id);
    expect(await hub.services.privacyRequests.ofCustomers([customerId])).toEqual(opened);
    const params = { runId: body.id };
    const { body: run } = await hub.ask(contracts.readRetentionRun, { params });
    expect(run.report.items).toContainEqual(
      expect.objectContaining({ customerId, outcome: 'opened', requestId: opened[0] }),
    );
  });

  it('leaves its start and its end in the audit, with what it came to', async () => {
    const { id } = await hub.run({});
    const entries = await hub.services.audit.entries(`retention-run:${id}`, { limit: 10 });
    expect(entries.items.map(({ action, actor }) => [action, actor])).toEqual([
      ['retention.dry-run', 'tok_administrator'],
      ['retention.end', 'tok_administrator'],
    ]);
  });

  it('is listed, and not found under an id that is none', async () => {
    const { body } = await hub.ask(contracts.listRetentionRuns, { query: { limit: '2' } });
    expect(body.items.map(({ dryRun }: { dryRun: boolean }) => dryRun)).toEqual([true, true]);
    const params = { runId: `run_${'0'.repeat(26)}` };
    expect((await hub.ask(contracts.readRetentionRun, { params })).status).toBe(404);
  });

  it('is told neither in the register nor in the metrics: nobody asked', async () => {
    const year = String(new Date().getUTCFullYear());
    const register = async (query: Record<string, string> = {}): Promise<object[]> => {
      const { body } = await hub.call('readRequestRegister', { query: { year, ...query } });
      const { items, cursor } = body;
      return cursor === undefined ? items : [...items, ...(await register({ cursor }))];
    };
    expect(await register()).toMatchObject([{ channel: 'steward' }]);
    const metrics = await hub.call('readRequestMetrics', { query: { year } });
    expect(metrics.body.byRight.erasure).toMatchObject({ received: 1, open: 1 });
  });
});
