import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

/** So unlike that the matching takes nobody for another. */
const givens = 'Ada Grace Mary Emmy Sofia Rosa Lise Maria Jane Hedy Olga Vera Irene'.split(' ');
const families =
  'Byron Hopper Somerville Noether Kovalevskaya Luxemburg Meitner Mayer Goodall Lamarr Taussky Rubin Curie'.split(
    ' ',
  );

let hub: PrivacyHub;
let n = 0;
/** Of the test: at the shop and at the crm under one address, of which the shop's record is an account. */
let own: { customerId: string; mail: string; link: object; signedIn: object };
beforeAll(async () => {
  hub = await startPrivacyHub();
  for (const spoke of ['crm', 'shop']) await hub.spoke(spoke);
});
afterAll(() => hub.stop());
beforeEach(async () => {
  n += 1;
  const mail = `person${n}@example.com`;
  const who = {
    name: { given: givens[n], family: families[n] },
    birthDate: `19${50 + n}-0${1 + (n % 9)}-1${n % 10}`,
    emails: [{ value: mail }],
  };
  const crm = await hub.put('crm', `K-${n}`, {
    ...who,
    addresses: [
      { role: 'home', line1: `${n} ${families[n]} Road`, postcode: `N${n} 7AA`, country: 'GB' },
    ],
  });
  const { customerId } = crm.body;
  const shop = await hub.put('shop', `account-${n}`, who);
  expect(shop.body.customerId).toBe(customerId);
  own = {
    customerId,
    mail,
    link: await session({ mail }),
    signedIn: await session({ mail, account: `account-${n}` }),
  };
});

/** A session of the door, as the authorizer tells it. */
async function session({ mail, account, of }: { mail?: string; account?: string; of?: string }) {
  const { consents, doorSessions } = hub.services;
  return {
    person: {
      customerId: of ?? own?.customerId,
      ...(mail && { pointToken: await consents.contactPoint('email', mail) }),
      ...(account && {
        accountToken: await doorSessions.accountToken({ spoke: 'shop', sourceId: account }),
      }),
    },
  } as { person: { customerId: string } };
}
const as = (who: object) => ({
  person: { ...(who as { person: object }).person, customerId: own.customerId },
});
const ask = (who: object, body: object = {}) =>
  hub.privacy('createMyRequest', { ...as(who), body: { rights: ['access'], ...body } } as never);
const at = (requestId: string, who: object, body?: object) =>
  ({ params: { requestId }, ...as(who), ...(body !== undefined && { body }) }) as never;
const facts = () => [
  { kind: 'customer-number', value: `K-${n}` },
  { kind: 'customer-number', value: `account-${n}` },
];

describe('who asks by a link', () => {
  it('has shown an address: enough where nothing is told and nothing lost', async () => {
    const restriction = await ask(own.link, { rights: ['restriction'] });
    expect(restriction).toMatchObject({
      status: 201,
      body: { state: 'verified', jurisdictions: ['GB'], verification: { needed: 'contact-point' } },
    });
    expect(restriction.body.customerId).toBeUndefined();
    const no = await ask(own.link, { rights: ['opt-out'] });
    expect(no.body.state).toBe('in-progress');
  });

  it('tells what two systems know besides, before access or erasure', async () => {
    const { body } = await ask(own.link, { rights: ['access', 'erasure'] });
    expect(body).toMatchObject({
      state: 'received',
      verification: { needed: 'knowledge', proved: ['contact-point'] },
    });
    const tell = async (told: object[]) => {
      const startedMs = performance.now();
      const answer = await hub.privacy('proveMyRequest', at(body.id, own.link, { facts: told }));
      expect(performance.now() - startedMs).toBeGreaterThanOrEqual(395);
      return { status: answer.status, body: answer.body };
    };
    const wrong = await tell([...facts(), { kind: 'postcode', value: 'SW1A 1AA' }]);
    expect((await hub.privacy('readMyRequest', at(body.id, own.link))).body.state).toBe('received');
    expect(await tell(facts())).toEqual(wrong);
    expect((await hub.privacy('readMyRequest', at(body.id, own.link))).body).toMatchObject({
      state: 'verified',
      verification: { proved: ['contact-point', 'knowledge'] },
    });
  });

  it('withdraws while nothing was begun', async () => {
    const { body } = await ask(own.link, { note: 'I would like to know.' });
    const withdrawn = await hub.privacy('withdrawMyRequest', at(body.id, own.link));
    expect(withdrawn.body.state).toBe('withdrawn');
    const no = await ask(own.link, { rights: ['opt-out'] });
    expect((await hub.privacy('withdrawMyRequest', at(no.body.id, own.link))).status).toBe(409);
    const { body: list } = await hub.privacy('listMyRequests', as(own.link) as never);
    expect(list.items.map(({ id }: { id: string }) => id)).toEqual([no.body.id, body.id]);
  });
});

