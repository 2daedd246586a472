import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { envelopeOf, newAgent } from '#test/support/drp-agent';
import { call, doorSecrets, hub, inRequests, put } from './planted-values.ts';

/** Privacy requests from the first word to the answers of spokes; `post` is the token of a spoke that sends letters. */
export async function requests(post: string) {
  const emails = [{ value: `${inRequests.mail}@example.com` }];
  const person = await put('post', inRequests.sourceId, 'person', { emails });
  const { customerId } = person.body;
  const {
    name: _,
    version: __,
    revision: ___,
    updatedAt: ____,
    ...targets
  } = (await call('readPrivacyTargets')).body;
  expect((await call('putPrivacyTargets', { body: targets })).status).toBe(200);

  const opened = await call('createPrivacyRequest', {
    body: {
      rights: ['rectification'],
      jurisdiction: 'GB',
      channel: 'steward',
      note: inRequests.note,
      about: { schema: 'person', attributes: { emails } },
      details: { corrections: { jobTitle: inRequests.corrected } },
    },
  });
  expect(opened.status, JSON.stringify(opened.body)).toBe(201);
  const one = { params: { requestId: opened.body.id } };
  const { body: found } = await call('listRequestCandidates', one);
  expect(found.candidates).toMatchObject([{ customerId }]);
  expect((await call('identifyPrivacyRequest', { ...one, body: { customerId } })).status).toBe(200);
  const asked = await call('challengePrivacyRequest', { ...one, body: {} });
  expect(asked.status, JSON.stringify(asked.body)).toBe(202);
  const log = await readFile(join(hub.folder, 'hub.log'), 'utf8');
  const letterId = log.match(/ltr_[0-9a-z]{26}/g)?.at(-1) ?? '';
  const headers = { authorization: `Bearer ${post}` };
  const { body: letter } = await call('readLetter', { params: { letterId }, headers });
  doorSecrets.push(letter.facts.link, letter.facts.code);
  const facts = [
    { kind: 'customer-number', value: inRequests.sourceId },
    { kind: 'identifier', value: inRequests.told },
  ];
  const proof = { link: letter.facts.link, facts };
  expect((await call('proveByLink', { body: proof })).status).toBe(204);
  const agent = {
    method: 'agent',
    reference: inRequests.agent,
    permissionHash: 'a'.repeat(64),
  };
  await call('verifyPrivacyRequest', { ...one, body: agent });
  const reason = 'clarification';
  // No clock of a rectification stands still while something is made clear.
  await call('pausePrivacyRequest', { ...one, body: { reason }, refused: 409 });
  await call('continuePrivacyRequest', { ...one, body: { reason } });
  const noticeSentAt = new Date().toISOString();
  await call('extendPrivacyRequest', { ...one, body: { reason: 'complexity', noticeSentAt } });
  const approved = await call('approvePrivacyRequest', one);
  expect(approved.status, JSON.stringify(approved.body)).toBe(200);
  await spokesAnswer(opened.body.id);
  await call('listPrivacyRequests');
  // Nothing was erased.
  await call('readCertificate', { ...one, refused: 409 });

  const rejected = await call('createPrivacyRequest', {
    body: { rights: ['access'], jurisdiction: 'GB', channel: 'steward', customerId },
  });
  await call('rejectPrivacyRequest', {
    params: { requestId: rejected.body.id },
    body: { code: 'excessive', reason: inRequests.reason },
  });
  await call('withdrawPrivacyRequest', { ...one, refused: 409 });
  await packages(customerId, post);
}

/** A request for access up to the package that the person downloads. */
async function packages(customerId: string, post: string) {
  const opened = await call('createPrivacyRequest', {
    body: { rights: ['access'], jurisdiction: 'GB', channel: 'steward', customerId },
  });
  const requestId = opened.body.id as string;
  const one = { params: { requestId } };
  const shown = { method: 'document', documentHash: 'b'.repeat(64) };
  expect((await call('verifyPrivacyRequest', { ...one, body: shown })).status).toBe(200);
  expect((await call('approvePrivacyRequest', one)).status).toBe(200);
  await call('putAnnex', {
    params: { requestId, spoke: await firstOrderOf(requestId) },
    body: { data: { held: inRequests.answer } },
  });
  await spokesAnswer(requestId);
  await until(async () => (await call('readPrivacyRequest', one)).body.state !== 'in-progress');
  const json = await call('readPackage', { ...one, query: { format: 'json' } });
  expect(JSON.stringify(json.body)).toContain(inRequests.answer);
  const { status, body: sent } = await call('sendPackage', one);
  expect(status, JSON.stringify(sent)).toBe(201);
  const headers = { authorization: `Bearer ${post}` };
  const { letterId } = sent;
  const { body: letter } = await call('readLetter', { params: { letterId }, headers });
  doorSecrets.push(letter.facts.link);
  const params = { token: String(letter.facts.link).split('/').at(-1) ?? '' };
  expect((await call('showPackage', { params })).status).toBe(200);
  expect((await call('downloadPackage', { params, text: '' })).status).toBe(200);
}

