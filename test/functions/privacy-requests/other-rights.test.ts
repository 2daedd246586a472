import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Purpose } from '#core/consent/purpose';
import { hasEnded, type PrivacyRequest } from '#core/privacy-request/privacy-request';
import { rectify } from '#functions/privacy-steps/rectify';
import { restrict } from '#functions/privacy-steps/restrict';
import { sayNo } from '#functions/privacy-steps/say-no';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

let hub: PrivacyHub;
let next = 0;
const change = { actor: 'tok_1', action: 'put', correlationId: 'cor', at: '2026-01-01T00:00:00Z' };

beforeAll(async () => {
  hub = await startPrivacyHub();
  await hub.spoke('crm');
  const purposes: Pick<Purpose, 'name' | 'kinds' | 'legalBases'>[] = [
    { name: 'delivery', kinds: [], legalBases: ['contract'] },
    { name: 'fraud', kinds: [], legalBases: ['legitimate-interest'] },
    { name: 'offers', kinds: ['direct_marketing'], legalBases: ['consent'] },
    { name: 'partners', kinds: ['sale_share'], legalBases: ['consent'] },
    { name: 'research', kinds: [], legalBases: ['consent'] },
  ];
  for (const each of purposes)
    await hub.services.governance.purposes.put(
      { ...each, title: each.name, channels: ['email'] },
      change,
    );
  await hub.services.governance.lenses.put(
    {
      name: 'offers',
      title: 'Offers',
      attributes: ['name'],
      purpose: 'offers',
      needsConsent: true,
    },
    change,
  );
  await hub.services.governance.putSpoke(
    { name: 'watch', style: 'registry', trust: 0, lens: 'offers', purposes: ['fraud', 'offers'] },
    change,
  );
});
afterAll(() => hub.stop());

// Far from each other: nobody here is taken for somebody else.
const names =
  'Ada Boris Chantal Dmitri Eleni Farouk Greta Hiroshi Ines Jakub Kemal Lourdes Miguel Nkechi'.split(
    ' ',
  );
const newCustomer = async (): Promise<string> => {
  next += 1;
  const { body } = await hub.put('crm', `c-${next}`, {
    name: { given: names[next], family: names[names.length - next] },
    emails: [{ value: `${names[next]}@example.com`.toLowerCase() }],
    birthDate: `${1950 + next}-02-28`,
  });
  return body.customerId;
};
const open = async (rights: readonly string[], customerId: string, details: object = {}) => {
  const { status, body } = await hub.privacy('createPrivacyRequest', {
    body: { rights, customerId, jurisdiction: 'GB', channel: 'steward', details },
  });
  expect(status).toBe(201);
  return body.id as string;
};
const approve = async (requestId: string) => {
  const params = { requestId };
  await hub.privacy('verifyPrivacyRequest', { params, body: { method: 'steward' } });
  await hub.privacy('approvePrivacyRequest', { params });
};
const worked = (requestId: string) =>
  hub.until(requestId, ({ work }) =>
    Object.values(work).some(({ state }) => state !== undefined && state !== 'open'),
  );
const statesOf = async (customerId: string): Promise<Record<string, string>> => {
  const { body } = await hub.call('readConsents', { params: { customerId } });
  return Object.fromEntries(
    body.states.map((each: { purpose: string; status: string }) => [each.purpose, each.status]),
  );
};
const said = async (customerId: string) =>
  (await hub.services.consents.history([customerId])).map(({ event, proof }) => [
    'purpose' in event ? event.purpose : '',
    event.kind,
    proof?.evidence,
  ]);
/** By which methods, each once. */
const howSaid = async (customerId: string) => {
  const { history, restrictionHistory } = hub.services.consents;
  const entries = [...(await history([customerId])), ...(await restrictionHistory([customerId]))];
  return [...new Set(entries.map(({ proof }) => proof?.collection.method))];
};
const agree = (customerId: string, purpose: string, at?: string) =>
  hub.call('putConsent', {
    params: { customerId, purpose },
    body: { status: 'given', jurisdiction: 'GB', collection: { method: 'web-form' }, at },
  });
