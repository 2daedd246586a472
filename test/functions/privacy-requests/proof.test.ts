import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

let hub: PrivacyHub;
let laterMs = 0;
/** Ids of letters, in the order in which they were asked for. */
let letters: string[];
let customerId: string;
const mail = 'ada@example.com';
const twoFacts = [
  { kind: 'customer-number', value: 'K-1001' },
  { kind: 'postcode', value: 'n1 7aa' },
];
const wrongFacts = [{ kind: 'customer-number', value: 'K-1002' }, ...twoFacts.slice(1)];

beforeAll(async () => {
  hub = await startPrivacyHub({ clock: () => new Date(Date.now() + laterMs).toISOString() });
  const newId = hub.services.newId;
  const noting: typeof newId = (prefix) => {
    const id = newId(prefix);
    if (prefix === 'ltr') letters.push(id);
    return id;
  };
  Object.assign(hub.services, { newId: noting });
  Object.assign(hub.privacyServices, { newId: noting });
  await hub.spoke('crm', 50, { delivery: { events: true, letters: ['email'] } });
  await hub.spoke('web');
  const who = { name: { given: 'Ada', family: 'Lovelace' }, birthDate: '1980-02-29' };
  const { body } = await hub.put('crm', 'K-1001', { ...who, emails: [{ value: mail }] });
  customerId = body.customerId;
  const linked = await hub.put('web', 'w42', {
    ...who,
    emails: [{ value: mail }],
    addresses: [{ role: 'home', line1: '1 High Street', postcode: 'N1 7AA', country: 'GB' }],
  });
  expect(linked.body.customerId).toBe(customerId);
});
afterAll(() => hub.stop());
beforeEach(() => {
  letters = [];
});

const at = (requestId: string, body?: object) => ({
  params: { requestId },
  ...(body !== undefined && { body }),
});
/** Opens one for a right; what was open before is withdrawn. */
async function open(rights: readonly string[], more: object = {}) {
  const { body: before } = await hub.privacy('listPrivacyRequests');
  for (const { id } of before.items) await hub.privacy('withdrawPrivacyRequest', at(id));
  const { body } = await hub.privacy('createPrivacyRequest', {
    body: { rights, customerId, jurisdiction: 'EU', channel: 'steward', ...more },
  });
  return body.id as string;
}
const challenge = (requestId: string, body: object = {}) =>
  hub.privacy('challengePrivacyRequest', at(requestId, body));
const letter = async () => {
  const params = { letterId: letters.at(-1) ?? '' };
  return (await hub.call('readLetter', { params, role: 'integrator', spoke: 'crm' })).body;
};
const verify = (requestId: string, body: object) =>
  hub.privacy('verifyPrivacyRequest', at(requestId, body));
const byLink = (link: string, facts?: readonly object[]) =>
  hub.privacy('proveByLink', { role: null, body: { link, ...(facts && { facts }) } });
const stored = async (requestId: string) => {
  const found = await hub.services.privacyRequests.read(requestId);
  if (found === undefined) throw new Error('no request');
  return found.request;
};
const another = (code: string) => String((Number(code) + 1) % 10 ** 8).padStart(8, '0');