describe('who signed in', () => {
  it('has shown enough for anything, where account and address vouch for every record', async () => {
    const { body } = await ask(own.signedIn, { rights: ['access', 'erasure'] });
    expect(body).toMatchObject({ state: 'verified', verification: { proved: ['session'] } });
  });

  it('has shown no more than an address where a record is not his own', async () => {
    const account = await session({ account: `account-${n}` });
    const { body } = await ask(account, { rights: ['access'] });
    expect(body).toMatchObject({ state: 'received', verification: { proved: ['contact-point'] } });
  });
});

describe('what somebody else asked', () => {
  it('is neither seen nor withdrawn, by whoever only shares the customer', async () => {
    // A stranger's own account, joined with this customer by name and birth date.
    const stranger = await session({ account: `account-${n}` });
    const { body } = await ask(own.link, { rights: ['erasure'] });
    for (const route of ['readMyRequest', 'withdrawMyRequest'] as const)
      expect((await hub.privacy(route, at(body.id, stranger))).status).toBe(404);
    const proof = { facts: facts() };
    expect((await hub.privacy('proveMyRequest', at(body.id, stranger, proof))).status).toBe(404);
    expect((await hub.privacy('listMyRequests', as(stranger) as never)).body.items).toEqual([]);
  });

  it('does not keep the person from asking, where it showed less', async () => {
    const opened = await hub.privacy('createPrivacyRequest', {
      body: {
        rights: ['access'],
        customerId: own.customerId,
        jurisdiction: 'EU',
        channel: 'steward',
      },
    });
    expect((await ask(own.link)).body.state).toBe('received');
    expect((await ask(own.signedIn)).body.state).toBe('verified');
    expect((await ask(own.signedIn)).body.state).toBe('duplicate');
    expect((await ask(own.link)).body.state).toBe('duplicate');
    expect(opened.body.state).toBe('received');
  });

  it('does not keep the person from asking, where a stranger may withdraw it', async () => {
    // His own account, joined with this customer, has shown an address as well.
    const stranger = await session({ account: `account-${n}` });
    const first = await ask(stranger, { rights: ['restriction', 'erasure'] });
    expect(first.body.verification.proved).toEqual(['contact-point']);
    expect((await ask(own.link, { rights: ['erasure'] })).body.state).toBe('received');
    expect((await ask(own.link, { rights: ['erasure'] })).body.state).toBe('duplicate');
  });

  it('does not keep a no from being said that it does not say, or said before', async () => {
    const no = (details?: object) =>
      ask(own.link, { rights: ['objection'], ...(details && { details }) });
    const one = await no({ purposes: ['profiling'] });
    expect(one.body.state).toBe('in-progress');
    const all = await no();
    expect(all.body.state).toBe('in-progress');
    await hub.until(all.body.id, ({ work }) => work.objection?.state === 'done');
    expect((await no()).body.state).toBe('in-progress');
  });

  it('does not keep another correction from being asked for', async () => {
    const correct = (jobTitle: string) =>
      ask(own.link, { rights: ['rectification'], details: { corrections: { jobTitle } } });
    expect((await correct('Analyst')).body.state).toBe('verified');
    expect((await correct('Countess')).body.state).toBe('verified');
    expect((await correct('Analyst')).body.state).toBe('duplicate');
  });

  it('is seen by a session that vouches for all that is held, whoever asked', async () => {
    const { body } = await hub.privacy('createPrivacyRequest', {
      body: {
        rights: ['access'],
        customerId: own.customerId,
        jurisdiction: 'EU',
        channel: 'steward',
      },
    });
    expect((await hub.privacy('readMyRequest', at(body.id, own.signedIn))).status).toBe(200);
    const { body: other } = await hub.put('crm', `other-${n}`, {
      emails: [{ value: `other${n}@example.com` }],
    });
    const foreign = await session({ mail: `other${n}@example.com`, of: other.customerId });
    const asOther = { params: { requestId: body.id }, ...foreign } as never;
    expect((await hub.privacy('readMyRequest', asOther)).status).toBe(404);
  });
});

