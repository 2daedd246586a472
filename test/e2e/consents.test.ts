import { createHash } from 'node:crypto';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { consentClaims, type SignedConsent } from '#core/consent/consent-claims';
import { eventually, type HubUnderTest, hubUnderTest } from '#test/support/hub-under-test';

let hub: HubUnderTest;
const run = Date.now().toString(36);
const purpose = `news-${run}`;
beforeAll(async () => {
  hub = await hubUnderTest();
});
afterAll(() => hub.close());

const done = async (method: string, path: string, body: object, token?: string) => {
  const answer = await hub.ask(method, path, { body, ...(token && { token }) });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(202);
  return answer.body;
};

it('a yes that one spoke heard ends with the no that another heard, and every spoke is told', async () => {
  const style = { style: 'consolidation', trust: 50 };
  // The subscriber that the tests can listen through.
  await done('PUT', '/spokes/webshop', style);
  const tokens: Record<string, string> = {};
  for (const spoke of [`shop-${run}`, `calls-${run}`]) {
    await done('PUT', `/spokes/${spoke}`, style);
    const made = await done('POST', '/tokens', { title: spoke, role: 'integrator', spoke });
    tokens[spoke] = made.token;
  }
  const terms = { title: 'News', legalBases: ['consent'], channels: ['email', 'sms'] };
  await done('PUT', `/purposes/${purpose}`, terms);
  const lens = { title: 'News', attributes: ['name'], purpose, needsConsent: true };
  await done('PUT', `/lenses/${purpose}`, lens);
  const { customerId } = await done(
    'PUT',
    `/spokes/shop-${run}/records/1`,
    {
      schema: 'person',
      updatedAt: '2026-01-01T00:00:00Z',
      attributes: {
        name: { given: 'Connie', family: `Consent ${run}` },
        emails: [{ value: `connie-${run}@example.com` }],
        addresses: [{ country: 'GB' }],
      },
    },
    tokens[`shop-${run}`],
  );

  const decide = () =>
    done('POST', '/contact-decisions', { customerId, purpose, channel: 'email' });
  const throughLens = async () =>
    (await hub.ask('GET', `/customers/${customerId}?lens=${purpose}`)).status;
  const said = (spoke: string, status: string, method: string) =>
    done(
      'PUT',
      `/customers/${customerId}/consents/${purpose}`,
      { status, jurisdiction: 'GB', collection: { method, spoke } },
      tokens[spoke],
    );
  expect(await decide()).toMatchObject({ allowed: false });
  expect(await throughLens()).toBe(404);

  const given = await said(`shop-${run}`, 'given', 'web-form');
  expect(await decide()).toMatchObject({
    allowed: true,
    basis: 'consent',
    evidence: given.eventId,
  });
  expect(await throughLens()).toBe(200);

  const withdrawn = await said(`calls-${run}`, 'withdrawn', 'email');
  expect(await decide()).toMatchObject({
    allowed: false,
    reasons: [{ code: 'refused.withdrawn' }],
  });
  expect(await throughLens()).toBe(404);

  const changes = await eventually(
    async () =>
      (await hub.heard(customerId)).filter(({ type }) => type === 'consent.changed.v1') as object[],
    ({ length }) => length >= 2,
  );
  const told = (entry: object) =>
    expect.objectContaining({ entry: expect.objectContaining(entry) });
  expect(changes).toEqual(
    expect.arrayContaining([
      told({ eventId: given.eventId, sequence: 1, kind: 'given', purpose }),
      expect.objectContaining({
        entry: expect.objectContaining({ eventId: withdrawn.eventId, sequence: 2 }),
        states: [
          { purpose, channel: 'email', status: 'withdrawn' },
          { purpose, channel: 'sms', status: 'withdrawn' },
        ],
      }),
    ]),
  );
  expect(JSON.stringify(changes)).not.toContain('connie');

  const history = await hub.ask('GET', `/customers/${customerId}/consents/history`);
  expect(history.body.items).toMatchObject([
    { kind: 'given', sequence: 1, collection: { method: 'web-form', spoke: `shop-${run}` } },
    { kind: 'withdrawn', sequence: 2, collection: { method: 'email', spoke: `calls-${run}` } },
  ]);
}, 60_000);

