import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contracts from '#functions/choices/contract';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm');
  await define('newsletter');
  await define('club', { isDoubleOptIn: true });
  await define('selling', { channels: ['sharing'], kinds: ['sale_share'] });
  const texts = { en: 'What we do.', de: 'Was wir tun.' };
  await hub.call('putNotice', { params: { name: 'privacy' }, body: { title: 'Privacy', texts } });
  const changed = { title: 'Privacy', texts: { en: 'What we do now.' } };
  await hub.call('putNotice', { params: { name: 'privacy' }, body: changed });
});
afterAll(() => hub.stop());

const define = (name: string, more: object = {}) =>
  hub.call('putPurpose', {
    params: { name },
    body: { title: `The ${name}`, legalBases: ['consent'], channels: ['email', 'sms'], ...more },
  });

let next = 0;
async function newCustomer(attributes: object = {}) {
  next += 1;
  const email = `person${next}@example.com`;
  const { body } = await hub.put('crm', `m-${next}`, {
    emails: [{ value: email }],
    addresses: [{ country: 'GB' }],
    ...attributes,
  });
  const customerId = body.customerId as string;
  const pointToken = await hub.services.consents.contactPoint('email', email);
  return { customerId, email, person: { customerId, pointToken } };
}
type Door = NonNullable<TestCall['person']>;

const put = (person: Door, status: string, more: object = {}, purpose = 'newsletter') =>
  hub.call('putMyConsent', { person, params: { purpose }, body: { status, ...more } });
const read = async (person: Door, headers: Record<string, string> = {}) =>
  (await hub.call('readMyConsents', { person, headers })).body;
const channelsOf = async (person: Door, purpose = 'newsletter') =>
  (await read(person)).purposes
    .find((each: { purpose: string }) => each.purpose === purpose)
    .channels.map(
      ({ channel, status, isUsed }: Record<string, string>) => `${channel} ${status} ${isUsed}`,
    );
const historyOf = async (person: Door) =>
  (await hub.call('readMyConsentHistory', { person })).body.items;

