import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasEnded } from '#core/privacy-request/privacy-request';
import { lookAtClocks } from '#functions/privacy-clocks/look-at-clocks';
import { requestKey } from '#store/keys';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

const start = '2026-03-01T12:00:00.000Z';
let now: string;
let hub: PrivacyHub;
let customerId: string;
beforeEach(async () => {
  now = start;
  hub = await startPrivacyHub({ clock: () => now });
  await hub.spoke('crm');
  const ada = { name: { full: 'Ada Lovelace' }, emails: [{ value: 'ada@example.com' }] };
  customerId = (await hub.put('crm', '7', { ...ada, birthDate: '1980-02-29' }, 2025)).body
    .customerId;
});
afterEach(() => hub.stop());

const hold = async (more: object) => {
  const { body } = await hub.call('placeRestriction', {
    params: { customerId },
    body: { kind: 'legal-hold', reason: 'The matter of 2026.', ground: 'legal-claim', ...more },
  });
  return body.restrictionId as string;
};
const lift = (id: string, restrictionId: string) =>
  hub.call('liftRestriction', {
    params: { customerId: id, restrictionId },
    body: { reason: 'It is over.' },
  });
/** An erasure that has ended as far as it could; its request. */
async function ended() {
  const { body } = await hub.privacy('createPrivacyRequest', {
    body: { rights: ['erasure'], customerId, jurisdiction: 'EU', channel: 'steward' },
  });
  const params = { requestId: body.id as string };
  await hub.privacy('verifyPrivacyRequest', { params, body: { method: 'steward' } });
  await hub.privacy('approvePrivacyRequest', { params });
  await hub.until(body.id, ({ isOrdered }) => isOrdered);
  await hub.privacy('acknowledgePrivacyRequest', {
    params: { ...params, spoke: 'crm' },
    body: { status: 'done' },
    role: 'integrator',
    spoke: 'crm',
  });
  return hub.until(body.id, ({ state }) => hasEnded(state));
}
const look = () => lookAtClocks(hub.privacyServices, { remainingMs: () => 200_000 });
const status = async (id: string) =>
  (await hub.call('readCustomer', { params: { customerId: id } })).status;
const certified = async (requestId: string) => {
  const { body } = await hub.privacy('readCertificate', { params: { requestId } });
  return JSON.parse(Buffer.from(body.certificate.split('.')[1], 'base64url').toString());
};
const isDone = ({ work }: { readonly work: { erasure?: { state: string } } }) =>
  work.erasure?.state === 'done';
const acts = async (requestId: string) =>
  (await hub.store.audit.entries(`request:${requestId}`, { limit: 50 })).items.map(
    ({ action }) => action,
  );

describe('what a hold kept from an erasure', () => {
  it('is erased when the hold has ended by its date, and the certificate says so', async () => {
    await hold({ until: '2026-03-05T00:00:00.000Z' });
    const { requestId, work, state } = await ended();
    expect(work.erasure?.state).toBe('refused');
    now = '2026-03-04T23:59:00.000Z';
    await look();
    expect(await status(customerId)).toBe(200);
    now = '2026-03-05T00:10:00.000Z';
    await look();
    const after = await hub.until(requestId, isDone);
    expect(await status(customerId)).toBe(410);
    // How it ended was told when it did.
    expect(after.state).toBe(state);
    expect(await certified(requestId)).toMatchObject({
      erasure: { state: 'done', erasedAt: now },
      customerIds: [customerId],
    });
    expect(await acts(requestId)).toContain('privacy-request.erase-left');
    expect(await hub.services.privacyRequests.details(requestId)).toBeUndefined();
    // Nothing is owed any more, however often anybody looks.
    const revision = (await hub.services.privacyRequests.read(requestId))?.revision;
    now = '2026-04-05T00:10:00.000Z';
    await look();
    await look();
    expect(await hub.services.owedErasures.due('2030-01-01T00:00:00.000Z', 10)).toEqual([]);
    expect((await hub.services.privacyRequests.read(requestId))?.revision).toBe(revision);
  });

  it('is erased with the next look after the hold was lifted, what was kept apart as well', async () => {
    await hold({ attributes: ['birthDate'] });
    const { requestId, work } = await ended();
    const keptAs = work.erasure?.keptAs ?? '';
    expect(await certified(requestId)).toMatchObject({ erasure: { held: { keptAs } } });
    const { body } = await hub.call('listRestrictions', { params: { customerId: keptAs } });
    const own = body.items.find((each: { kind: string }) => each.kind === 'legal-hold');
    now = '2026-03-03T12:00:00.000Z';
    await look();
    expect(await status(keptAs)).toBe(200);
    expect((await lift(keptAs, own.restrictionId)).status).toBe(200);
    now = '2026-03-03T12:15:00.000Z';
    await look();
    await hub.until(requestId, isDone);
    expect(await status(keptAs)).toBe(410);
    expect((await hub.store.vault.subjectKeys([keptAs])).size).toBe(0);
    const { erasure, customerIds } = await certified(requestId);
    expect(erasure).toEqual({ state: 'done', erasedAt: now });
    expect(customerIds).toEqual([customerId, keptAs]);
  });

  it('stays where another hold still keeps it, and what that one does not keep goes', async () => {
    const whole = await hold({});
    await hold({ ground: 'retention-duty', attributes: ['birthDate'] });
    const { requestId } = await ended();
    await lift(customerId, whole);
    now = '2026-03-01T12:15:00.000Z';
    await look();
    const { work } = await hub.until(requestId, ({ work }) => work.erasure?.state === 'partial');
    expect(await status(customerId)).toBe(410);
    const { body } = await hub.call('readCustomer', {
      params: { customerId: work.erasure?.keptAs ?? '' },
    });
    expect(body.attributes).toEqual({ birthDate: '1980-02-29' });
    expect(await hub.services.owedErasures.due('2030-01-01T00:00:00.000Z', 10)).toMatchObject([
      { requestId },
    ]);
  });

  it('is not erased with who was merged with the person since, of whom nobody was made sure', async () => {
    const whole = await hold({});
    const { requestId } = await ended();
    const { body } = await hub.put('crm', '8', { name: { full: 'Olga Taussky' } });
    const params = { customerId };
    await hub.call('mergeCustomers', { params, body: { with: body.customerId } });
    await lift(customerId, whole);
    now = '2026-03-01T12:15:00.000Z';
    await look();
    await hub.call('unmergeCustomer', { params, body: { customerId: body.customerId } });
    expect(await status(customerId)).toBe(200);
    now = '2026-03-08T12:17:00.000Z';
    await look();
    await hub.until(requestId, isDone);
    expect(await status(customerId)).toBe(410);
    expect(await status(body.customerId)).toBe(200);
  });

  it('is owed however long it is held: the request is kept as long, and only then runs out', async () => {
    const whole = await hold({});
    const { requestId } = await ended();
    const expires = async () => {
      const answer = await hub.store.client.send(
        new GetCommand({ TableName: hub.store.names.main, Key: requestKey(requestId) }),
      );
      return answer.Item?.expiresAtSeconds;
    };
    expect(await expires()).toBeUndefined();
    await lift(customerId, whole);
    now = '2030-03-01T12:15:00.000Z';
    await look();
    await hub.until(requestId, isDone);
    expect(await expires()).toBe(Date.parse('2032-03-01T12:15:00.000Z') / 1000);
  });
});
