import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restrictionsOf } from '#core/consent/restriction';
import { isKept } from '#core/privacy-request/kept';
import { hasEnded } from '#core/privacy-request/privacy-request';
import { finishRequest } from '#functions/privacy-steps/finish-request';
import { packageSubject } from '#store/packages';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';
import { verifyProofText } from '../../../cli/proof/verify-proof-file.ts';

let now: string;
let hub: PrivacyHub;
let customerId: string;
const ada = {
  name: { given: 'Ada', family: 'Lovelace' },
  birthDate: '1980-02-29',
  emails: [{ value: 'ada@example.com' }],
  phones: [{ value: '+44 7700 900123', country: 'GB' }],
};
beforeEach(async () => {
  now = '2026-03-01T12:00:00.000Z';
  hub = await startPrivacyHub({ clock: () => now });
  await hub.spoke('crm');
  await hub.call('putPurpose', {
    params: { name: 'marketing' },
    body: { title: 'News', legalBases: ['consent'], channels: ['email', 'sms'] },
  });
  customerId = (await hub.put('crm', '7', ada, 2025)).body.customerId;
});
afterEach(() => hub.stop());

const at = (requestId: string) => ({ params: { requestId } });
const approved = async (id = customerId) => {
  const { body } = await hub.privacy('createPrivacyRequest', {
    body: { rights: ['erasure'], customerId: id, jurisdiction: 'EU', channel: 'steward' },
  });
  await hub.privacy('verifyPrivacyRequest', { ...at(body.id), body: { method: 'steward' } });
  await hub.privacy('approvePrivacyRequest', at(body.id));
  return body.id as string;
};
const erased = async (id = customerId) => {
  const requestId = await approved(id);
  return hub.until(requestId, ({ work }) => ![undefined, 'open'].includes(work.erasure?.state));
};
const acknowledge = (requestId: string, status: string) =>
  hub.privacy('acknowledgePrivacyRequest', {
    params: { requestId, spoke: 'crm' },
    body: { status },
    role: 'integrator',
    spoke: 'crm',
  });
const hold = (body: object, id = customerId) =>
  hub.call('placeRestriction', {
    params: { customerId: id },
    body: { kind: 'legal-hold', reason: 'The matter of 2026.', ...body },
  });
const status = async (id: string) =>
  (await hub.call('readCustomer', { params: { customerId: id } })).status;
const put = (sourceId: string, updatedAt: string) =>
  hub.call('putRecord', {
    params: { spoke: 'crm', sourceId },
    body: { schema: 'person', attributes: ada, updatedAt },
  });
const restrictionsNow = async (id: string) => {
  const { restrictions } = await hub.services.consents.read([id]);
  return restrictionsOf(restrictions, { members: [id], knownAt: now });
};