it('mail software unsubscribes by the link of a message, without sign-in, and no contact is lawful after', async () => {
  const name = `letters-${run}`;
  const email = `lena-${run}@example.com`;
  await done('PUT', '/spokes/webshop', { style: 'consolidation', trust: 50 });
  const terms = { title: 'Letters & more', legalBases: ['consent'], channels: ['email'] };
  await done('PUT', `/purposes/${name}`, terms);
  const attributes = { emails: [{ value: email }], addresses: [{ country: 'GB' }] };
  const { customerId } = await done('PUT', `/spokes/webshop/records/letters-${run}`, {
    schema: 'person',
    updatedAt: '2026-01-01T00:00:00Z',
    attributes,
  });
  await done('PUT', `/customers/${customerId}/consents/${name}`, {
    status: 'given',
    jurisdiction: 'GB',
    collection: { method: 'web-form' },
  });
  const one = { customerId, purpose: name, channel: 'email' };
  const question = { ...one, contactPoint: email };
  expect(await done('POST', '/contact-decisions', question)).toMatchObject({ allowed: true });

  const { answers } = await done('POST', '/unsubscribe-links', { links: [question] });
  const { 'List-Unsubscribe': header } = answers[0].headers;
  const path = /^<https?:.*\/v1(\/unsubscribe\/[\w.-]+)>$/.exec(header)?.[1] ?? '';
  const url = `${hub.url}${path}`;
  // A scanner looks.
  const looked = await fetch(url, { headers: { 'accept-language': 'de' } });
  expect([looked.status, await looked.text()]).toEqual([
    200,
    expect.stringContaining('Letters &amp; more'),
  ]);
  expect(await done('POST', '/contact-decisions', question)).toMatchObject({ allowed: true });

  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  const clicked = await fetch(url, { method: 'POST', body: form, redirect: 'error' });
  expect(clicked.status).toBe(200);
  expect(await done('POST', '/contact-decisions', question)).toMatchObject({
    allowed: false,
    reasons: [{ code: 'refused.withdrawn' }],
  });
  const changed = `${url.slice(0, -4)}${url.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
  const foreign = await fetch(changed, { method: 'POST' });
  expect(foreign.status).toBe(410);
}, 60_000);

it('consents inside records of two spokes decide, and leave signed: a yes from one, a no from the other', async () => {
  const name = `offers-${run}`;
  const style = { style: 'consolidation', trust: 50 };
  for (const spoke of ['webshop', `desk-${run}`]) await done('PUT', `/spokes/${spoke}`, style);
  const terms = { title: 'Offers', legalBases: ['consent'], channels: ['email'] };
  await done('PUT', `/purposes/${name}`, terms);
  const send = (spoke: string, status: string, at: string) =>
    done('PUT', `/spokes/${spoke}/records/offers-${run}`, {
      schema: 'person',
      updatedAt: '2026-01-01T00:00:00Z',
      attributes: {
        name: { given: 'Olga', family: `Offers${run}` },
        birthDate: '1980-02-29',
        emails: [{ value: `olga-${run}@example.com` }],
        addresses: [{ country: 'GB' }],
      },
      consents: [{ purpose: name, status, jurisdiction: 'GB', collection: { method: 'app' }, at }],
    });
  const { customerId } = await send('webshop', 'given', '2026-01-01T00:00:00Z');
  const question = { customerId, purpose: name, channel: 'email' };
  expect(await done('POST', '/contact-decisions', question)).toMatchObject({ allowed: true });

  const other = await send(`desk-${run}`, 'withdrawn', '2026-02-01T00:00:00Z');
  expect(other).toMatchObject({ customerId, outcome: 'linked', consentsAdded: 1 });
  await send('webshop', 'given', '2026-01-01T00:00:00Z');

  expect(await done('POST', '/contact-decisions', question)).toMatchObject({
    allowed: false,
    reasons: [{ code: 'refused.withdrawn' }],
  });
  const asked = await hub.ask('GET', `/spokes/webshop/consents/${customerId}`);
  expect(asked.body).toMatchObject({
    basis: { heard: { [customerId]: 2 } },
    states: [{ purpose: name, channel: 'email', status: 'withdrawn' }],
  });

  const told = (await eventually(
    async () => (await hub.heard(customerId)).filter(({ type }) => type === 'consent.changed.v1'),
    ({ length }) => length >= 2,
  )) as unknown as readonly (SignedConsent & {
    readonly eventId: string;
    readonly proof: string;
  })[];
  const keys = createLocalJWKSet(
    (await (await fetch(`${hub.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet,
  );
  for (const { eventId, ...line } of told) {
    const event = { ...line, metadata: { eventId } };
    const { payload } = await compactVerify(event.proof, keys);
    const claims = JSON.parse(new TextDecoder().decode(payload));
    expect(claims).toEqual(
      consentClaims(event, claims.hub, (text) => createHash('sha256').update(text).digest('hex')),
    );
  }
}, 60_000);
