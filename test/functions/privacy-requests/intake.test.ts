import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

let hub: PrivacyHub;
let laterMs = 0;
let adaId: string;
beforeAll(async () => {
  hub = await startPrivacyHub({ clock: () => new Date(Date.now() + laterMs).toISOString() });
  await hub.spoke('crm');
  await hub.spoke('web');
});
afterAll(() => hub.stop());

let people = 0;
/** Somebody new at the crm; each test has a person of its own. */
async function somebody(more: object = {}) {
  people += 1;
  const given = ['Ada', 'Grace', 'Mary', 'Emmy', 'Sofia', 'Rosa', 'Lise', 'Maria', 'Jane'][people];
  const { body } = await hub.put('crm', `c${people}`, {
    name: { given, family: `Lovelace${'abcdefghij'[people]}${'klmnopqrst'[people]}` },
    birthDate: `19${70 + people}-02-1${people}`,
    emails: [{ value: `person${people}@example.com` }],
    ...more,
  });
  adaId = body.customerId;
  return { sourceId: `c${people}`, mail: `person${people}@example.com`, customerId: adaId };
}
const ask = (body: object, who: object = {}) =>
  hub.privacy('createPrivacyRequest', {
    body: { rights: ['access'], jurisdiction: 'EU', channel: 'steward', ...body },
    ...who,
  });
const asCrm = { role: 'integrator', spoke: 'crm' } as const;
const at = (requestId: string, body?: object) => ({
  params: { requestId },
  ...(body !== undefined && { body }),
});
const stored = async (requestId: string) =>
  (await hub.services.privacyRequests.read(requestId))?.request;

/** What of an answer may differ from call to call, left out. */
const plain = ({ status, headers, body }: Awaited<ReturnType<typeof ask>>) => ({
  status,
  headers: Object.keys(headers).toSorted(),
  body: { ...body, id: '', receivedAt: '', dueAt: '', next: undefined },
});