describe('an erasure of whom nothing holds', () => {
  it('erases who is one with the person now, and leaves who no longer is', async () => {
    const other = (await hub.put('crm', '8', { name: { full: 'Grace Hopper' } }, 2025)).body;
    const third = (await hub.put('crm', '9', { name: { full: 'Mary Shelley' } }, 2025)).body;
    const merge = (withId: string) =>
      hub.call('mergeCustomers', { params: { customerId }, body: { with: withId } });
    expect((await merge(other.customerId)).status).toBe(200);
    expect((await merge(third.customerId)).status).toBe(200);
    await hub.call('unmergeCustomer', {
      params: { customerId },
      body: { customerId: third.customerId },
    });
    const { work, closure } = await erased();
    expect(work.erasure?.state).toBe('done');
    expect(closure?.toSorted()).toEqual([customerId, other.customerId].toSorted());
    expect(await status(customerId)).toBe(410);
    expect(await status(other.customerId)).toBe(410);
    expect(await status(third.customerId)).toBe(200);
    expect((await hub.store.vault.subjectKeys([customerId, other.customerId])).size).toBe(0);
  });

  it('leaves an objection that names the request as its evidence', async () => {
    const { requestId } = await erased();
    const entries = await hub.services.consents.history([customerId]);
    expect(entries.length).toBe(2);
    for (const { proof } of entries) expect(proof?.evidence).toBe(requestId);
  });

  it('is told the spokes as an erasure, and nothing else of it', async () => {
    await erased();
    const versions = await hub.services.customers.versions(customerId, { limit: 10 });
    expect(versions.items.at(-1)).toMatchObject({ type: 'removed', action: 'customer.erase' });
    expect(versions.items.every((each) => !('golden' in each))).toBe(true);
  });

  it('is certified, again when it is final, and not before anything was erased', async () => {
    const requestId = await approved();
    const read = () => hub.privacy('readCertificate', at(requestId));
    await hub.until(requestId, ({ work }) => work.erasure?.state === 'done');
    const keys = async () => (await read()).body.certificate.split('.')[1] as string;
    const payload = async () => JSON.parse(Buffer.from(await keys(), 'base64url').toString());
    expect(await payload()).toMatchObject({ final: false, customerIds: [customerId] });
    await acknowledge(requestId, 'done');
    await hub.until(requestId, ({ state }) => hasEnded(state));
    const { finalAfter, spokes } = await payload();
    expect(spokes.crm.state).toBe('done');
    now = finalAfter;
    expect(await payload()).toMatchObject({ final: true });
    const verdict = verifyProofText(
      'certificate',
      JSON.stringify((await read()).body),
      await hub.services.proofs.publicKeys(),
    );
    expect(verdict.isValid).toBe(true);

    const other = (await hub.put('crm', '8', { name: { full: 'Grace Hopper' } }, 2025)).body;
    const open = await hub.privacy('createPrivacyRequest', {
      body: {
        rights: ['erasure'],
        jurisdiction: 'EU',
        channel: 'steward',
        customerId: other.customerId,
      },
    });
    const early = await hub.privacy('readCertificate', at(open.body.id));
    expect(early.body.type).toMatch(/no-certificate/);
  });

  it('takes with it what other requests of the person know, of open ones once they have ended', async () => {
    const asked = async (rights: readonly string[], details: object = {}) => {
      const { body } = await hub.privacy('createPrivacyRequest', {
        body: { ...{ rights, customerId, jurisdiction: 'EU', channel: 'steward' }, ...details },
      });
      await hub.privacy('verifyPrivacyRequest', { ...at(body.id), body: { method: 'steward' } });
      await hub.privacy('approvePrivacyRequest', at(body.id));
      await hub.until(body.id, ({ isOrdered }) => isOrdered);
      return body.id as string;
    };
    const closed = async (requestId: string) => {
      const request = await hub.until(requestId, ({ state }) => hasEnded(state));
      // The workflow does so, too; here it is certain when.
      await finishRequest(requestId, hub.privacyServices);
      return request;
    };
    const corrections = { details: { corrections: { birthDate: '1980-03-01' } } };
    const ended = await asked(['access', 'rectification'], corrections);
    await acknowledge(ended, 'done');
    await closed(ended);
    const open = await asked(['portability']);
    await hub.until(open, ({ work }) => work.portability?.state === 'done');
    const knows = async (requestId: string) => ({
      details: (await hub.services.privacyRequests.details(requestId)) !== undefined,
      package: (await hub.services.packages.read(requestId)) !== undefined,
      keys: (await hub.store.vault.subjectKeys([requestId, packageSubject(requestId)])).size,
    });
    expect(await knows(ended)).toEqual({ details: true, package: true, keys: 2 });

    const { requestId } = await erased();
    expect(await knows(ended)).toEqual({ details: false, package: false, keys: 0 });
    expect(await knows(open)).toEqual({ details: true, package: true, keys: 2 });
    const { destroyEndedDetails } = hub.services.privacyRequests;
    expect(await destroyEndedDetails()).toBe(0);
    await acknowledge(requestId, 'done');
    const over = await hub.until(requestId, ({ state }) => hasEnded(state));
    const issued = await hub.privacy('readCertificate', at(over.requestId));
    const payload = (jws: string) =>
      JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
    expect(payload(issued.body.certificate)).toMatchObject({ final: false });
    expect(payload(issued.body.certificate)).not.toHaveProperty('finalAfter');

    await acknowledge(open, 'done');
    const { endedAt = '' } = await closed(open);
    expect(await destroyEndedDetails()).toBe(1);
    expect(await knows(open)).toEqual({ details: false, package: true, keys: 1 });
    const { finalAfter } = payload(
      (await hub.privacy('readCertificate', at(requestId))).body.certificate,
    );
    now = new Date(Date.parse(endedAt) + 14 * 86_400_000).toISOString();
    await hub.services.packages.destroyEnded();
    expect(await knows(open)).toEqual({ details: false, package: false, keys: 0 });
    expect(finalAfter > now).toBe(true);
  });

  it('refuses what its spoke still sends, and counts it, until the spoke has said that it is done', async () => {
    const { requestId } = await erased();
    const late = await put('7', '2025-06-01T00:00:00Z');
    expect(late).toMatchObject({ status: 409, body: { type: /record\.erased/ } });
    await acknowledge(requestId, 'received');
    now = '2026-03-02T12:00:00.000Z';
    expect((await put('7', '2026-03-02T11:00:00Z')).status).toBe(409);
    await acknowledge(requestId, 'done');
    expect((await put('7', '2026-03-02T11:00:00Z')).status).toBe(409);
    now = '2026-03-03T12:00:00.000Z';
    const again = await put('7', '2026-03-03T11:00:00Z');
    expect(again).toMatchObject({ status: 200, body: { outcome: 'created' } });
    expect(again.body.customerId).not.toBe(customerId);
  });

  it('takes another record of somebody who comes back for a new person, whom nobody may write to yet', async () => {
    await erased();
    now = '2026-03-03T12:00:00.000Z';
    const back = await put('70', '2025-01-01T00:00:00Z');
    expect(back.body.outcome).toBe('created');
    const returned = back.body.customerId;
    now = '2026-03-04T12:00:00.000Z';
    await hub.call('putConsent', {
      params: { customerId: returned, purpose: 'marketing' },
      body: {
        status: 'given',
        channels: ['email'],
        jurisdiction: 'DE',
        collection: { method: 'web-form', spoke: 'crm' },
      },
    });
    const { status: answered, body } = await hub.call('decideContact', {
      body: {
        customerId: returned,
        purpose: 'marketing',
        channel: 'email',
        contactPoint: 'ada@example.com',
      },
    });
    expect(answered, JSON.stringify(body)).toBe(200);
    expect(body.allowed).toBe(false);
    expect(JSON.stringify(body.reasons)).toContain('objected');
  });
});