describe('consents at the own door', () => {
  it('say that somebody else refused at this address, and not when, nor in which entry', async () => {
    const [one, other] = [await newCustomer(), await newCustomer()];
    const contactPoint = one.email;
    await put(one.person, 'given');
    const { body } = await hub.call('putConsent', {
      params: { customerId: other.customerId, purpose: 'newsletter' },
      body: {
        status: 'withdrawn',
        channels: ['email'],
        contactPoint,
        jurisdiction: 'GB',
        collection: { method: 'app' },
      },
    });
    const seen = await read(one.person);
    const newsletter = seen.purposes.find(
      (each: { purpose: string }) => each.purpose === 'newsletter',
    );
    expect(newsletter.channels[0]).toEqual({
      channel: 'email',
      status: 'withdrawn',
      isUsed: false,
      because: ['refused.withdrawn.at-contact-point'],
    });
    expect(newsletter.channels[1]).toMatchObject({ eventId: expect.any(String), isUsed: true });
    expect(JSON.stringify(seen)).not.toContain(body.eventId);
  });

  it('after a merge tell nothing of the words of whom the address does not show to be the caller', async () => {
    const [one, other] = [await newCustomer(), await newCustomer()];
    const { body: foreign } = await hub.call('putConsent', {
      params: { customerId: other.customerId, purpose: 'newsletter' },
      body: {
        status: 'denied',
        channels: ['sms'],
        jurisdiction: 'GB',
        collection: { method: 'app' },
      },
    });
    const own = await put(one.person, 'given');
    const { status } = await hub.call('mergeCustomers', {
      params: { customerId: one.customerId },
      body: { with: other.customerId },
    });
    expect(status).toBe(200);
    const history = await historyOf(one.person);
    expect(history.map(({ eventId }: { eventId: string }) => eventId)).toEqual([own.body.eventId]);
    const seen = await read(one.person);
    const newsletter = seen.purposes.find(
      (each: { purpose: string }) => each.purpose === 'newsletter',
    );
    // That it holds must be known, for nothing is sent.
    expect(newsletter.channels[1]).toEqual({
      channel: 'sms',
      status: 'denied',
      isUsed: false,
      because: ['refused.denied'],
    });
    expect(JSON.stringify([seen, history])).not.toContain(foreign.eventId);
    const receipt = await hub.call('readMyReceipt', {
      person: one.person,
      params: { purpose: 'newsletter' },
      query: { event: foreign.eventId },
    });
    expect(receipt.status).toBe(404);
  });

  it('shows every purpose, what it is for and stands on, and what holds', async () => {
    const { person, customerId } = await newCustomer();
    const all = await read(person);
    expect(all).toMatchObject({
      customerId,
      purposes: [
        { purpose: 'club', isDoubleOptIn: true },
        {
          purpose: 'newsletter',
          title: 'The newsletter',
          kinds: ['direct_marketing'],
          legalBases: ['consent'],
        },
        { purpose: 'selling' },
      ],
      gpc: { honoured: [] },
    });
    expect(await channelsOf(person)).toEqual(['email none false', 'sms none false']);
  });

  it('are given and withdrawn, channel by channel', async () => {
    const { person, customerId } = await newCustomer();
    const { status, body } = await put(person, 'given');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      purpose: 'newsletter',
      channels: [{ status: 'given', isUsed: true, legalBasis: 'consent' }, { status: 'given' }],
    });
    await put(person, 'withdrawn', { channels: ['sms'] });
    expect(await channelsOf(person)).toEqual(['email given true', 'sms withdrawn false']);
    const { body: decided } = await hub.call('decideContact', {
      body: { customerId, purpose: 'newsletter', channel: 'sms' },
    });
    expect(decided).toMatchObject({ allowed: false, reasons: [{ code: 'refused.withdrawn' }] });
  });

  it('are withdrawn by no more than they are given by', () => {
    const { body } = contracts.putMyConsent;
    const needed = (status: string, members: object) =>
      body.safeParse({ status, ...members }).success;
    for (const members of [{}, { channels: ['email'] }, { notice: { id: 'privacy', version: 1 } }])
      for (const no of ['withdrawn', 'objected', 'denied'])
        expect(needed(no, members)).toBe(needed('given', members));
    expect(needed('withdrawn', {})).toBe(true);
  });

  it('keep a no that stands as it is, and write every yes', async () => {
    const { person } = await newCustomer();
    for (const status of ['withdrawn', 'withdrawn', 'given', 'given', 'withdrawn'])
      await put(person, status);
    const kinds = (await historyOf(person)).map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(['withdrawn', 'given', 'given', 'withdrawn']);
  });

  it('tell the notice that was shown in its version of then, in the reader’s language', async () => {
    const { person } = await newCustomer();
    await put(person, 'given', { notice: { id: 'privacy', version: 1, language: 'en' } });
    const noticeFor = async (accepted: string) =>
      (await read(person, { 'accept-language': accepted })).purposes[1].notice;
    expect(await noticeFor('de-AT,de;q=0.8')).toMatchObject({
      id: 'privacy',
      version: 1,
      language: 'de',
      text: 'Was wir tun.',
    });
    expect(await noticeFor('fr')).toMatchObject({ language: 'en', text: 'What we do.' });
  });

  it('of a child are on record and permit nothing, and it says why', async () => {
    const birthDate = `${new Date().getUTCFullYear() - 9}-01-01`;
    const { person } = await newCustomer({ birthDate });
    const { body } = await put(person, 'given');
    expect(body.channels[0]).toMatchObject({
      status: 'given',
      isUsed: false,
      because: expect.arrayContaining(['child.parental-consent-needed']),
    });
  });

  it('in two steps are confirmed by who came from the address, there', async () => {
    const { person, customerId } = await newCustomer();
    expect((await put(person, 'confirmed', {}, 'club')).body.type).toBe(
      '/problems/consent.nothing-to-confirm',
    );
    await put(person, 'given', {}, 'club');
    expect(await channelsOf(person, 'club')).toEqual(['email pending false', 'sms pending false']);
    const { status, body } = await put({ customerId }, 'confirmed', {}, 'club');
    expect([status, body.errors[0].pointer]).toEqual([422, '/status']);
    await put(person, 'confirmed', {}, 'club');
    expect(await channelsOf(person, 'club')).toContain('email given true');
    expect((await put(person, 'confirmed', {}, 'club')).status).toBe(200);
    expect(await historyOf(person)).toHaveLength(2);
  });

  it('are those of all who are one', async () => {
    const [one, other] = [await newCustomer(), await newCustomer()];
    await put(other.person, 'withdrawn');
    await hub.call('mergeCustomers', {
      params: { customerId: one.customerId },
      body: { with: other.customerId, reason: 'x' },
    });
    expect(await channelsOf(one.person)).toEqual(['email withdrawn false', 'sms withdrawn false']);
    await put(other.person, 'given');
    expect(await channelsOf(one.person)).toEqual(['email given true', 'sms given true']);
  });

  it.each([
    [{ status: 'given', channels: ['post'] }, 422, '/problems/consent.invalid'],
    [{ status: 'given', notice: { id: 'none', version: 1 } }, 404, '/problems/notice.not-found'],
    [{ status: 'parental' }, 400, '/problems/request.invalid'],
    [{ status: 'given', at: '2020-01-01T00:00:00Z' }, 400, '/problems/request.invalid'],
  ])('refuse %j', async (body, status, type) => {
    const { person } = await newCustomer();
    const answer = await hub.call('putMyConsent', {
      person,
      params: { purpose: 'newsletter' },
      body,
    });
    expect([answer.status, answer.body.type]).toEqual([status, type]);
    expect((await put(person, 'given', {}, 'unknown')).body.type).toBe(
      '/problems/purpose.not-found',
    );
  });

  it('have a history without anybody’s name, in pages', async () => {
    const { person, customerId } = await newCustomer();
    const collection = {
      method: 'phone',
      agent: 'agent-7',
      script: { id: 's', version: '1' },
      attachmentHash: 'a'.repeat(64),
    };
    await hub.call('putConsent', {
      params: { customerId, purpose: 'newsletter' },
      body: { status: 'given', jurisdiction: 'GB', collection },
    });
    await put(person, 'withdrawn');
    const page = { person, query: { limit: '1' } };
    const { body: first } = await hub.call('readMyConsentHistory', page);
    expect(first.items).toMatchObject([
      { kind: 'given', method: 'phone', title: 'The newsletter' },
    ]);
    expect(JSON.stringify(first)).not.toContain('agent-7');
    const { body: second } = await hub.call('readMyConsentHistory', {
      person,
      query: { limit: '1', cursor: first.cursor },
    });
    expect(second.items).toMatchObject([{ kind: 'withdrawn', method: 'web-form' }]);
    expect(second.cursor).toBeUndefined();
    const { items } = await hub.services.audit.entries(`consent:${customerId}`, { limit: 9 });
    expect(items.at(-1)).toMatchObject({ actor: `person:${customerId}` });
  });

  it('have receipts', async () => {
    const { person } = await newCustomer();
    const receipt = () => hub.call('readMyReceipt', { person, params: { purpose: 'newsletter' } });
    expect((await receipt()).body.type).toBe('/problems/consent.not-found');
    await put(person, 'given');
    expect((await receipt()).body.type).toBe('/problems/receipt.no-controller');
  });

  it('open to nobody else', async () => {
    expect((await hub.call('readMyConsents', { role: 'administrator' })).status).toBe(403);
    expect((await hub.call('readMyConsents', { role: null })).status).toBe(401);
  });
});

