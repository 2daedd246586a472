import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { compactVerify, createLocalJWKSet, decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as proofKeys from '#functions/proof-keys/contract';
import { routes as proofKeyRoutes } from '#functions/proof-keys/index';
import * as contracts from '#functions/receipts/contract';
import { routes } from '#functions/receipts/index';
import type { Contract } from '#functions/shared/contract';
import type { Services } from '#functions/shared/handle';
import { lambdaOf } from '#functions/shared/lambda';
import { makeProofKeys } from '#store/proof-keys';
import { makeProofs } from '#store/proofs';
import { signerInProcess } from '#test/support/checkpointing';
import { controllerBody } from '#test/support/controller';
import { eventOf, startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
const askWith = async (services: Services, contract: Contract, request: TestCall = {}) => {
  const handler = lambdaOf([...routes, ...proofKeyRoutes], () => services);
  const answer = (await handler(
    eventOf(contract, request),
    {} as Context,
  )) as APIGatewayProxyResult;
  return {
    status: answer.statusCode,
    headers: answer.headers ?? {},
    text: answer.body,
    body: JSON.parse(answer.body),
  };
};
const ask = (contract: Contract, request: TestCall = {}) =>
  askWith(hub.services, contract, request);
const receiptOf = (customerId: string, more: TestCall & { purpose?: string } = {}) =>
  ask(contracts.readReceipt, { params: { customerId, purpose: more.purpose ?? 'news' }, ...more });
const payloadOf = async (customerId: string, event?: string) => {
  const { status, body } = await receiptOf(
    customerId,
    event === undefined ? {} : { query: { event } },
  );
  expect(status, JSON.stringify(body)).toBe(200);
  // biome-ignore lint/suspicious/noExplicitAny: tests read payloads by path
  return decodeJwt(body.receipt) as any;
};
const putController = (more: object = {}, request: TestCall = {}) =>
  ask(contracts.putController, { body: { ...controllerBody, ...more }, ...request });

let next = 0;
const newCustomer = async () => {
  next += 1;
  const { body } = await hub.put('crm', `r-${next}`, {
    name: { given: `Rita${next}`, family: `Quittance${next}` },
    emails: [{ value: `rita${next}@example.com` }],
  });
  return body.customerId as string;
};
const say = async (customerId: string, status: string, more: object = {}, purpose = 'news') => {
  const answer = await hub.call('putConsent', {
    params: { customerId, purpose },
    body: { status, jurisdiction: 'GB', collection: { method: 'web-form' }, ...more },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.eventId as string;
};
const definePurpose = (more: object = {}, name = 'news') =>
  hub.call('putPurpose', {
    params: { name },
    body: { title: 'News', legalBases: ['consent'], channels: ['email', 'sms'], ...more },
  });

let early: { customerId: string; eventId: string };
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm');
  await definePurpose();
  await definePurpose({}, 'surveys');
  await hub.call('putNotice', {
    params: { name: 'welcome' },
    body: { title: 'Welcome', texts: { en: 'What we do.' } },
  });
  const customerId = await newCustomer();
  early = { customerId, eventId: await say(customerId, 'given') };
});
afterAll(() => hub.stop());

describe('who answers for the data', () => {
  it('must be said before a receipt can be issued', async () => {
    expect(await ask(contracts.readController)).toMatchObject({
      status: 404,
      body: { type: expect.stringContaining('controller.not-found') },
    });
    expect(await receiptOf(early.customerId)).toMatchObject({
      status: 409,
      body: { type: expect.stringContaining('receipt.no-controller') },
    });
    const made = await putController();
    expect(made).toMatchObject({ status: 201, body: { version: 1, ...controllerBody } });
    expect((await receiptOf(early.customerId)).status).toBe(200);
  });

  it('is governed: versions, ETag, the audit, and the permission at the root', async () => {
    expect(await putController()).toMatchObject({ status: 200, body: { version: 1 } });
    const changed = await putController(
      { phone: '+44 7700 900101' },
      { headers: { 'if-match': '"1"' } },
    );
    expect(changed).toMatchObject({ status: 200, body: { version: 2 }, headers: { etag: '"2"' } });
    expect(await putController({}, { headers: { 'if-match': '"1"' } })).toMatchObject({
      status: 412,
    });
    expect(await ask(contracts.readController, { role: 'reader' })).toMatchObject({
      body: { version: 2, phone: '+44 7700 900101' },
    });
    expect(await putController({}, { role: 'steward' })).toMatchObject({ status: 403 });
    const grants = [{ role: 'privacy-officer', orgUnit: 'somewhere' }];
    expect(await putController({}, { grants })).toMatchObject({ status: 403 });
    const { items } = await hub.services.audit.entries('controller:controller', { limit: 10 });
    expect(items).toMatchObject([
      { action: 'controller.put' },
      { action: 'controller.put', changed: ['phone', 'version'] },
    ]);
  });

  it.each([
    ['policyUrl', 'http://example.com'],
    ['policyUrl', 'javascript:alert(1)'],
    ['email', 'nobody'],
    ['phone', '07700 900100'],
    ['storedIn', []],
    ['storedIn', ['United Kingdom']],
    ['address', { street: 'Somewhere' }],
    ['recipients', [{ name: 'X', purposes: [] }]],
    ['legalName', ''],
    ['more', 1],
  ])('refuses %s: %j', async (name, value) => {
    expect(await putController({ [name]: value })).toMatchObject({ status: 400 });
  });
});

describe('a receipt', () => {
  it('is signed, in both forms, and verifies with another library under the listed keys', async () => {
    const customerId = await newCustomer();
    const eventId = await say(customerId, 'given', {
      notice: { id: 'welcome', version: 1 },
      contactPoint: 'rita@example.com',
      collection: {
        method: 'paper',
        agent: 'smith',
        script: { id: 'form', version: '2' },
        attachmentHash: 'a'.repeat(64),
      },
    });
    const { body, text, headers } = await receiptOf(customerId, { role: 'reader' });
    expect(headers['content-disposition']).toBe(`attachment; filename="receipt-${eventId}.json"`);
    expect(text).toBe(`{"receipt":"${body.receipt}"}`);
    const listed = await ask(proofKeys.listProofKeys, { role: null });
    expect(listed).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'public, max-age=300' },
    });
    const { payload, protectedHeader } = await compactVerify(
      body.receipt,
      createLocalJWKSet(listed.body),
    );
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'goldspoke-receipt' });
    const signed = JSON.parse(Buffer.from(payload).toString('utf8'));
    expect(signed).toMatchObject({
      iss: 'test',
      sub: customerId,
      jti: eventId,
      entry: {
        eventId,
        sequence: 1,
        kind: 'given',
        purpose: 'news',
        channels: ['email', 'sms'],
        hasContactPoint: true,
        collection: { method: 'paper', script: { id: 'form', version: '2' } },
        notice: {
          id: 'welcome',
          version: 1,
          language: 'en',
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
      outcome: { status: 'given' },
      governedBy: { controller: { version: 2 }, purpose: { name: 'news', revision: 1 } },
      iso27560: { '@type': 'dpv:ConsentReceipt' },
      kantara: { version: 'KI-CR-v1.1.0', piiPrincipalId: customerId },
    });
    const token = await hub.services.consents.contactPoint('email', 'rita@example.com');
    for (const hidden of ['rita', 'smith', 'Quittance', token])
      expect(JSON.stringify(signed)).not.toContain(hidden);
  });

  it('is of the last that counts, or of the entry that is named', async () => {
    const customerId = await newCustomer();
    const given = await say(customerId, 'given');
    const withdrawn = await say(customerId, 'withdrawn');
    const other = await say(customerId, 'given', {}, 'surveys');
    const last = await payloadOf(customerId);
    expect(last).toMatchObject({ jti: withdrawn, outcome: { status: 'withdrawn' } });
    expect(last).not.toHaveProperty('kantara');
    expect(await payloadOf(customerId, given)).toMatchObject({ outcome: { status: 'given' } });
    await hub.call('correctConsent', {
      params: { customerId },
      body: { eventId: withdrawn, evidence: 'case-1' },
    });
    expect(await payloadOf(customerId)).toMatchObject({ jti: given });
    for (const event of [other, `con_${'0'.repeat(26)}`])
      expect(await receiptOf(customerId, { query: { event } })).toMatchObject({
        status: 404,
        body: { type: expect.stringContaining('consent.not-found') },
      });
    expect(await receiptOf(await newCustomer())).toMatchObject({ status: 404 });
    expect(await receiptOf(customerId, { purpose: 'nothing-of-that-name' })).toMatchObject({
      status: 404,
      body: { type: expect.stringContaining('consent.not-found') },
    });
    expect(await receiptOf(customerId, { query: { event: 'x' } })).toMatchObject({ status: 400 });
  });

  it('says the same for ever: through corrections, changes of what is governed, merges and splits', async () => {
    const [customerId, other] = [await newCustomer(), await newCustomer()];
    const eventId = await say(customerId, 'given', { notice: { id: 'welcome', version: 1 } });
    const before = await payloadOf(customerId, eventId);

    await definePurpose({ title: 'Other news', channels: ['email'], isDoubleOptIn: true });
    await hub.call('putNotice', {
      params: { name: 'welcome' },
      body: { title: 'Welcome', texts: { en: 'What we do now.', de: 'Was wir tun.' } },
    });
    await putController({ legalName: 'Another Ltd' });
    await say(customerId, 'withdrawn');
    expect(await payloadOf(customerId, eventId)).toEqual(before);

    await say(other, 'denied');
    await hub.call('mergeCustomers', { params: { customerId: other }, body: { with: customerId } });
    for (const id of [customerId, other]) expect(await payloadOf(id, eventId)).toEqual(before);
    await hub.call('correctConsent', {
      params: { customerId },
      body: { eventId, evidence: 'case-2' },
    });
    expect(await payloadOf(other, eventId)).toEqual(before);
    expect((await receiptOf(customerId)).body).toHaveProperty('receipt');

    await hub.call('unmergeCustomer', { params: { customerId: other }, body: { customerId } });
    expect(await payloadOf(customerId, eventId)).toEqual(before);
    expect(await receiptOf(other, { query: { event: eventId } })).toMatchObject({ status: 404 });
    await definePurpose();
  });

  it('names who first answered for the data where the entry is older than that', async () => {
    expect(await payloadOf(early.customerId, early.eventId)).toMatchObject({
      governedBy: { controller: { version: 1 } },
    });
  });

  it('verifies after the key was replaced', async () => {
    const before = (await receiptOf(early.customerId)).body.receipt as string;
    const { client, names } = hub.store;
    const replaced = {
      ...hub.services,
      proofs: makeProofs({
        signer: signerInProcess(),
        keys: makeProofKeys({ client, table: names.main, nowMs: Date.now }),
        hub: 'test',
      }),
    };
    const params = { customerId: early.customerId, purpose: 'news' };
    const { body } = await askWith(replaced, contracts.readReceipt, { params });
    const { body: set } = await askWith(replaced, proofKeys.listProofKeys);
    const keys = createLocalJWKSet(set);
    const [was, is] = await Promise.all(
      [before, body.receipt].map((jws) => compactVerify(jws, keys)),
    );
    expect(was?.payload).toEqual(is?.payload);
    expect(was?.protectedHeader.kid).not.toBe(is?.protectedHeader.kid);
  });

  it('is not issued where the proof went with its key', async () => {
    const { consents } = hub.services;
    const without: Services = {
      ...hub.services,
      consents: {
        ...consents,
        history: async (members) =>
          (await consents.history(members)).map(({ proof: _, ...entry }) => entry),
      },
    };
    const params = { customerId: early.customerId, purpose: 'news' };
    expect(await askWith(without, contracts.readReceipt, { params })).toMatchObject({
      status: 410,
      body: { type: expect.stringContaining('receipt.proof-destroyed') },
    });
  });

  it('is for who may read consents of this customer, and leaves an entry in the audit', async () => {
    const { customerId } = early;
    expect(await receiptOf(customerId, { role: 'analyst' })).toMatchObject({ status: 403 });
    const grants = [{ role: 'reader', orgUnit: 'elsewhere' }];
    await hub.call('putOrgUnit', { params: { orgUnit: 'elsewhere' }, body: { title: 'Else' } });
    expect(await receiptOf(customerId, { grants })).toMatchObject({ status: 404 });
    const from = new Date(Date.now() - 60_000).toISOString();
    await receiptOf(customerId, { actorId: 'tok_asker' });
    const found = await hub.call('listAudit', {
      query: { actor: 'tok_asker', from, to: new Date(Date.now() + 60_000).toISOString() },
    });
    expect(found.body.items).toMatchObject([
      { action: 'receipt.issue', about: `customer:${customerId}`, changed: ['news'] },
    ]);
  });
});
