import { createHash, createPublicKey, verify } from 'node:crypto';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Posting } from '#functions/agent-callbacks/post-status';
import { tellAgent } from '#functions/agent-callbacks/tell-agent';
import * as contracts from '#functions/drp/contract';
import { routesWith } from '#functions/drp/index';
import { lambdaOf } from '#functions/shared/lambda';
import { envelopeOf, newAgent } from '#test/support/drp-agent';
import { eventOf, type TestCall } from '#test/support/hub';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

const byName = { ...contracts };
const agent = newAgent('CALLED_AGENT');
const callback = 'https://agent.example.com/status';
let hub: PrivacyHub;
let token: string;
let posted: Posting[] = [];
/** What the agent answers; taken unless told. */
let answers: (() => string | undefined | Promise<string | undefined>)[] = [];

const post = async (posting: Posting) => {
  posted.push(posting);
  return answers.shift()?.();
};
const tell = (requestId: string) =>
  tellAgent(requestId, hub.services, { post, isLoopbackAllowed: false });
const statuses = () => posted.map(({ body }) => JSON.parse(body).status);
const code = (value: string) => () => value;

async function call(route: keyof typeof byName, asked: TestCall) {
  const handler = lambdaOf(
    routesWith(() => hub.privacyServices),
    () => hub.services,
  );
  const answer = (await handler(
    eventOf(byName[route], asked),
    {} as Context,
  )) as APIGatewayProxyResult;
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}
const register = (more: object = {}) =>
  call('putAgent', {
    params: { agentId: agent.name },
    body: {
      title: 'Called',
      verifyKey: agent.verifyKey,
      businessId: 'EXAMPLE_SHOP',
      callbackHosts: ['agent.example.com'],
      ...more,
    },
  });
const headers = () => ({ 'content-type': 'text/plain', authorization: `Bearer ${token}` });
let asking = 0;
const exercise = (more: object = {}) => {
  asking += 1;
  const message = {
    ...envelopeOf(agent),
    'agent-request-id': `case-${asking}`,
    exercise: 'access',
    status_callback: callback,
    email: `called${asking}@example.com`,
    name: 'Ada Lovelace',
    ...more,
  };
  return call('exerciseDataRight', { role: null, body: agent.signed(message), headers: headers() });
};
const read = (requestId: string) =>
  call('readDataRight', { role: null, body: '', headers: headers(), params: { requestId } });
async function asked(more: object = {}): Promise<string> {
  const { status, body } = await exercise(more);
  expect(status, JSON.stringify(body)).toBe(200);
  posted = [];
  answers = [];
  return body.request_id;
}
const reject = (requestId: string) =>
  hub.privacy('rejectPrivacyRequest', {
    params: { requestId },
    body: { code: 'no-match', reason: 'nobody of that address' },
  });
const auditOf = async (requestId: string) =>
  (await hub.services.audit.entries(`request:${requestId}`, { limit: 50 })).items
    .filter(({ actor }) => actor === 'system:agent-callbacks')
    .map(({ action, reason }) => [action, reason]);

beforeAll(async () => {
  hub = await startPrivacyHub();
  await register();
  const body = agent.signed(envelopeOf(agent));
  const setUp = { role: null, body, headers: { 'content-type': 'text/plain' } };
  token = (await call('setUpAgentKey', { ...setUp, params: { agentId: agent.name } })).body.token;
});
afterAll(() => hub.stop());

