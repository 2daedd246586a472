import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as drp from '#functions/drp/contract';
import { routesWith } from '#functions/drp/index';
import { lambdaOf } from '#functions/shared/lambda';
import { envelopeOf, newAgent, type TestAgent } from '#test/support/drp-agent';
import { eventOf, type TestCall } from '#test/support/hub';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

const contracts = { ...drp };
let hub: PrivacyHub;
let laterMs = 0;
const now = () => Date.now() + laterMs;
let handlers: ReturnType<typeof lambdaOf>[];
const verificationUrl = 'https://shop.example.com/verify';
const ours = newAgent('OSIRIS_AGENT');
const other = newAgent('OTHER_AGENT');
const stranger = newAgent('STRANGER');
const tokens = new Map<TestAgent, string>();

beforeAll(async () => {
  hub = await startPrivacyHub({ clock: () => new Date(now()).toISOString() });
  // Two functions side by side: they share the table alone.
  const clock = () => new Date(now()).toISOString();
  const beside = { ...hub.privacyServices, ...hub.store.another({ clock }) };
  handlers = [hub.privacyServices, beside].map((services) =>
    lambdaOf(
      routesWith(() => services),
      () => services,
    ),
  );
  await register(ours, { verificationUrl });
  await register(other);
  for (const agent of [ours, other]) tokens.set(agent, await tokenOf(agent));
});
afterAll(() => hub.stop());

async function call(route: keyof typeof contracts, asked: TestCall = {}, at = 0) {
  const event = eventOf(contracts[route], asked);
  const answer = (await handlers[at]?.(event, {} as Context)) as APIGatewayProxyResult;
  const { statusCode: status, body } = answer;
  return { status, text: body, body: body === '' ? undefined : JSON.parse(body) };
}
const bodyOf = (agent: TestAgent, more: object = {}) => ({
  title: agent.name,
  verifyKey: agent.verifyKey,
  businessId: 'EXAMPLE_SHOP',
  ...more,
});
async function register(agent: TestAgent, more: object = {}) {
  const answer = await call('putAgent', {
    params: { agentId: agent.name },
    body: bodyOf(agent, more),
  });
  expect(answer.status, answer.text).toBeLessThan(202);
}
/** A text as agents send it, by nobody whom the authorizer knows. */
const sent = (body: string, agent?: TestAgent, token = agent && tokens.get(agent)): TestCall => ({
  role: null,
  body,
  headers: { 'content-type': 'text/plain', ...(token && { authorization: `Bearer ${token}` }) },
});
const setUp = (agent: TestAgent, body = agent.signed(envelopeOf(agent, now()))) =>
  call('setUpAgentKey', { ...sent(body), params: { agentId: agent.name } });
async function tokenOf(agent: TestAgent): Promise<string> {
  const { status, body } = await setUp(agent);
  expect(status).toBe(200);
  expect(body['agent-id']).toBe(agent.name);
  return body.token;
}
let messages = 0;
const exercised = (agent: TestAgent, more: object = {}) => {
  messages += 1;
  return {
    ...envelopeOf(agent, now()),
    'agent-request-id': `own-${messages}`,
    exercise: 'access',
    regime: 'ccpa',
    relationships: ['customer'],
    status_callback: 'https://agent.example.com/status',
    name: 'Ada Lovelace',
    email: `drp${messages}@example.com`,
    email_verified: true,
    ...more,
  };
};
const exercise = (agent: TestAgent, more: object = {}) =>
  call('exerciseDataRight', sent(agent.signed(exercised(agent, more)), agent));
const at = (requestId: string, agent?: TestAgent): TestCall => ({
  ...sent('', agent),
  params: { requestId },
});
const revoke = (requestId: string, agent: TestAgent, message: object) =>
  call('revokeDataRight', { ...sent(agent.signed(message), agent), params: { requestId } });
const forbidden = { code: '403', message: 'Forbidden' };
const discarded = { ...forbidden, fatal: true };
const late = { code: '409' };