describe('an erasure of whom a hold keeps', () => {
  it('is refused with the ground and the end where it keeps everything, and all is restricted', async () => {
    await hold({ ground: 'legal-claim', until: '2027-01-01T00:00:00.000Z' });
    const { work, requestId } = await erased();
    expect(work.erasure).toMatchObject({
      state: 'refused',
      code: 'legal-claim',
      until: '2027-01-01T00:00:00.000Z',
    });
    expect(await status(customerId)).toBe(200);
    expect(await restrictionsNow(customerId)).toMatchObject([
      { kind: 'legal-hold' },
      { kind: 'restriction', ground: 'legal-claim', until: '2027-01-01T00:00:00.000Z' },
    ]);
    await acknowledge(requestId, 'done');
    const ended = await hub.until(requestId, ({ state }) => hasEnded(state));
    expect(ended.state).toBe('partly-fulfilled');
  });

  it('keeps the held attributes alone, apart and restricted, and erases everything else', async () => {
    await hold({ ground: 'retention-duty', attributes: ['name'] });
    const { work } = await erased();
    expect(work.erasure).toMatchObject({ state: 'partial', code: 'retention-duty' });
    expect(await status(customerId)).toBe(410);
    expect((await hub.store.vault.subjectKeys([customerId])).size).toBe(0);
    const keptAs = work.erasure?.keptAs ?? '';
    const kept = await hub.call('readCustomer', { params: { customerId: keptAs } });
    expect(kept.body.attributes).toEqual({ name: ada.name });
    expect(await restrictionsNow(keptAs)).toMatchObject([
      { kind: 'legal-hold', ground: 'retention-duty' },
      { kind: 'restriction', ground: 'retention-duty' },
    ]);
    const [stored] = await hub.services.customers.load([keptAs]);
    // What batch dedupe passes over.
    expect(stored !== undefined && isKept(stored.customer)).toBe(true);
    // Nobody is joined to what is kept.
    expect((await put('71', '2026-02-01T00:00:00Z')).body.outcome).toBe('created');
    // While it is held, it cannot be erased either.
    expect((await erased(keptAs)).work.erasure).toMatchObject({ state: 'refused' });
  });

  it('is whole when the hold has ended', async () => {
    await hold({ ground: 'legal-claim', until: '2026-03-02T00:00:00.000Z' });
    now = '2026-03-02T00:00:00.000Z';
    expect((await erased()).work.erasure?.state).toBe('done');
  });
});