const isAllowed = async (customerId: string, purpose: string): Promise<boolean> => {
  const body = { customerId, purpose, channel: 'email' };
  return (await hub.call('decideContact', { body })).body.allowed;
};
const requestOf = async (requestId: string): Promise<PrivacyRequest> => {
  const found = await hub.services.privacyRequests.read(requestId);
  if (found === undefined) throw new Error('no such request');
  return found.request;
};

describe('an objection', () => {
  it('is a no to whatever stands on a legitimate interest and to marketing, and to nothing else', async () => {
    const customerId = await newCustomer();
    const requestId = await open(['objection'], customerId);
    await worked(requestId);
    expect(await said(customerId)).toEqual([
      ['fraud', 'objected', requestId],
      ['offers', 'objected', requestId],
    ]);
    expect(await howSaid(customerId)).toEqual(['request']);
    expect(await isAllowed(customerId, 'delivery')).toBe(true);
  });

  it('is heard at once by contact decisions, by lenses and by who is told of consents', async () => {
    const customerId = await newCustomer();
    const watch = { role: 'integrator', spoke: 'watch' } as const;
    const seen = () => hub.call('readCustomer', { params: { customerId }, ...watch });
    await agree(customerId, 'offers');
    expect(await isAllowed(customerId, 'offers')).toBe(true);
    expect((await seen()).status).toBe(200);
    await worked(await open(['objection'], customerId));
    expect(await isAllowed(customerId, 'offers')).toBe(false);
    expect((await seen()).status).toBe(404);
    const { body } = await hub.call('readSpokeConsents', {
      params: { spoke: 'watch', customerId },
    });
    expect(body.states).toEqual([{ purpose: 'offers', channel: 'email', status: 'objected' }]);
  });

  it('to named purposes is to those alone; what cannot be refused is left, with a code', async () => {
    const customerId = await newCustomer();
    const some = await open(['objection'], customerId, { purposes: ['research', 'delivery'] });
    expect((await worked(some)).work.objection).toMatchObject({
      state: 'partial',
      code: 'purpose-not-refusable',
    });
    expect(await statesOf(customerId)).toEqual({ research: 'objected' });
    const none = await open(['objection', 'restriction'], customerId, { purposes: ['delivery'] });
    await approve(none);
    const { work } = await hub.until(none, ({ work }) => work.objection?.state !== 'open');
    expect(work.objection).toMatchObject({ state: 'refused', code: 'purpose-not-refusable' });
  });
});

describe('an opt-out', () => {
  it('is of sale, sharing and marketing, asks for no proof, and says nothing twice', async () => {
    const customerId = await newCustomer();
    await agree(customerId, 'offers');
    const requestId = await open(['opt-out'], customerId);
    const request = await worked(requestId);
    expect(request).toMatchObject({ state: 'in-progress', verification: { needed: 'none' } });
    expect(await statesOf(customerId)).toEqual({ offers: 'objected', partners: 'objected' });
    const entries = await said(customerId);
    await sayNo('opt-out')(request, hub.privacyServices);
    expect(await said(customerId)).toEqual(entries);
  });

  it('leaves a yes that came after it, however late it is worked off', async () => {
    const customerId = await newCustomer();
    const request = await requestOf(await open(['opt-out'], customerId));
    await worked(request.requestId);
    await agree(customerId, 'offers');
    await sayNo('opt-out')(request, hub.privacyServices);
    expect(await statesOf(customerId)).toEqual({ offers: 'given', partners: 'objected' });
  });
});