describe('an agent', () => {
  it('is let in by who manages access, with an audit entry', async () => {
    const params = { agentId: 'GOVERNED' };
    const agent = newAgent('GOVERNED');
    const put = { params, body: bodyOf(agent) };
    expect((await call('putAgent', { ...put, role: 'steward' })).status).toBe(403);
    expect((await call('readAgent', { params })).status).toBe(404);
    expect((await call('putAgent', put)).status).toBe(201);
    expect((await call('putAgent', put)).status).toBe(200);
    expect((await call('readAgent', { params })).body).toMatchObject({
      id: 'GOVERNED',
      verifyKey: agent.verifyKey,
      revoked: false,
      revision: 1,
    });
    const audited = await hub.services.audit.entries('agent:GOVERNED', { limit: 10 });
    expect(audited.items).toMatchObject([{ action: 'agent.put' }]);
  });

  it.each([
    ['a key too short', { verifyKey: Buffer.alloc(31).toString('base64') }],
    ['a key of small order', { verifyKey: Buffer.alloc(32, 1).fill(0, 1).toString('base64') }],
    ['a page that is not secure', { verificationUrl: 'http://shop.example.com' }],
  ])('is refused with %s', async (_, more) => {
    const params = { agentId: 'WRONG' };
    const answer = await call('putAgent', { params, body: bodyOf(ours, more) });
    expect(answer.status).toBe(400);
  });
});

describe('a bearer token', () => {
  it('is given for a signature, and good until the agent has another key or is revoked', async () => {
    const agent = newAgent('CHANGING');
    await register(agent);
    const read = async (token: string) =>
      (await call('readAgentKey', { ...sent('', agent, token), params: { agentId: 'CHANGING' } }))
        .status;
    const first = await tokenOf(agent);
    expect(await read(first)).toBe(200);
    const changed = { ...newAgent('CHANGING') };
    await register(changed);
    expect(await read(first)).toBe(403);
    const second = await tokenOf(changed);
    expect(await read(second)).toBe(200);
    await register(changed, { revoked: true });
    expect(await read(second)).toBe(403);
    expect((await setUp(changed)).status).toBe(403);
    await register(changed);
    expect(await read(second)).toBe(200);
    laterMs += 366 * 86_400_000;
    expect(await read(second)).toBe(403);
    laterMs = 0;
  });

  it('says whose it is to nobody but that agent', async () => {
    const params = { agentId: other.name };
    const answers = await Promise.all([
      call('readAgentKey', { ...sent('', ours), params }),
      call('readAgentKey', { ...sent(''), params }),
      call('readAgentKey', { ...sent('', other, `${tokens.get(other)}x`), params }),
      call('readAgentKey', { ...sent('', ours), params: { agentId: 'NOBODY' } }),
    ]);
    for (const { status, body } of answers)
      expect({ status, body }).toEqual({ status: 403, body: forbidden });
    expect((await call('readAgentKey', { ...sent('', other), params })).body).toEqual({});
  });

  it('is refused without a word', async () => {
    const used = ours.signed(envelopeOf(ours, now()));
    expect((await setUp(ours, used)).status).toBe(200);
    const wrong = [
      [ours, used],
      [ours, stranger.signed(envelopeOf(ours, now()))],
      [ours, ours.signed(envelopeOf(other, now()))],
      [ours, ours.signed({ ...envelopeOf(ours, now()), 'business-id': 'OTHER_SHOP' })],
      [ours, ours.signed({ ...envelopeOf(ours, now()), 'drp.version': '2.0' })],
      [ours, ours.signed(exercised(ours))],
      [stranger, stranger.signed(envelopeOf(stranger, now()))],
      [ours, ''],
    ] as const;
    for (const [agent, body] of wrong) {
      const { status, text } = await setUp(agent, body);
      expect({ status, text }).toEqual({ status: 403, text: '' });
    }
  });
});

