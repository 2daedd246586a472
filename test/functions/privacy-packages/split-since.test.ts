import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasEnded } from '#core/privacy-request/privacy-request';
import { finishRequest } from '#functions/privacy-steps/finish-request';
import { work } from '#functions/privacy-steps/work';
import { packageSubject } from '#store/packages';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

let now: string;
let hub: PrivacyHub;
let ada: string;
let stranger: string;
beforeEach(async () => {
  now = '2026-03-01T12:00:00.000Z';
  hub = await startPrivacyHub({ clock: () => now });
  await hub.spoke('crm', 50, { delivery: { events: true, letters: ['email'] } });
  const put = async (sourceId: string, full: string, mail: string) => {
    const { body } = await hub.put('crm', sourceId, { name: { full }, emails: [{ value: mail }] });
    return body.customerId as string;
  };
  ada = await put('7', 'Ada Lovelace', 'ada@example.com');
  stranger = await put('8', 'Olga Taussky', 'olga@example.com');
  const params = { customerId: ada };
  expect((await hub.call('mergeCustomers', { params, body: { with: stranger } })).status).toBe(200);
});
afterEach(() => hub.stop());

/** A request of who was merged wrongly, whose package is made and has an annex; its id. */
async function made(rights: readonly string[] = ['access'], customerId = ada): Promise<string> {
  const { body } = await hub.privacy('createPrivacyRequest', {
    body: { rights, customerId, jurisdiction: 'EU', channel: 'steward' },
  });
  const params = { requestId: body.id as string };
  await hub.privacy('verifyPrivacyRequest', { params, body: { method: 'steward' } });
  await hub.privacy('approvePrivacyRequest', { params });
  await hub.until(body.id, ({ work }) => work.access?.state === 'done');
  const annex = await hub.call('putAnnex', {
    params: { ...params, spoke: 'crm' },
    body: { data: { letters: 'Of Olga Taussky, and of Ada.' } },
    role: 'integrator',
    spoke: 'crm',
  });
  expect(annex.status).toBe(200);
  return body.id;
}
async function closed(requestId: string) {
  await hub.privacy('acknowledgePrivacyRequest', {
    params: { requestId, spoke: 'crm' },
    body: { status: 'done' },
    role: 'integrator',
    spoke: 'crm',
  });
  const request = await hub.until(requestId, ({ state }) => hasEnded(state));
  // The workflow does so, too; here it is certain when.
  await finishRequest(requestId, hub.privacyServices);
  return request;
}
const undone = () =>
  hub.call('unmergeCustomer', { params: { customerId: ada }, body: { customerId: stranger } });
const byOfficer = (requestId: string) =>
  hub.call('readPackage', { params: { requestId }, query: { format: 'json' } });
const keysOf = async (requestId: string) =>
  (await hub.store.vault.subjectKeys([packageSubject(requestId)])).size;
async function linkOf(requestId: string) {
  const kept = await hub.services.packages.read(requestId);
  return hub.services.links.sign({
    kind: 'package',
    customerId: ada,
    facts: { requestId, linkId: 'lnk_1' },
    expiresAt: kept?.endsAt ?? '',
  });
}
const download = (token: string) =>
  hub.call('downloadPackage', {
    params: { token },
    query: { format: 'json' },
    body: '',
    role: null,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });

describe('a package of two who are taken apart again', () => {
  it('is made anew before the close, of its person alone, and without what spokes added', async () => {
    const requestId = await made();
    expect((await byOfficer(requestId)).body.records.length).toBe(2);
    await undone();
    expect((await byOfficer(requestId)).status).toBe(404);
    expect((await closed(requestId)).state).toBe('fulfilled');
    const { status, body } = await byOfficer(requestId);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain('Lovelace');
    expect(JSON.stringify(body)).not.toContain('Taussky');
    expect(body.annexes).toEqual({});
  });

  it('goes when its link is followed after the close, and nobody hands it over', async () => {
    const requestId = await made();
    expect((await closed(requestId)).state).toBe('fulfilled');
    const link = await linkOf(requestId);
    await undone();
    expect((await download(link)).status).toBe(410);
    expect(await keysOf(requestId)).toBe(0);
    expect((await byOfficer(requestId)).status).toBe(404);
    const { body } = await hub.call('listAudit', {
      query: {
        action: 'package.destroy',
        from: new Date(Date.now() - 3_600_000).toISOString(),
        to: new Date(Date.now() + 3_600_000).toISOString(),
      },
    });
    expect(body.items).toMatchObject([{ about: `request:${requestId}` }]);
  });

  it.each([
    ['shown by an officer', byOfficer],
    ['sent once more', (requestId: string) => hub.call('sendPackage', { params: { requestId } })],
  ])('is not %s', async (_, act) => {
    const requestId = await made();
    await closed(requestId);
    await undone();
    expect((await act(requestId)).status).toBe(404);
    expect(await keysOf(requestId)).toBe(0);
  });

  it('is known as such by a record that was split off, where no constituent went', async () => {
    const whole = { name: { full: 'Ada Lovelace' }, birthDate: '1980-02-29' };
    const rosa = {
      ...whole,
      emails: [{ value: 'rosa@example.com' }],
      phones: [{ value: '+44 7700 900471' }],
    };
    const { body } = await hub.put('crm', '9', rosa);
    expect((await hub.put('crm', '10', rosa)).body.customerId).toBe(body.customerId);
    const requestId = await made(['access'], body.customerId);
    await closed(requestId);
    expect((await byOfficer(requestId)).status).toBe(200);
    const split = await hub.call('splitCustomer', {
      params: { customerId: body.customerId },
      body: { sources: [{ spoke: 'crm', sourceId: '10' }] },
    });
    expect(split.status).toBe(200);
    expect((await byOfficer(requestId)).status).toBe(404);
  });

  it('is made anew before its person is erased, who then gets what was his', async () => {
    const requestId = await made(['access']);
    await undone();
    const change = { ...{ actor: 'usr_1', action: 'test', correlationId: 'c' }, at: now };
    await hub.services.privacyRequests.move(
      requestId,
      (before) => ({
        ...before,
        rights: ['access', 'erasure'],
        work: { ...before.work, erasure: { state: 'open' } },
      }),
      change,
    );
    expect(await work(requestId, hub.privacyServices)).toBe('go-on');
    expect((await closed(requestId)).work.erasure?.state).toBe('done');
    const { status, body } = await byOfficer(requestId);
    expect(status).toBe(200);
    expect(body.records.map(({ sourceId }: { sourceId: string }) => sourceId)).toEqual(['7']);
  });

  it('is not the person’s who was erased meanwhile while the other lives: the right is refused', async () => {
    const requestId = await made();
    await undone();
    const erasing = await hub.privacy('createPrivacyRequest', {
      body: { rights: ['erasure'], customerId: ada, jurisdiction: 'EU', channel: 'steward' },
    });
    const params = { requestId: erasing.body.id as string };
    await hub.privacy('verifyPrivacyRequest', { params, body: { method: 'steward' } });
    await hub.privacy('approvePrivacyRequest', { params });
    await hub.until(params.requestId, ({ work }) => work.erasure?.state === 'done');
    const ended = await closed(requestId);
    expect(ended).toMatchObject({
      state: 'partly-fulfilled',
      work: { access: { state: 'refused', code: 'split-since' } },
    });
    expect(await keysOf(requestId)).toBe(0);
  });

  it('stays the person’s where somebody else was merged since', async () => {
    const requestId = await made();
    await closed(requestId);
    const { body } = await hub.put('crm', '10', { name: { full: 'Emmy Noether' } });
    await hub.call('mergeCustomers', {
      params: { customerId: ada },
      body: { with: body.customerId },
    });
    const { status, body: shown } = await byOfficer(requestId);
    expect(status).toBe(200);
    expect(JSON.stringify(shown)).not.toContain('Noether');
  });
});