describe('what comes while it is being erased', () => {
  /** Lets `act` happen once, after the hub has decided what is erased and before it is. */
  const meanwhile = (act: () => Promise<unknown>) => {
    const appendAll = hub.privacyServices.consents.appendAll;
    let isDone = false;
    Object.assign(hub.privacyServices.consents, {
      appendAll: async (...args: Parameters<typeof appendAll>) => {
        const answer = await appendAll(...args);
        if (!isDone) {
          isDone = true;
          await act();
        }
        return answer;
      },
    });
  };

  it('is heeded: a hold of everything keeps everything', async () => {
    meanwhile(() => hold({ ground: 'legal-claim' }));
    const { work } = await erased();
    expect(work.erasure).toMatchObject({ state: 'refused', code: 'legal-claim' });
    expect(await status(customerId)).toBe(200);
  });

  it('is heeded: a hold of an attribute keeps it beside what was to be kept', async () => {
    await hold({ ground: 'legal-claim', attributes: ['name'] });
    meanwhile(() => hold({ ground: 'legal-claim', attributes: ['birthDate'] }));
    const { work } = await erased();
    expect(work.erasure).toMatchObject({ state: 'partial' });
    const params = { customerId: work.erasure?.keptAs ?? '' };
    const { body } = await hub.call('readCustomer', { params });
    expect(Object.keys(body.attributes).toSorted()).toEqual(['birthDate', 'name']);
    expect(await status(customerId)).toBe(410);
    const { items } = (await hub.call('listCustomers', { query: { schema: 'person' } })).body;
    expect(items.map((each: { customerId: string }) => each.customerId)).toEqual([
      work.erasure?.keptAs,
    ]);
  });

  it('is heeded: a hold that is placed after the last look at holds, before it is written', async () => {
    const commit = hub.privacyServices.customers.commit;
    let isDone = false;
    Object.assign(hub.privacyServices.customers, {
      commit: async (...args: Parameters<typeof commit>) => {
        if (!isDone && args[0].cause.action === 'customer.erase') {
          isDone = true;
          expect((await hold({ ground: 'legal-claim' })).status).toBe(201);
        }
        return commit(...args);
      },
    });
    const { work } = await erased();
    expect(isDone).toBe(true);
    expect(work.erasure).toMatchObject({ state: 'refused', code: 'legal-claim' });
    expect(await status(customerId)).toBe(200);
  });

  it('is left alone: who is merged with the person then', async () => {
    const other = (await hub.put('crm', '8', { name: { full: 'Grace Hopper' } }, 2025)).body;
    meanwhile(() =>
      hub.call('mergeCustomers', { params: { customerId }, body: { with: other.customerId } }),
    );
    const { work } = await erased();
    expect(work.erasure).toMatchObject({ state: 'refused', code: 'merged-since' });
    expect(await status(customerId)).toBe(200);
    expect(await status(other.customerId)).toBe(301);
  });
});