describe('a request about whom a spoke knows', () => {
  it('is of that customer, and answered as if it were of nobody, as late', async () => {
    const { sourceId, customerId } = await somebody({ maritalStatus: 'single' });
    const timed = async (about: object, rights: string[]) => {
      const startedMs = performance.now();
      const answer = await ask({ about, rights, channel: 'spoke' }, asCrm);
      expect(performance.now() - startedMs).toBeGreaterThanOrEqual(395);
      return answer;
    };
    for (const rights of [['access'], ['opt-out'], ['access']]) {
      const known = await timed({ spoke: 'crm', sourceId }, rights);
      const unknown = await timed({ spoke: 'crm', sourceId: 'nobody' }, rights);
      expect(known.status).toBe(201);
      expect(plain(known)).toEqual(plain(unknown));
      expect(known.body.customerId).toBeUndefined();
      expect((await stored(known.body.id))?.customerId).toBe(customerId);
      expect((await stored(unknown.body.id))?.customerId).toBeUndefined();
    }
  });

  it('is taken in thirty times a day from one caller, known or not', async () => {
    const { customerId, sourceId } = await somebody();
    for (const whom of [{ customerId }, { about: { contactPoint: 'often@example.com' } }]) {
      const one = { ...whom, rights: ['portability'], channel: 'spoke' };
      const all = Array.from({ length: 31 }, () => ask(one, asCrm));
      const statuses = (await Promise.all(all)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 429).length).toBe(1);
    }
    const about = { spoke: 'crm', sourceId };
    expect((await ask({ about, channel: 'spoke' }, asCrm)).status).toBe(201);
    expect((await ask({ customerId })).status).toBe(201);
  });

  it('is not for a spoke that does not hold the customer, nor about another spoke’s record', async () => {
    const { sourceId, customerId } = await somebody();
    const asWeb = { role: 'integrator', spoke: 'web' } as const;
    const foreign = await ask({ customerId, channel: 'spoke' }, asWeb);
    const absent = await ask({ customerId: `cus_${'0'.repeat(26)}`, channel: 'spoke' }, asWeb);
    expect(foreign.status).toBe(404);
    expect(foreign.body.type).toBe(absent.body.type);
    expect((await ask({ customerId, channel: 'spoke' }, asCrm)).status).toBe(201);
    const about = { spoke: 'crm', sourceId };
    expect((await ask({ about, channel: 'spoke' }, asWeb)).status).toBe(403);
    expect((await ask({ customerId }, asCrm)).status).toBe(422);
  });

  it('is withdrawn by the spoke that opened it, and by no other', async () => {
    const { sourceId } = await somebody();
    const about = { spoke: 'crm', sourceId };
    const { body } = await ask({ about, channel: 'spoke' }, asCrm);
    const web = { role: 'integrator', spoke: 'web', actorId: 'tok_web' } as const;
    expect((await hub.privacy('withdrawPrivacyRequest', { ...at(body.id), ...web })).status).toBe(
      404,
    );
    const own = await hub.privacy('withdrawPrivacyRequest', { ...at(body.id), ...asCrm });
    expect(own).toMatchObject({ status: 200, body: { state: 'withdrawn' } });
    expect(own.body.customerId).toBeUndefined();
  });

  it('is withdrawn, while nobody is known, by who opened it and by who decides', async () => {
    const about = { contactPoint: 'nobody-known@example.com' };
    const byAda = { role: 'steward', actorId: 'usr_ada' } as const;
    const byBob = { role: 'steward', actorId: 'usr_bob' } as const;
    const byOfficer = { role: 'privacy-officer', actorId: 'usr_officer' } as const;
    const withdraw = async (requestId: string, by: object) =>
      (await hub.privacy('withdrawPrivacyRequest', { ...at(requestId), ...by })).status;
    const [first, second] = [await ask({ about }, byAda), await ask({ about }, byAda)];
    expect(await withdraw(first.body.id, byBob)).toBe(404);
    expect(await withdraw(first.body.id, byAda)).toBe(200);
    expect(await withdraw(second.body.id, byOfficer)).toBe(200);
  });
});

describe('a request about an address or a description', () => {
  it('leads an officer to candidates, with how often each asked in a year', async () => {
    const { customerId, mail } = await somebody();
    const about = { contactPoint: ` ${mail.toUpperCase()}` };
    const first = await ask({ customerId });
    await hub.privacy('withdrawPrivacyRequest', at(first.body.id));
    laterMs += 200 * 86_400_000;
    const { body } = await ask({ about, rights: ['erasure'] });
    expect(body).toMatchObject({ state: 'received' });
    const found = await hub.privacy('listRequestCandidates', at(body.id));
    expect(found.body.candidates).toMatchObject([
      { customerId, because: 'contact-point', requestsInYear: 1, attributes: {} },
    ]);
    laterMs += 200 * 86_400_000;
    const later = await hub.privacy('listRequestCandidates', at(body.id));
    expect(later.body.candidates[0].requestsInYear).toBe(0);
    // It does not count itself, once it is known whom it is about.
    await hub.privacy('identifyPrivacyRequest', { ...at(body.id), body: { customerId } });
    const known = await hub.privacy('listRequestCandidates', at(body.id));
    expect(known.body.candidates).toMatchObject([{ because: 'known', requestsInYear: 0 }]);
    const forSpoke = await hub.privacy('listRequestCandidates', { ...at(body.id), ...asCrm });
    expect(forSpoke.status).toBe(403);
  });

  it('says below `about` what is wrong with a description', async () => {
    const described = { schema: 'person', attributes: { birthDate: 5 } };
    const errors = async (about: object) => (await ask({ about })).body.errors;
    expect(await errors(described)).toMatchObject([{ pointer: '/about/attributes/birthDate' }]);
    expect(await errors({ ...described, schema: 'nobody' })).toMatchObject([
      { pointer: '/about/schema' },
    ]);
  });

  it('finds by the matcher who is described, and says nothing of it to who asks', async () => {
    const { customerId, mail } = await somebody();
    const described = (value: string) => ({
      about: { schema: 'person', attributes: { emails: [{ value }] } },
    });
    const known = await ask(described(mail));
    const unknown = await ask(described('nobody@example.com'));
    expect(plain(known)).toEqual(plain(unknown));
    const found = await hub.privacy('listRequestCandidates', at(known.body.id));
    expect(found.body.candidates).toMatchObject([{ customerId, score: {} }]);
    const nobody = await hub.privacy('listRequestCandidates', at(unknown.body.id));
    expect(nobody.body.candidates).toEqual([]);
  });

  it('is refused where it describes nothing that can be found, whoever is here', async () => {
    expect((await ask({ about: { contactPoint: 'no address' } })).status).toBe(422);
    const attributes = { emails: 5 };
    expect((await ask({ about: { schema: 'person', attributes } })).status).toBe(422);
    const both = { customerId: adaId, about: { contactPoint: 'a@example.com' } };
    expect((await ask(both)).status).toBe(422);
  });

  it('keeps what was described sealed', async () => {
    const { body } = await ask({ about: { contactPoint: 'sealed-words@example.com' } });
    expect(JSON.stringify(await stored(body.id))).not.toContain('sealed-words');
    expect(JSON.stringify(await hub.services.privacyRequests.details(body.id))).toContain(
      'sealed-words',
    );
    expect(hub.logged.join('\n')).not.toContain('sealed-words');
  });
});