describe('an agent that is called', () => {
  it('hears what it would read, signed by the hub, and once', async () => {
    const requestId = await asked();
    await reject(requestId);
    await tell(requestId);
    await tell(requestId);
    const [{ url = '', body = '', headers: sent = {} } = {}] = posted;
    expect(posted).toHaveLength(1);
    expect(url).toBe(callback);
    expect(JSON.parse(body)).toEqual((await read(requestId)).body);
    expect(JSON.parse(body)).toMatchObject({
      status: 'denied',
      reason: 'no_match',
      agent_request_id: `case-${asking}`,
    });

    const jws = sent['goldspoke-status'] ?? '';
    const [header = '', payload = '', signature = ''] = jws.split('.');
    const key = createPublicKey({
      key: { ...(await hub.services.proofs.publicKey()) },
      format: 'jwk',
    });
    const input = Buffer.from(`${header}.${payload}`);
    const ieee = { key, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', input, ieee, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      request_id: requestId,
      revision: expect.any(Number),
      at: expect.stringMatching(/Z$/),
      body_sha256: createHash('sha256').update(body).digest('hex'),
    });
    expect(await auditOf(requestId)).toEqual([['privacy-request.callback-told', undefined]]);
    expect(hub.logged.join('\n')).not.toMatch(/called\d+@|agent\.example\.com|case-\d/);
  });

  it('is called again until it has taken the newest', async () => {
    const requestId = await asked();
    await reject(requestId);
    answers = [code('status-503'), code('timeout')];
    await expect(tell(requestId)).rejects.toThrow('did not take');
    await expect(tell(requestId)).rejects.toThrow('did not take');
    await tell(requestId);
    expect(statuses()).toEqual(['denied', 'denied', 'denied']);
    expect(await auditOf(requestId)).toEqual([
      ['privacy-request.callback-failed', 'status-503'],
      ['privacy-request.callback-failed', 'timeout'],
      ['privacy-request.callback-told', undefined],
    ]);
  });

  it('hears nothing old: what changed while it was called is told after it', async () => {
    const requestId = await asked();
    answers = [
      async () => {
        await reject(requestId);
        return undefined;
      },
    ];
    await tell(requestId);
    expect(statuses()).toEqual(['in_progress', 'denied']);
    // The event of the first change comes once more, and late.
    await tell(requestId);
    expect(posted).toHaveLength(2);
  });

  it('hears the newest last where two functions call it at once', async () => {
    const requestId = await asked();
    let goOn = () => {};
    const isOver = new Promise<void>((over) => {
      goOn = over;
    });
    answers = [
      async () => {
        await isOver;
        return undefined;
      },
    ];
    const slow = tell(requestId);
    while (posted.length === 0) await new Promise(setImmediate);
    await reject(requestId);
    await tell(requestId);
    expect(statuses()).toEqual(['in_progress', 'denied']);
    goOn();
    await slow;
    expect(statuses().at(-1)).toBe('denied');
    await tell(requestId);
    expect(statuses().at(-1)).toBe('denied');
  });

  it('is called and answered after an erasure has destroyed what the request knew', async () => {
    await hub.spoke('till');
    const { body: put } = await hub.put('till', '1', {
      name: { given: 'Grace', family: 'Hopper' },
      emails: [{ value: 'grace@example.com' }],
    });
    const { customerId } = put;
    const requestId = await asked({ exercise: 'deletion', email: 'grace@example.com' });
    const params = { requestId };
    await hub.privacy('identifyPrivacyRequest', { params, body: { customerId } });
    const word = { method: 'document', documentHash: 'b'.repeat(64) };
    const verified = await hub.privacy('verifyPrivacyRequest', { params, body: word });
    expect(verified.status, JSON.stringify(verified.body)).toBe(200);
    await hub.privacy('approvePrivacyRequest', { params });
    await hub.until(requestId, ({ isOrdered }) => isOrdered);
    const done = { params: { requestId, spoke: 'till' }, body: { status: 'done' } };
    await hub.privacy('acknowledgePrivacyRequest', done);
    await hub.until(requestId, ({ state }) => state === 'fulfilled');
    while ((await hub.services.privacyRequests.details(requestId)) !== undefined)
      await new Promise(setImmediate);
    await tell(requestId);
    const told = { status: 'fulfilled', agent_request_id: `case-${asking}` };
    expect(JSON.parse(posted.at(-1)?.body ?? '')).toMatchObject(told);
    expect((await read(requestId)).body).toMatchObject(told);
  });
});

describe('nobody is called', () => {
  it('where the agent gave no address, or one that it is not registered with', async () => {
    for (const status_callback of [null, 'https://agent.example.net/status']) {
      const requestId = await asked({ status_callback });
      await tell(requestId);
      expect(await auditOf(requestId)).toEqual([]);
    }
    expect(posted).toEqual([]);
  });

  it.each([
    ['lost its hosts', { callbackHosts: [] }, 'host'],
    ['was revoked', { revoked: true }, 'agent'],
  ])('where the agent %s since, and it is not tried again', async (_, more, why) => {
    const requestId = await asked();
    await register(more);
    await tell(requestId);
    await register();
    expect(posted).toEqual([]);
    expect(await auditOf(requestId)).toEqual([['privacy-request.callback-refused', why]]);
  });

  it('of a request that is not there, or of no agent', async () => {
    await tell('req_00000000000000000000000000');
    expect(posted).toEqual([]);
  });
});

describe('what is kept after an erasure', () => {
  it.each([
    ['the address', { 'agent-request-id': 'ada.l@example.com-7', email: 'ada.l@example.com' }],
    [
      'the address in a URL',
      { status_callback: `${callback}?of=ada.l%40example.com`, email: 'ada.l@example.com' },
    ],
    ['the name', { 'agent-request-id': 'Ada_LOVELACE' }],
    ['the number', { 'agent-request-id': 'x447700900123', phone_number: '+44 7700 900123' }],
  ])('may not be %s', async (_, more) => {
    expect(await exercise(more)).toMatchObject({ status: 400, body: { fatal: true } });
  });
});
