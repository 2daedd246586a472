import { createHash } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsentEvent } from '#core/consent/consent-event';
import { canonical } from '#core/kernel/canonical';
import * as contracts from '#functions/consents/contract';
import { routes } from '#functions/consents/index';
import type { Contract } from '#functions/shared/contract';
import { lambdaOf } from '#functions/shared/lambda';
import { consentKey, consentPartition } from '#store/keys';
import { eventOf, startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
let handler: ReturnType<typeof lambdaOf>;
const call = async (contract: Contract, request: TestCall = {}) => {
  const answer = (await handler(
    eventOf(contract, request),
    {} as Context,
  )) as APIGatewayProxyResult;
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
};
const define = (name: string, body: object = {}) =>
  call(contracts.putPurpose, {
    params: { name },
    body: { title: name, legalBases: ['consent'], channels: ['email'], ...body },
  });
const say = (customerId: string, status: string, more: object = {}, purpose = 'marketing') =>
  call(contracts.putConsent, {
    params: { customerId, purpose },
    body: { status, jurisdiction: 'GB', collection: { method: 'web-form', spoke: 'crm' }, ...more },
  });
const decide = async (customerId: string, more: object = {}) =>
  (
    await call(contracts.decideContact, {
      body: { customerId, purpose: 'marketing', channel: 'email', ...more },
    })
  ).body;

let next = 0;
const newCustomer = async (country?: string) => {
  next += 1;
  const { body } = await hub.put('crm', `c-${next}`, {
    emails: [{ value: `person${next}@example.com` }],
    ...(country && { addresses: [{ country }] }),
  });
  return body.customerId as string;
};

beforeAll(async () => {
  hub = await startHub();
  handler = lambdaOf(routes, () => hub.services);
  await hub.spoke('crm');
  await define('marketing');
});
afterAll(() => hub.stop());

describe('consent', () => {
  it('goes from a form into the ledger, and decides', async () => {
    const customerId = await newCustomer();
    expect(await decide(customerId)).toMatchObject({ allowed: false });
    const { status, body } = await say(customerId, 'given');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      customerId,
      sequence: 1,
      states: [{ purpose: 'marketing', channel: 'email', status: 'given' }],
    });
    expect(await decide(customerId)).toMatchObject({
      allowed: true,
      basis: 'consent',
      evidence: body.eventId,
    });
    await say(customerId, 'withdrawn');
    expect(await decide(customerId)).toMatchObject({
      allowed: false,
      reasons: [{ code: 'refused.withdrawn' }],
    });
  });

  it('holds as it was, and as it was known', async () => {
    const customerId = await newCustomer();
    await say(customerId, 'given', { at: '2024-01-01T00:00:00Z' });
    await say(customerId, 'withdrawn', { at: '2024-06-01T00:00:00Z' });
    const states = async (query: Record<string, string>) =>
      (await call(contracts.readConsents, { params: { customerId }, query })).body.states[0]
        ?.status;
    expect(await states({ at: '2024-03-01T00:00:00Z' })).toBe('given');
    expect(await states({ at: '2024-07-01T00:00:00Z' })).toBe('withdrawn');
    expect(await states({ knownAt: '2024-07-01T00:00:00Z' })).toBe('none');
  });

  it('tells its history with the proof of each entry, and no address', async () => {
    const customerId = await newCustomer();
    const proof = {
      collection: {
        method: 'paper',
        script: { id: 'form-7', version: '2' },
        attachmentHash: 'a'.repeat(64),
        agent: 'till-3',
      },
      contactPoint: `person${next}@example.com`,
      evidence: 'dms:4711',
    };
    await say(customerId, 'given', proof);
    const { body } = await call(contracts.readConsentHistory, { params: { customerId } });
    expect(body.items).toEqual([
      expect.objectContaining({
        kind: 'given',
        hasContactPoint: true,
        collection: proof.collection,
        evidence: 'dms:4711',
        actor: 'tok_administrator',
      }),
    ]);
    expect(JSON.stringify(body)).not.toContain('contactPoint"');
  });

  it.each([
    [{ channels: ['sms'] }, '/channels/0'],
    [{ at: '2999-01-01T00:00:00Z' }, '/at'],
    [{ at: '2024-01-02T00:00:00Z', expiresAt: '2024-01-01T00:00:00Z' }, '/expiresAt'],
    [{ contactPoint: 'nowhere' }, '/contactPoint'],
  ])('refuses %j, and says where', async (more, pointer) => {
    const customerId = await newCustomer();
    const { status, body } = await say(customerId, 'given', more);
    expect(status).toBe(422);
    expect(body).toMatchObject({ type: '/problems/consent.invalid', errors: [{ pointer }] });
  });

  it('is asked for at no place that is neither address nor number', async () => {
    const customerId = await newCustomer();
    const { status, body } = await hub.call('readConsents', {
      params: { customerId },
      query: { contactPoint: 'nowhere' },
    });
    expect([status, body.type]).toEqual([422, '/problems/consent.invalid']);
  });

  it('needs to know of paper and phone who, with what script, and what is kept', async () => {
    const customerId = await newCustomer();
    expect((await say(customerId, 'given', { collection: { method: 'phone' } })).status).toBe(400);
  });

  it.each(['request', 'staff'])('takes the method %s from nobody', async (method) => {
    const customerId = await newCustomer();
    expect((await say(customerId, 'given', { collection: { method } })).status).toBe(400);
  });

  it('knows no purpose and no notice that nobody defined', async () => {
    const customerId = await newCustomer();
    expect((await say(customerId, 'given', {}, 'research')).body.type).toBe(
      '/problems/purpose.not-found',
    );
    expect((await say(customerId, 'given', { notice: { id: 'none', version: 1 } })).body.type).toBe(
      '/problems/notice.not-found',
    );
  });

  it('adds nothing for the same said again of the same moment', async () => {
    const customerId = await newCustomer();
    const first = await say(customerId, 'given', { at: '2025-01-01T00:00:00Z' });
    const again = await say(customerId, 'given', { at: '2025-01-01T00:00:00Z' });
    expect(again.body.eventId).toBe(first.body.eventId);
    const { body } = await call(contracts.readConsentHistory, { params: { customerId } });
    expect(body.items).toHaveLength(1);
  });

  it('no longer counts what was a mistake, and keeps it', async () => {
    const customerId = await newCustomer();
    await say(customerId, 'given');
    const { body: wrong } = await say(customerId, 'withdrawn');
    const corrected = await call(contracts.correctConsent, {
      params: { customerId },
      body: { eventId: wrong.eventId, evidence: 'ticket:1' },
    });
    expect(corrected.status).toBe(201);
    expect(await decide(customerId)).toMatchObject({ allowed: true });
    const { body } = await call(contracts.readConsentHistory, { params: { customerId } });
    expect(body.items).toMatchObject([
      { kind: 'given', collection: { method: 'web-form' } },
      { kind: 'withdrawn', collection: { method: 'web-form' } },
      { kind: 'corrected', collection: { method: 'staff' } },
    ]);
  });

  it('is refused at an address by whoever has it, for whoever has it later', async () => {
    const before = await newCustomer();
    await say(before, 'withdrawn', { contactPoint: 'Shared@Example.com' });
    const after = await newCustomer();
    await say(after, 'given');
    expect(await decide(after)).toMatchObject({ allowed: true });
    expect(await decide(after, { contactPoint: 'shared@example.com' })).toMatchObject({
      allowed: false,
      reasons: [{ code: 'refused.withdrawn.at-contact-point' }],
    });
  });

  it('is written by many at once, one after the other', async () => {
    const customerId = await newCustomer();
    const all = await Promise.all(Array.from({ length: 8 }, () => say(customerId, 'given')));
    expect(all.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(all.map(({ body }) => body.sequence).toSorted((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
  });

  it('keeps the refusal of either side in a merge, and gives each its own again after', async () => {
    const [one, other] = [await newCustomer(), await newCustomer()];
    await say(one, 'given');
    await say(other, 'withdrawn');
    const merged = await hub.call('mergeCustomers', {
      params: { customerId: one },
      body: { with: other, reason: 'x' },
    });
    expect(merged.status).toBe(200);
    expect(await decide(one)).toMatchObject({ allowed: false });
    await say(one, 'given');
    expect(await decide(one)).toMatchObject({ allowed: true });
    const apart = await hub.call('unmergeCustomer', {
      params: { customerId: one },
      body: { customerId: other, reason: 'x' },
    });
    expect(apart.status).toBe(200);
    expect(await decide(one)).toMatchObject({ allowed: true });
    expect(await decide(other)).toMatchObject({ allowed: false });
  });

  it('is committed to by the audit as a whole: whoever replaced an entry is found out', async () => {
    const customerId = await newCustomer();
    const { body: said } = await say(customerId, 'given', { evidence: 'dms:1' });
    const { client, names } = hub.store;
    const { Item } = await client.send(
      new GetCommand({
        TableName: names.main,
        Key: consentKey(consentPartition(customerId), said.eventId),
      }),
    );
    const { PK: _, SK: __, format: ___, sealed, ...clear } = Item as Record<string, unknown>;
    const held = Buffer.from(sealed as Uint8Array).toString('base64');
    const hashOf = (entry: object) =>
      createHash('sha256')
        .update(canonical({ ...entry, sealed: held } as never))
        .digest('hex');
    const { items } = await hub.services.audit.entries(`consent:${customerId}`, { limit: 9 });
    expect(items).toMatchObject([{ action: 'consent.given', state: hashOf(clear) }]);
    expect(items[0]?.state).not.toBe(hashOf({ ...clear, channels: ['sms'] }));
  });

  it('is put once: no entry takes the place of another', async () => {
    const customerId = await newCustomer();
    const { body: said } = await say(customerId, 'withdrawn');
    const { consents } = hub.services;
    const [entry] = await consents.history([customerId]);
    const change = { actor: 'tok_1', action: 'x', correlationId: 'x', at: said.at };
    const yes = { ...entry?.event, kind: 'given' } as ConsentEvent;
    const proof = { collection: { method: 'app' as const }, actor: 'tok_1' };
    const [stored] = await hub.services.customers.load([customerId]);
    const root = { customerId, revision: stored?.revision ?? 0 };
    await expect(consents.append(yes, proof, root, change)).rejects.toThrow();
    expect((await consents.read([customerId])).consents).toMatchObject([{ kind: 'withdrawn' }]);
  });

  it('is decided for all who are one when it is written, also when a merge came between', async () => {
    const [one, other] = [await newCustomer(), await newCustomer()];
    await say(other, 'withdrawn');
    const { consents } = hub.services;
    let isMerged = false;
    const late: typeof consents = {
      ...consents,
      async append(...entry) {
        if (!isMerged) {
          isMerged = true;
          await hub.call('mergeCustomers', { params: { customerId: other }, body: { with: one } });
        }
        return consents.append(...entry);
      },
    };
    const putLate = lambdaOf(routes, () => ({ ...hub.services, consents: late }));
    const event = eventOf(contracts.putConsent, {
      params: { customerId: one, purpose: 'marketing' },
      body: { status: 'given', jurisdiction: 'GB', collection: { method: 'app' } },
    });
    const { statusCode } = (await putLate(event, {} as Context)) as APIGatewayProxyResult;
    expect([statusCode, isMerged]).toEqual([200, true]);
    const { consents: all } = await consents.read([one]);
    expect(all.map(({ decidedFor }) => decidedFor?.toSorted())).toEqual([[one, other].toSorted()]);
    expect(await decide(one)).toMatchObject({ allowed: true });
  });

  it('is brought by a spoke whose lens needs it, first a yes and then a no twice', async () => {
    const lens = { title: 'Ads', attributes: ['name'], purpose: 'marketing', needsConsent: true };
    await hub.call('putLens', { params: { name: 'ads' }, body: lens });
    await hub.spoke('mailer', 50, { lens: 'ads' });
    const customerId = await newCustomer();
    const mailer = { role: 'integrator', spoke: 'mailer' } as const;
    const sees = async () =>
      (await hub.call('readCustomer', { params: { customerId }, ...mailer })).status;
    const brings = async (status: string) => {
      const body = { status, jurisdiction: 'GB', collection: { method: 'link' } };
      const params = { customerId, purpose: 'marketing' };
      return (await call(contracts.putConsent, { params, body, ...mailer })).status;
    };
    expect(await sees()).toBe(404);
    expect([await brings('given'), await sees()]).toEqual([200, 200]);
    expect([await brings('withdrawn'), await sees()]).toEqual([200, 404]);
    expect(await brings('withdrawn')).toBe(200);
  });

  it('stands for whoever the customer is now: merges followed, and nobody once removed', async () => {
    const [one, other] = [await newCustomer(), await newCustomer()];
    await say(other, 'withdrawn');
    const pair = { params: { customerId: one }, body: { with: other, reason: 'x' } };
    expect((await hub.call('mergeCustomers', pair)).status).toBe(200);
    const standing = await hub.services.consents.standing(other);
    expect(standing).toMatchObject({ customerId: one, schema: 'person' });
    expect(standing?.members.toSorted()).toEqual([one, other].toSorted());
    expect(standing?.consents).toMatchObject([{ customerId: other, kind: 'withdrawn' }]);
    const { headers } = await hub.call('readCustomer', { params: { customerId: one } });
    const match = { 'if-match': headers.etag ?? headers.ETag ?? '' };
    const removed = await hub.call('removeCustomer', {
      params: { customerId: one },
      headers: match,
    });
    expect(removed.status).toBeLessThan(300);
    expect(await hub.services.consents.standing(other)).toBeUndefined();
  });

  it('is implied by an inquiry in Canada for six months', async () => {
    const customerId = await newCustomer('CA');
    const related = await call(contracts.addRelationship, {
      params: { customerId },
      body: { kind: 'inquiry', at: '2026-06-15T00:00:00Z' },
    });
    expect(related.status).toBe(201);
    expect(
      await decide(customerId, { at: '2026-12-14T00:00:00Z', knownAt: '2027-01-01T00:00:00Z' }),
    ).toMatchObject({
      allowed: true,
      basis: 'consent',
      until: '2026-12-15T00:00:00.000Z',
    });
    expect(
      await decide(customerId, { at: '2026-12-15T00:00:00Z', knownAt: '2027-01-01T00:00:00Z' }),
    ).toMatchObject({
      allowed: false,
    });
  });

  it('is asked of a thousand at once, and one unknown stops nobody', async () => {
    const customerId = await newCustomer();
    const question = { customerId, purpose: 'marketing', channel: 'email' };
    const { body } = await call(contracts.decideContacts, {
      body: {
        questions: [question, { ...question, customerId: `cus_${'0'.repeat(26)}` }, question],
      },
    });
    expect(body.answers).toMatchObject([
      { allowed: false },
      { refused: 'customer.not-found' },
      { allowed: false },
    ]);
  });
});

describe('what governs consent', () => {
  it('is a purpose, changed only by who may', async () => {
    expect((await define('research', { isDoubleOptIn: true })).status).toBe(201);
    const { body } = await call(contracts.readPurpose, { params: { name: 'research' } });
    expect(body).toMatchObject({ kinds: ['direct_marketing'], isDoubleOptIn: true, revision: 1 });
    const refused = await call(contracts.putPurpose, {
      role: 'steward',
      params: { name: 'research' },
      body: { title: 'x', legalBases: ['consent'], channels: ['email'] },
    });
    expect(refused.status).toBe(403);
  });

  it('is a notice, whose text is known by its hash', async () => {
    const put = (text: string) =>
      call(contracts.putNotice, {
        params: { name: 'news' },
        body: { title: 'News', texts: { en: text } },
      });
    expect((await put('We write to you.')).body.version).toBe(1);
    expect((await put('We write to you.')).body.version).toBe(1);
    expect((await put('We write to you and call you.')).body.version).toBe(2);
    const customerId = await newCustomer();
    await say(customerId, 'given', { notice: { id: 'news', version: 2, language: 'en' } });
    const { body } = await call(contracts.readConsentHistory, { params: { customerId } });
    expect(body.items[0].notice).toMatchObject({
      id: 'news',
      version: 2,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('is the law, in which nobody’s memory decides before it is signed off', async () => {
    const find = async () =>
      (await call(contracts.listRules)).body.items.find(
        ({ ruleId }: { ruleId: string }) => ruleId === 'gdpr-legitimate-interest-dm',
      );
    expect(await find()).toMatchObject({ check: 'memory', decides: false });
    const signed = await call(contracts.signOffRule, {
      params: { ruleId: 'gdpr-legitimate-interest-dm' },
      body: { isSignedOff: true, ground: 'Opinion 12 of counsel' },
    });
    expect(signed.body).toMatchObject({
      decides: true,
      signOff: { ground: 'Opinion 12 of counsel' },
    });
    expect(
      (
        await call(contracts.signOffRule, {
          params: { ruleId: 'no-such-rule' },
          body: { isSignedOff: true, ground: 'x' },
        })
      ).status,
    ).toBe(404);
  });
});

describe('somebody who may not read a birth date', () => {
  const reader: TestCall = { role: 'reader' };
  const ask = async (customerId: string, at: string | undefined, who: TestCall) =>
    (
      await call(contracts.decideContact, {
        body: { customerId, purpose: 'marketing', channel: 'email', ...(at && { at }) },
        ...who,
      })
    ).body;

  it('learns from a decision that somebody is a child, and not when the childhood ends', async () => {
    const { body } = await hub.put('crm', 'child', {
      name: { full: 'Timothea Nipperkin' },
      birthDate: `${new Date().getUTCFullYear() - 9}-07-19`,
      addresses: [{ country: 'GB' }],
    });
    await say(body.customerId, 'given');
    expect((await ask(body.customerId, undefined, {})).until).toContain('-07-19T');
    const told = await ask(body.customerId, undefined, reader);
    expect(told.reasons).toContainEqual(
      expect.objectContaining({ code: 'child.parental-consent-needed' }),
    );
    expect(Date.parse(told.until) - Date.now()).toBeLessThanOrEqual(86_400_000);
  });

  it('does not learn it by asking for one moment after another', async () => {
    const { body } = await hub.put('crm', 'grown', {
      name: { full: 'Wilhelmina Quackenbush' },
      birthDate: '1980-03-04',
    });
    const moments = ['1990-01-01', '1993-03-03', '1996-03-05', '2020-01-01'];
    const reasons = async (who: TestCall) =>
      new Set(
        await Promise.all(
          moments.map(async (day) =>
            JSON.stringify((await ask(body.customerId, `${day}T00:00:00Z`, who)).reasons),
          ),
        ),
      ).size;
    expect(await reasons({})).toBeGreaterThan(1);
    expect(await reasons(reader)).toBe(1);
  });
});

describe('a relationship', () => {
  it('is told in the name of no other spoke', async () => {
    await hub.spoke('web');
    const customerId = await newCustomer();
    const add = (spoke: string) =>
      call(contracts.addRelationship, {
        params: { customerId },
        body: { kind: 'inquiry', spoke },
        grants: [{ role: 'integrator', orgUnit: 'root' }],
        spoke: 'crm',
      });
    expect([(await add('web')).status, (await add('crm')).status]).toEqual([422, 201]);
  });
});