describe('saying whom a request is about', () => {
  const identify = (requestId: string, customerId: string) =>
    hub.privacy('identifyPrivacyRequest', at(requestId, { customerId }));

  it('is done once, and makes the proof fit what is held', async () => {
    const { customerId, mail } = await somebody({ maritalStatus: 'single' });
    const { body } = await ask({ about: { contactPoint: mail } });
    expect(body.verification.needed).toBe('knowledge');
    const known = await identify(body.id, customerId);
    expect(known.body).toMatchObject({ customerId, verification: { needed: 'document' } });
    expect((await identify(body.id, customerId)).status).toBe(200);
    const other = await hub.put('web', 'other', { emails: [{ value: 'other@example.com' }] });
    expect((await identify(body.id, other.body.customerId)).status).toBe(409);
  });

  it('lets a no go on at once, and ends what repeats an open request', async () => {
    const { customerId, mail } = await somebody();
    const no = await ask({ about: { contactPoint: mail }, rights: ['opt-out'] });
    await identify(no.body.id, customerId);
    await hub.until(no.body.id, ({ isOrdered }) => isOrdered);

    const open = await ask({ customerId });
    const again = await ask({ about: { contactPoint: mail } });
    const { body } = await identify(again.body.id, customerId);
    expect(body).toMatchObject({ state: 'duplicate', duplicateOf: open.body.id });
  });

  it('never tells an agent by a duplicate that the person is known', async () => {
    const { customerId, mail } = await somebody();
    await ask({ customerId, rights: ['erasure'] });
    const about = { contactPoint: mail };
    const { body } = await ask({ about, rights: ['erasure'], channel: 'agent' });
    expect((await identify(body.id, customerId)).body.state).toBe('received');
  });
});

it('knows no spoke by a name that every object has', async () => {
  const { customerId } = await somebody();
  const { body } = await ask({ customerId });
  const params = { requestId: body.id, spoke: 'constructor' };
  const said = [
    await hub.privacy('acknowledgePrivacyRequest', { params, body: { status: 'done' } }),
    await hub.privacy('readOrder', { params }),
    await hub.privacy('waiveOrder', { params, body: { code: 'late', reason: 'Silent.' } }),
    await hub.call('putAnnex', { params, body: { data: {} } }),
  ];
  expect(said.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  expect((await stored(body.id))?.orders).toEqual({});
});