describe('a challenge', () => {
  it('sends code and link to an address on record, which the person tells or follows', async () => {
    const id = await open(['restriction']);
    const before = hub.services.clock();
    expect(await challenge(id)).toMatchObject({ status: 202, body: { to: 'email' } });
    const sent = await letter();
    expect(sent).toMatchObject({ kind: 'request-proof', to: { kind: 'email', value: mail } });
    expect(sent.facts.code).toMatch(/^\d{8}$/);
    const { askedAt = '' } = (await stored(id)).verification;
    expect([askedAt, before, hub.services.clock()].toSorted()[1]).toBe(askedAt);
    expect(
      (await verify(id, { method: 'contact-point', code: another(sent.facts.code) })).status,
    ).toBe(422);
    const { status, body } = await verify(id, { method: 'contact-point', code: sent.facts.code });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'verified',
      verification: { method: 'contact-point', proved: ['contact-point'], tries: 2 },
    });
  });

  it('sends nothing to an address that only who asks names, nor to one of several people', async () => {
    const id = await open(['restriction']);
    expect((await challenge(id, { contactPoint: 'mallory@example.com' })).status).toBe(422);
    expect((await challenge(id, { contactPoint: 'no address' })).status).toBe(422);
    const joint = { emails: [{ value: 'house@example.com' }] };
    const one = await hub.put('crm', 'j1', { ...joint, name: { given: 'Mary', family: 'Fox' } });
    await hub.put('crm', 'j2', { ...joint, name: { given: 'Karl', family: 'Wolf' } });
    const shared = await open(['restriction'], { customerId: one.body.customerId });
    expect((await challenge(shared)).status).toBe(422);
    const office = { emails: [{ value: 'info@example.com' }], name: { family: 'Lamarr' } };
    const other = await hub.put('crm', 'j3', office);
    const atOffice = await open(['restriction'], { customerId: other.body.customerId });
    expect((await challenge(atOffice)).status).toBe(422);
    expect(letters).toEqual([]);
  });

  it('is sent three times a day; the code sent last counts, for a day', async () => {
    const id = await open(['restriction']);
    await challenge(id);
    const first = (await letter()).facts.code;
    await challenge(id, { contactPoint: mail });
    await challenge(id);
    expect((await challenge(id)).status).toBe(429);
    const last = await letter();
    if (first !== last.facts.code)
      expect((await verify(id, { method: 'contact-point', code: first })).status).toBe(422);
    laterMs += 25 * 3_600_000;
    expect((await verify(id, { method: 'contact-point', code: last.facts.code })).status).toBe(422);
    await byLink(last.facts.link);
    expect((await stored(id)).state).toBe('received');
  });

  it('is sent six times a day to one address, for whatever requests, and of none that is over', async () => {
    const value = 'flooded@example.com';
    const name = { given: 'Irene', family: 'Curie' };
    const { body } = await hub.put('crm', 'flooded', { name, emails: [{ value }] });
    const answers = [];
    for (const right of ['restriction', 'rectification', 'restriction']) {
      const id = await open([right], { customerId: body.customerId });
      for (let time = 0; time < 3; time += 1) answers.push((await challenge(id)).status);
      await hub.privacy('withdrawPrivacyRequest', at(id));
      expect((await challenge(id)).status).toBe(409);
    }
    expect(answers).toEqual([202, 202, 202, 202, 202, 202, 429, 429, 429]);
    expect(letters.length).toBe(6);
  });

  it('keeps code and address sealed', async () => {
    const id = await open(['restriction']);
    await challenge(id);
    const { code, link } = (await letter()).facts;
    const seen = `${JSON.stringify(await hub.services.privacyRequests.read(id))} ${hub.logged.join(' ')}`;
    for (const secret of [code, link, mail]) expect(seen).not.toContain(secret);
  });
});

describe('the link of a challenge', () => {
  it('answers the same, and as late, for what proves and for what does not', async () => {
    const id = await open(['erasure']);
    await challenge(id);
    const { link } = (await letter()).facts;
    const door = await hub.services.links.sign({
      kind: 'door',
      customerId,
      facts: { requestId: id, point: 'x' },
      expiresAt: '2099-01-01T00:00:00.000Z',
    });
    const calls = [
      () => byLink(`${link}x`),
      () => byLink(door),
      () => byLink('a'.repeat(40)),
      () => byLink(link),
      () => byLink(link, wrongFacts),
      () => byLink(link, twoFacts),
      () => byLink(link, twoFacts),
    ];
    const answers = [];
    const states = [];
    for (const call of calls) {
      const startedMs = performance.now();
      const { status, body, headers } = await call();
      expect(performance.now() - startedMs).toBeGreaterThanOrEqual(395);
      answers.push({ status, body, headers: { ...headers, 'x-correlation-id': '' } });
      states.push((await stored(id)).verification.proved?.join() ?? '');
    }
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(answers[0]?.status).toBe(204);
    const both = 'contact-point,knowledge';
    expect(states).toEqual(['', '', '', 'contact-point', 'contact-point', both, both]);
    expect(await stored(id)).toMatchObject({ state: 'verified', verification: { tries: 2 } });
  });

  it('proves nothing once the address is no longer the person’s', async () => {
    const name = { given: 'Hedy', family: 'Lamarr' };
    const mailOf = (value: string) => ({ name, emails: [{ value }] });
    const { body } = await hub.put('crm', 'moved', mailOf('hedy@example.com'));
    const id = await open(['restriction'], { customerId: body.customerId });
    await challenge(id);
    const { link, code } = (await letter()).facts;
    await hub.put('crm', 'moved', mailOf('hedy.now@example.com'), 2026);
    await byLink(link);
    expect((await verify(id, { method: 'contact-point', code })).status).toBe(422);
    expect((await stored(id)).state).toBe('received');
  });

  it('proves nothing for another request', async () => {
    const first = await open(['erasure']);
    await challenge(first);
    const { link } = (await letter()).facts;
    const second = await open(['restriction']);
    await byLink(link);
    expect((await stored(first)).state).toBe('withdrawn');
    expect((await stored(second)).verification.proved).toBeUndefined();
  });
});