describe('a message that asks for a right', () => {
  it('is 403 with one answer where it is tampered with, foreign, stale or replayed', async () => {
    const good = exercised(ours);
    const { 'expires-at': _, ...endless } = good;
    const later = (ms: number) => new Date(now() + ms).toISOString();
    const tampered = Buffer.from(ours.signed(good), 'base64');
    tampered[80] = (tampered[80] ?? 0) ^ 1;
    const signedTwice = ours.signed(exercised(ours));
    const rewrapped = signedTwice.replace(/=+$/, '');
    expect((await call('exerciseDataRight', sent(signedTwice, ours))).status).toBe(200);
    const wrong: Record<string, TestCall> = {
      tampered: sent(tampered.toString('base64'), ours),
      'of another key': sent(other.signed(good), ours),
      'by another agent’s token': sent(ours.signed(good), other),
      'another agent’s, signed by this one': sent(ours.signed(exercised(other)), ours),
      'without a token': sent(ours.signed(good)),
      'of an agent that nobody knows': sent(stranger.signed(exercised(stranger)), stranger),
      'for another business': sent(ours.signed({ ...good, 'business-id': 'OTHER' }), ours),
      'of yesterday': sent(
        ours.signed({ ...good, 'issued-at': later(-86_400_000), 'expires-at': later(-1000) }),
        ours,
      ),
      'said for too long': sent(ours.signed({ ...good, 'expires-at': later(7_200_000) }), ours),
      'of tomorrow': sent(ours.signed({ ...good, 'issued-at': later(5_000) }), ours),
      'without an end': sent(ours.signed(endless), ours),
      replayed: sent(signedTwice, ours),
      'replayed in another wrapping': sent(rewrapped, ours),
      empty: sent('', ours),
    };
    for (const [name, asked] of Object.entries(wrong)) {
      const { status, body } = await call('exerciseDataRight', asked);
      expect({ name, status, body }).toEqual({ name, status: 403, body: discarded });
    }
    // It was right all along: nothing of the above used it up.
    expect((await call('exerciseDataRight', sent(ours.signed(good), ours))).status).toBe(200);
  });

  it('holds from its first moment to its last by the hub’s clock, and for an hour at most', async () => {
    const said = (from: number, to: number) => ({
      'issued-at': new Date(now() + from).toISOString(),
      'expires-at': new Date(now() + to).toISOString(),
    });
    const hour = 3_600_000;
    const status = async (more: object) => (await exercise(ours, more)).status;
    expect(await status(said(-hour + 60_000, 60_000))).toBe(200);
    expect(await status(said(-hour, 1000))).toBe(403);
    expect(await status(said(60_000, 120_000))).toBe(403);
    expect(await status(said(-120_000, -60_000))).toBe(403);
    expect(await status(said(60_000, -60_000))).toBe(403);
    expect(await status({ 'issued-at': 'yesterday' })).toBe(403);
    // Without an offset it is UTC, whatever the machine's own.
    const bare = new Date(now() - 1000).toISOString().replace('Z', '');
    expect(await status({ 'issued-at': bare })).toBe(200);
  });

  it('is followed once, at whichever function it arrives', async () => {
    const asked = sent(ours.signed(exercised(ours)), ours);
    const answers = await Promise.all([0, 1, 0, 1].map((n) => call('exerciseDataRight', asked, n)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403, 403, 403]);
  });

  it.each([
    ['an action that is no right here', { exercise: 'sale:opt-in' }],
    ['an action that nobody knows', { exercise: 'toString' }],
    ['another regime', { regime: 'gdpr' }],
    ['no address', { email: undefined }],
    ['an address that is none', { email: 'ada at example' }],
    ['another version', { 'drp.version': '2.0' }],
  ])('is 400 with %s', async (_, more) => {
    const answer = await exercise(ours, more);
    expect(answer).toMatchObject({ status: 400, body: { code: '400', fatal: true } });
  });

  it('is not taken as JSON, nor at any length', async () => {
    const signed = sent(ours.signed(exercised(ours)), ours);
    const headers = { ...signed.headers, 'content-type': 'application/json' };
    expect((await call('exerciseDataRight', { ...signed, headers })).status).toBe(415);
    expect((await call('exerciseDataRight', sent('A'.repeat(40_000), ours))).status).toBe(413);
  });

  it('is bounded for each address', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 11; n += 1)
      statuses.push((await exercise(ours, { email: 'often@example.com' })).status);
    expect(statuses).toEqual([...Array(10).fill(200), 429]);
    expect((await exercise(ours, { email: 'seldom@example.com' })).status).toBe(200);
  });
});