async function until(isSo: () => Promise<boolean>) {
  for (let tries = 0; tries < 200 && !(await isSo()); tries += 1) await sleep(50);
}

async function firstOrderOf(requestId: string): Promise<string> {
  const names = async () =>
    Object.keys((await call('readPrivacyRequest', { params: { requestId } })).body.orders);
  await until(async () => (await names()).length > 0);
  return (await names())[0] ?? '';
}

/** One answers, the orders of the others are ended in their place. */
async function spokesAnswer(requestId: string) {
  const orders = async () => {
    const { body } = await call('readPrivacyRequest', { params: { requestId } });
    return Object.keys(body.orders) as string[];
  };
  for (let tries = 0; tries < 100 && (await orders()).length === 0; tries += 1) await sleep(50);
  const [first = '', ...others] = await orders();
  const params = { requestId, spoke: first };
  expect((await call('readOrder', { params })).status).toBe(200);
  const answer = { status: 'done', note: inRequests.answer };
  expect((await call('acknowledgePrivacyRequest', { params, body: answer })).status).toBe(200);
  for (const spoke of others.length === 0 ? [first] : others)
    await call('waiveOrder', {
      params: { requestId, spoke },
      body: { code: 'unreachable', reason: inRequests.reason },
    });
}

/** What a customer asks for at his own door, where the headers of his session open it. */
export async function ownRequests(headers: Record<string, string>) {
  const body = { rights: ['access'], jurisdiction: 'GB', note: inRequests.ownNote };
  const { status, body: opened } = await call('createMyRequest', { body, headers });
  expect(status, JSON.stringify(opened)).toBe(201);
  const one = { params: { requestId: opened.id }, headers };
  expect((await call('listMyRequests', { headers })).body.items).toHaveLength(1);
  expect((await call('readMyRequest', one)).status).toBe(200);
  const facts = [
    { kind: 'postcode', value: inRequests.told },
    { kind: 'identifier', value: inRequests.told },
  ];
  expect((await call('proveMyRequest', { ...one, body: { facts } })).status).toBe(204);
  expect((await call('withdrawMyRequest', one)).body.state).toBe('withdrawn');
  await call('openMyPackage', { ...one, refused: 404 });
}

/** What an agent asks in a person's name, by the Data Rights Protocol. */
export async function requestsByAgent() {
  const agent = newAgent('PLANTED_AGENT');
  const params = { agentId: agent.name };
  const { verifyKey } = agent;
  const receiver = await startReceiver();
  const where = { businessId: 'EXAMPLE_SHOP', callbackHosts: ['127.0.0.1'] };
  const body = { title: 'An agent', verifyKey, ...where };
  expect((await call('putAgent', { params, body })).status).toBe(201);
  await call('readAgent', { params });
  const envelope = () => envelopeOf(agent);
  const key = await call('setUpAgentKey', { params, text: agent.signed(envelope()) });
  expect(key.status, JSON.stringify(key.body)).toBe(200);
  doorSecrets.push(key.body.token);
  const headers = { authorization: `Bearer ${key.body.token}` };
  expect((await call('readAgentKey', { params, headers })).status).toBe(200);
  const asked = {
    ...envelope(),
    exercise: 'deletion',
    'agent-request-id': inRequests.byAgent,
    name: inRequests.byAgent,
    email: `${inRequests.byAgent}@example.com`,
    status_callback: `${receiver.url}/${inRequests.byAgent}`,
  };
  const message = agent.signed(asked);
  const asking = { headers, text: message };
  const { status, body: taken } = await call('exerciseDataRight', asking);
  expect(status, JSON.stringify(taken)).toBe(200);
  const one = { params: { requestId: taken.request_id }, headers };
  expect((await call('readDataRight', one)).body.agent_request_id).toBe(inRequests.byAgent);
  const no = agent.signed({ reason: inRequests.byAgent });
  const { body: revoked } = await call('revokeDataRight', { ...one, text: no });
  expect(revoked.status).toBe('revoked');
  await until(async () => receiver.heard.length > 0);
  receiver.stop();
  const [{ url, text: told, proof = '' } = {}] = receiver.heard;
  expect([url, JSON.parse(told ?? '')]).toEqual([`/${inRequests.byAgent}`, revoked]);
  doorSecrets.push(proof);
}

/** An agent's own address, on this machine. */
async function startReceiver() {
  const heard: { readonly url: string; readonly text: string; readonly proof: string }[] = [];
  const server = createServer(async (request, response) => {
    const { url = '', headers } = request;
    heard.push({ url, text: await text(request), proof: String(headers['goldspoke-status']) });
    response.writeHead(204).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, heard, stop: () => server.close() };
}