describe('a restriction', () => {
  it('is placed once, on the ground that was asked for, and stops what it must', async () => {
    const customerId = await newCustomer();
    const requestId = await open(['restriction'], customerId, { ground: 'unlawful-processing' });
    await approve(requestId);
    const request = await worked(requestId);
    expect(await isAllowed(customerId, 'delivery')).toBe(false);
    await restrict(request, hub.privacyServices);
    const { body } = await hub.call('listRestrictions', { params: { customerId } });
    expect(body.items).toMatchObject([
      { kind: 'restriction', ground: 'unlawful-processing', evidence: requestId, isOpen: true },
    ]);
    expect(await howSaid(customerId)).toEqual(['request']);
  });

  it('is of the accuracy unless told', async () => {
    const customerId = await newCustomer();
    const requestId = await open(['restriction'], customerId);
    await approve(requestId);
    await worked(requestId);
    const { body } = await hub.call('listRestrictions', { params: { customerId } });
    expect(body.items).toMatchObject([{ ground: 'accuracy-contested' }]);
  });
});

describe('a rectification', () => {
  const read = async (customerId: string) =>
    (await hub.call('readCustomer', { params: { customerId } })).body;

  it('is an edit: valid, pinned against spokes by who decided, told in the history', async () => {
    const customerId = await newCustomer();
    const corrections = { birthDate: '1981-03-01' };
    const requestId = await open(['rectification'], customerId, { corrections });
    await approve(requestId);
    const request = await worked(requestId);
    expect(request.work.rectification).toMatchObject({ state: 'done' });
    await hub.put('crm', `c-${next}`, { birthDate: '1990-02-28' }, 2026);
    const { attributes, revision } = await read(customerId);
    expect(attributes.birthDate).toBe('1981-03-01');
    await rectify(request, hub.privacyServices);
    expect((await read(customerId)).revision).toBe(revision);
    const [stored] = await hub.services.customers.load([customerId]);
    expect(stored?.customer.members[0].pins).toMatchObject([{ actor: request.decision?.by }]);
    const { items } = await hub.services.customers.versions(customerId, { limit: 10 });
    expect(items.map(({ action }) => action)).toContain('customer.rectify');
  });

  it('is refused whole where part of it breaks a rule, with a code', async () => {
    for (const corrections of [
      { birthDate: '1981-03-01', emails: 'no list' },
      { birthDate: '1981-03-01', shoeSize: null },
    ]) {
      const customerId = await newCustomer();
      const requestId = await open(['rectification'], customerId, { corrections });
      await approve(requestId);
      expect((await worked(requestId)).work.rectification).toMatchObject({
        state: 'refused',
        code: 'record-invalid',
      });
      expect((await read(customerId)).attributes.birthDate).toBe(`${1950 + next}-02-28`);
    }
  });

  it('is refused where nothing was named, and ends fulfilled in part', async () => {
    const customerId = await newCustomer();
    const requestId = await open(['rectification'], customerId);
    await approve(requestId);
    expect((await worked(requestId)).work.rectification?.code).toBe('nothing-to-correct');
    for (const spoke of ['crm', 'watch'])
      await hub.privacy('acknowledgePrivacyRequest', {
        params: { requestId, spoke },
        body: { status: 'done' },
        role: 'integrator',
        spoke,
      });
    const ended = await hub.until(requestId, ({ state }) => hasEnded(state));
    expect(ended.state).toBe('partly-fulfilled');
    expect(hub.failures).toEqual([]);
  });
});

describe('the details of a request', () => {
  it('are refused where corrections are longer than a request can keep', async () => {
    const customerId = await newCustomer();
    const details = { corrections: { jobTitle: 'x'.repeat(32_000) } };
    const { status, body } = await hub.privacy('createPrivacyRequest', {
      body: {
        rights: ['rectification'],
        customerId,
        jurisdiction: 'GB',
        channel: 'steward',
        details,
      },
    });
    expect(status).toBe(400);
    expect(body.errors[0].pointer).toBe('/details/corrections');
  });
});