describe('a request by an agent', () => {
  it('answers alike whether the person is here, and an officer finds who it is', async () => {
    await hub.spoke('crm');
    const { body: put } = await hub.put('crm', 'c1', {
      name: { given: 'Ada', family: 'Lovelace' },
      emails: [{ value: 'ada@example.com' }],
    });
    const { customerId } = put;
    const plain = ({ status, body }: Awaited<ReturnType<typeof exercise>>) => ({
      status,
      body: { ...body, request_id: '', received_at: '', expected_by: '', agent_request_id: '' },
    });
    const known = await exercise(ours, { email: 'ada@example.com' });
    const unknown = await exercise(ours, { email: 'nobody-here@example.com' });
    expect(plain(known)).toEqual(plain(unknown));
    expect(known.body).toMatchObject({
      status: 'in_progress',
      reason: 'need_user_verification',
      user_verification_url: verificationUrl,
      agent_request_id: expect.stringMatching(/^own-/),
      expected_by: expect.any(String),
    });
    const requestId = known.body.request_id;
    const { body } = await hub.privacy('listRequestCandidates', { params: { requestId } });
    expect(body.candidates).toMatchObject([{ customerId }]);
    const found = await hub.services.privacyRequests.read(requestId);
    expect(found?.request).toMatchObject({
      channel: 'agent',
      actor: 'agent:OSIRIS_AGENT',
      jurisdictions: ['US-CA'],
      rights: ['access'],
    });
    expect(found?.request.customerId).toBeUndefined();
    expect(JSON.stringify(found)).not.toMatch(/example\.com|own-/);
    expect(hub.logged.join('\n')).not.toContain('ada@example.com');

    await hub.privacy('identifyPrivacyRequest', { params: { requestId }, body: { customerId } });
    expect((await call('readDataRight', at(requestId, ours))).body).toEqual(known.body);
    const word = { method: 'agent', reference: 'mandate 7', permissionHash: 'a'.repeat(64) };
    await hub.privacy('verifyPrivacyRequest', { params: { requestId }, body: word });
    await hub.privacy('approvePrivacyRequest', { params: { requestId } });
    const { body: open } = await call('readDataRight', at(requestId, ours));
    expect(open.status).toBe('in_progress');
    expect(open.reason).toBeUndefined();
    expect((await revoke(requestId, ours, { reason: 'too late' })).body).toMatchObject(late);
    await hub.until(requestId, ({ isOrdered }) => isOrdered);
    const done = { params: { requestId, spoke: 'crm' }, body: { status: 'done' } };
    await hub.privacy('acknowledgePrivacyRequest', done);
    await hub.until(requestId, ({ state }) => state === 'fulfilled');
    const { body: ended } = await call('readDataRight', at(requestId, ours));
    expect(ended.status).toBe('fulfilled');
  });

  it('is read by its own agent alone', async () => {
    const { body } = await exercise(ours);
    const own = body.request_id;
    const byOfficer = await hub.privacy('createPrivacyRequest', {
      body: {
        rights: ['access'],
        jurisdiction: 'EU',
        channel: 'agent',
        about: { contactPoint: 'ada@example.com' },
      },
    });
    expect((await call('readDataRight', at(own, ours))).body).toEqual(body);
    for (const asked of [
      at(own, other),
      at(own),
      at('req_00000000000000000000000000', ours),
      at('nonsense', ours),
      at(byOfficer.body.id, ours),
    ]) {
      const { status, body: said } = await call('readDataRight', asked);
      expect({ status, said }).toEqual({ status: 403, said: forbidden });
    }
  });

  it('is revoked by its own agent, with the reason in the audit', async () => {
    const requestId = (await exercise(ours)).body.request_id;
    const second = (await exercise(ours)).body.request_id;
    const message = { reason: 'I want to keep my account' };
    expect((await revoke(requestId, other, message)).status).toBe(403);
    const whole = { ...envelopeOf(ours, now()), ...message };
    for (const wrong of [
      { ...whole, 'agent-id': other.name },
      { ...whole, 'business-id': 'OTHER' },
      { ...whole, 'expires-at': new Date(now() - 500).toISOString() },
      { 'issued-at': whole['issued-at'] },
      exercised(ours),
    ])
      expect((await revoke(requestId, ours, wrong)).body).toEqual(forbidden);
    expect((await revoke(requestId, ours, message)).body).toMatchObject({ status: 'revoked' });
    expect((await revoke(requestId, ours, message)).status).toBe(403);
    expect((await revoke(requestId, ours, whole)).body).toMatchObject({ status: 'revoked' });
    expect((await revoke(second, ours, whole)).status).toBe(403);
    expect((await revoke(second, ours, message)).body).toMatchObject({ status: 'revoked' });
    const { items } = await hub.services.audit.entries(`request:${requestId}`, { limit: 50 });
    expect(items).toContainEqual(
      expect.objectContaining({
        actor: 'agent:OSIRIS_AGENT',
        action: 'privacy-request.withdraw',
        reason: message.reason,
      }),
    );
  });

  it('is told that it takes longer, and not why while nobody is verified', async () => {
    const requestId = (await exercise(ours)).body.request_id;
    const before = (await call('readDataRight', at(requestId, ours))).body;
    const extended = await hub.privacy('extendPrivacyRequest', {
      params: { requestId },
      body: { reason: 'complexity', noticeSentAt: new Date(now()).toISOString() },
    });
    expect(extended.status, JSON.stringify(extended.body)).toBe(200);
    const { body } = await call('readDataRight', at(requestId, ours));
    expect(body.processing_details).toBe('It takes longer.');
    expect(body.expected_by > before.expected_by).toBe(true);
  });

  it('is not revoked by a message of which any byte is another', async () => {
    const requestId = (await exercise(ours)).body.request_id;
    const signed = Buffer.from(ours.signed({ reason: 'no' }), 'base64');
    const bent = [...signed.keys()].map((place) => {
      const bytes = Buffer.from(signed);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << (place % 8));
      return bytes.toString('base64');
    });
    const answers = await Promise.all(
      bent.map((body) => call('revokeDataRight', { ...sent(body, ours), params: { requestId } })),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set([`403 ${JSON.stringify(forbidden)}`]),
    );
    expect((await call('readDataRight', at(requestId, ours))).body.status).toBe('in_progress');
  });

  it('is its agent’s still, once that has another key, and no message of the key before counts', async () => {
    const before = newAgent('ROTATING');
    await register(before);
    tokens.set(before, await tokenOf(before));
    const requestId = (await exercise(before)).body.request_id;
    const after = newAgent('ROTATING');
    await register(after);
    expect((await call('readDataRight', at(requestId, before))).body).toEqual(forbidden);
    tokens.set(after, await tokenOf(after));
    expect((await call('readDataRight', at(requestId, after))).body.request_id).toBe(requestId);
    const reason = { reason: 'signed with the key before' };
    const byOld = sent(before.signed(reason), after);
    expect((await call('revokeDataRight', { ...byOld, params: { requestId } })).status).toBe(403);
    expect(
      (await call('exerciseDataRight', sent(before.signed(exercised(before)), after))).status,
    ).toBe(403);
    expect((await setUp(after, before.signed(envelopeOf(after, now())))).status).toBe(403);
    expect((await revoke(requestId, after, { reason: 'signed with the key now' })).status).toBe(
      200,
    );
  });

  it('is told as an officer decided', async () => {
    const requestId = (await exercise(ours, { exercise: 'deletion' })).body.request_id;
    await hub.privacy('rejectPrivacyRequest', {
      params: { requestId },
      body: { code: 'no-match', reason: 'nobody of that address' },
    });
    expect((await call('readDataRight', at(requestId, ours))).body).toMatchObject({
      status: 'denied',
      reason: 'no_match',
    });
    expect((await revoke(requestId, ours, { reason: 'anyway' })).body).toMatchObject(late);
  });
});
