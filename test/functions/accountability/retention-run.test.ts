import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contracts from '#functions/accountability/contract';
import { routesWith } from '#functions/accountability/index';
import { lambdaOf } from '#functions/shared/lambda';
import { eventOf } from '#test/support/hub';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

let hub: PrivacyHub;
const put = async (sourceId: string, given: string, year: number): Promise<string> => {
  const { body } = await hub.put('crm', sourceId, { name: { given, family: given } }, year);
  return body.customerId;
};
const run = async (body: object) => {
  const answer = (await lambdaOf(
    routesWith(() => hub.privacyServices),
    () => hub.services,
  )(
    eventOf(contracts.createRetentionRun, { body: { schema: 'person', ...body } }),
    {} as Context,
  )) as APIGatewayProxyResult;
  return JSON.parse(answer.body);
};
const idsOf = ({ items }: { items: readonly { customerId: string; outcome: string }[] }) =>
  Object.fromEntries(items.map(({ customerId, outcome }) => [customerId, outcome]));

// biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
let opened: any;
let [old, fresh, held] = ['', '', ''];
beforeAll(async () => {
  hub = await startPrivacyHub();
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
    const report = await run({ dryRun: true });
    expect(report).toMatchObject({ dryRun: true, looked: 3 });
    expect(idsOf(report)).toEqual({ [old]: 'due', [held]: 'due' });
    expect(report.items).toContainEqual({
      ...{ customerId: old, purpose: 'service' },
      ...{ since: '2018-01-01T00:00:00.000Z', outcome: 'due' },
    });
    expect(await hub.services.privacyRequests.ofCustomers([old, held])).toEqual([]);
    expect(idsOf(await run({}))).toEqual(idsOf(report));
  });

  it('goes on page by page', async () => {
    let [looked, cursor]: [number, string | undefined] = [0, undefined];
    do {
      const page: { looked: number; cursor?: string } = await run({ limit: 1, cursor });
      looked += page.looked;
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(looked).toBe(3);
  });

  it('leaves alone whose erasure is asked for already', async () => {
    const customerId = await put('4', 'Dmitri', 2013);
    const body = { rights: ['erasure'], customerId, jurisdiction: 'GB', channel: 'steward' };
    const { body: request } = await hub.privacy('createPrivacyRequest', { body });
    const report = await run({ dryRun: false });
    expect(report.items).toContainEqual(
      expect.objectContaining({ customerId, outcome: 'asked-already', requestId: request.id }),
    );
    opened = report;
  });

  it('erases by the way of any erasure, restricts who is held, and opens nothing twice', async () => {
    const report = opened;
    expect(idsOf(report)).toMatchObject({ [old]: 'opened', [held]: 'opened' });
    const requestOf = (customerId: string): string =>
      report.items.find((each: { customerId: string }) => each.customerId === customerId).requestId;
    const erased = await hub.until(requestOf(old), ({ work }) => work.erasure?.state === 'done');
    expect(erased).toMatchObject({ channel: 'retention', verification: { needed: 'none' } });
    expect(Object.keys(erased.orders)).toEqual(['crm']);
    await hub.until(requestOf(held), ({ work }) => work.erasure?.state === 'refused');
    expect((await hub.call('readCustomer', { params: { customerId: old } })).status).toBe(410);
    expect((await hub.call('readCustomer', { params: { customerId: fresh } })).status).toBe(200);
    const restrictions = await hub.call('listRestrictions', { params: { customerId: held } });
    expect(restrictions.body.isRestricted).toBe(true);
    expect(idsOf(await run({ dryRun: false }))).toMatchObject({ [held]: 'held' });
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