describe('what is tried', () => {
  it('is tried five times, also at once; then only an officer’s word counts', async () => {
    const id = await open(['erasure']);
    await challenge(id);
    const { link, code } = (await letter()).facts;
    await byLink(link);
    await Promise.all(Array.from({ length: 8 }, () => byLink(link, wrongFacts)));
    expect((await stored(id)).verification.tries).toBe(5);
    await byLink(link, twoFacts);
    expect((await stored(id)).state).toBe('received');
    expect((await verify(id, { method: 'knowledge', facts: twoFacts })).status).toBe(429);
    expect((await verify(id, { method: 'contact-point', code })).status).toBe(429);
    expect((await verify(id, { method: 'steward' })).body.state).toBe('verified');
  });

  it('is tried ten times in thirty days of one person, whatever the requests', async () => {
    const value = 'guessed@example.com';
    const name = { given: 'Maria', family: 'Mayer' };
    const known = { emails: [{ value }], birthDate: '1906-06-28', name };
    const { body } = await hub.put('crm', 'N-77', known);
    await hub.put('web', 'w77', known);
    const facts = ['N-77', 'w77'].map((number) => ({ kind: 'customer-number', value: number }));
    let last = '';
    for (let time = 0; time < 3; time += 1) {
      last = await open(['erasure'], { customerId: body.customerId });
      await challenge(last);
      const { link } = (await letter()).facts;
      await byLink(link);
      for (let guess = 0; guess < 5 && time < 2; guess += 1)
        await verify(last, { method: 'knowledge', facts: wrongFacts });
    }
    expect((await verify(last, { method: 'knowledge', facts })).status).toBe(429);
    laterMs += 31 * 86_400_000;
    expect((await verify(last, { method: 'knowledge', facts })).status).toBe(200);
  });

  it('counts codes as well', async () => {
    const id = await open(['restriction']);
    await challenge(id);
    const { code } = (await letter()).facts;
    for (let n = 0; n < 5; n += 1)
      await verify(id, { method: 'contact-point', code: another(code) });
    expect((await verify(id, { method: 'contact-point', code })).status).toBe(429);
  });

  it('is known beyond an address that was shown, and not before', async () => {
    const id = await open(['access']);
    expect((await verify(id, { method: 'knowledge', facts: twoFacts })).status).toBe(409);
    expect((await stored(id)).verification.tries).toBe(0);
  });
});

describe('an officer’s word', () => {
  it('is about a document by its hash, or an agent by reference and permission', async () => {
    const hash = 'a'.repeat(64);
    const first = await open(['access']);
    expect((await verify(first, { method: 'document' })).status).toBe(400);
    const document = await verify(first, { method: 'document', documentHash: hash });
    expect(document.body.verification.method).toBe('document');

    const id = await open(['erasure'], { channel: 'agent' });
    const agent = { method: 'agent', reference: 'case-of-the-agent', permissionHash: hash };
    expect((await verify(id, agent)).body.verification.method).toBe('agent');
    expect(JSON.stringify(await stored(id))).not.toContain('case-of-the-agent');
    expect(await hub.services.privacyRequests.details(id)).toMatchObject({
      agent: { reference: 'case-of-the-agent' },
    });
  });
});