describe('a browser’s signal at the own door', () => {
  const withSignal = (person: Door, value: string, route = 'readMyConsents' as const) =>
    hub.call(route, { person, headers: { 'sec-gpc': value } });
  /** Sessions are told apart by their hash. */
  const session = (person: Door, letter: string) => ({ ...person, sessionHash: letter.repeat(64) });

  it('is an objection to sale, and shown as honoured', async () => {
    const { person } = await newCustomer();
    const { body } = await withSignal(person, '1');
    expect(body.gpc.honoured).toMatchObject([{ purpose: 'selling' }]);
    expect(await channelsOf(person, 'selling')).toEqual(['sharing objected false']);
    expect(await historyOf(person)).toMatchObject([{ kind: 'objected', method: 'signal' }]);
    await withSignal(session(person, 'b'), '1');
    expect(await historyOf(person)).toHaveLength(1);
  });

  it.each(['0', 'true', '11', ''])('is none with the value %j', async (value) => {
    const { person } = await newCustomer();
    await withSignal(person, value);
    expect(await historyOf(person)).toEqual([]);
  });

  it('is heard with a call that is refused', async () => {
    const { person } = await newCustomer();
    const headers = { 'sec-gpc': '1' };
    const params = { purpose: 'newsletter' };
    const said = { person, params, headers, body: { status: 'perhaps' } };
    expect((await hub.call('putMyConsent', said)).status).toBe(400);
    expect(await channelsOf(person, 'selling')).toEqual(['sharing objected false']);
  });

  it('gives way to what the customer says since, while the browser goes on sending it', async () => {
    const { person } = await newCustomer();
    await withSignal(person, '1');
    await put(person, 'given', {}, 'selling');
    await withSignal(session(person, 'c'), '1');
    expect((await read(person)).gpc.honoured).toEqual([]);
    expect(await channelsOf(person, 'selling')).toEqual(['sharing given true']);
  });
});