describe('a package at the own door', () => {
  const asked = async (who: object) => {
    const { body } = await ask(who);
    const params = { requestId: body.id as string };
    if (body.state === 'received')
      await hub.privacy('verifyPrivacyRequest', { params, body: { method: 'steward' } });
    await hub.privacy('approvePrivacyRequest', { params });
    const { orders } = await hub.until(body.id, ({ isOrdered }) => isOrdered);
    for (const spoke of Object.keys(orders))
      await hub.privacy('acknowledgePrivacyRequest', {
        params: { ...params, spoke },
        body: { status: 'done' },
        role: 'integrator',
        spoke,
      });
    const open = await hub.privacy('readMyRequest', at(body.id, who));
    if (open.body.endedAt === undefined) expect(open.body.package).toBeUndefined();
    await hub.until(body.id, ({ endedAt }) => endedAt !== undefined);
    return body.id as string;
  };
  const packageOf = async (requestId: string, who: object) =>
    (await hub.privacy('readMyRequest', at(requestId, who))).body.package;
  const link = (requestId: string, who: object) => hub.privacy('openMyPackage', at(requestId, who));

  it('is opened by who signed in, by a link that opens each format once', async () => {
    const requestId = await asked(own.signedIn);
    expect(await packageOf(requestId, own.signedIn)).toMatchObject({ by: 'door' });
    const { status, body } = await link(requestId, own.signedIn);
    expect(status, JSON.stringify(body)).toBe(201);
    const load = () =>
      hub.call('downloadPackage', {
        params: { token: body.link },
        query: { format: 'json' },
        body: '',
        role: null,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    expect((await load()).body.records.length).toBe(2);
    expect((await load()).status).toBe(410);
    for (let n = 0; n < 9; n += 1) expect((await link(requestId, own.signedIn)).status).toBe(201);
    expect((await link(requestId, own.signedIn)).status).toBe(429);
  });

  it('is shown, and not opened, to who came by a link, or is vouched for by a part', async () => {
    const requestId = await asked(own.link);
    expect(await packageOf(requestId, own.link)).toMatchObject({ by: 'business' });
    expect((await link(requestId, own.link)).status).toBe(403);
    await hub.put('crm', `K-${n}`, { name: { given: givens[n], family: families[n] } }, 2026);
    const account = await session({ account: `account-${n}` });
    expect((await link(requestId, account)).status).toBe(404);
  });

  it('is not opened where a record of it is somebody else’s by now', async () => {
    const requestId = await asked(own.signedIn);
    const { body } = await hub.call('deleteRecord', {
      params: { spoke: 'crm', sourceId: `K-${n}` },
    });
    expect(body?.type).toBeUndefined();
    expect(await packageOf(requestId, own.signedIn)).toMatchObject({ by: 'business' });
    expect((await link(requestId, own.signedIn)).status).toBe(403);
  });

  it('is there only for a request that is answered with one', async () => {
    const { body } = await ask(own.signedIn, { rights: ['restriction'] });
    expect((await link(body.id, own.signedIn)).status).toBe(404);
  });
});

it('stops at ten requests from one address or account in a day, and at nobody else’s', async () => {
  const stranger = await session({ account: `account-${n}` });
  for (let time = 0; time < 11; time += 1) await ask(stranger, { rights: ['access'] });
  for (let time = 0; time < 10; time += 1)
    expect((await ask(own.link, { rights: ['portability'] })).status).toBe(201);
  expect((await ask(own.link, { rights: ['portability'] })).status).toBe(429);
});

it('takes the law that the person names, or that of whoever answers for the data', async () => {
  expect((await ask(own.link, { jurisdiction: 'US-CA' })).body.jurisdictions).toEqual(['US-CA']);
  const { body } = await hub.put('crm', `bare-${n}`, {
    emails: [{ value: `bare${n}@example.com` }],
  });
  const bare = await session({ mail: `bare${n}@example.com`, of: body.customerId });
  const asked = await hub.privacy('createMyRequest', {
    ...bare,
    body: { rights: ['access'] },
  } as never);
  expect(asked).toMatchObject({ status: 422, body: { errors: [{ pointer: '/jurisdiction' }] } });
});
