import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestAnswer } from '#test/support/hub';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

const start = '2026-03-02T09:00:00.000Z';
let now = start;
let hub: PrivacyHub;
let nth = 0;
beforeAll(async () => {
  hub = await startPrivacyHub({ clock: () => now });
  await hub.spoke('crm');
});
afterAll(() => hub.stop());
beforeEach(() => {
  now = start;
});

const open = async (rights: readonly string[], jurisdiction: string, more: object = {}) => {
  nth += 1;
  const { body } = await hub.put('crm', String(nth), {
    name: { given: 'Ada', family: `Lovelace${nth}` },
    emails: [{ value: `ada${nth}@example.com` }],
  });
  const answer = await hub.privacy('createPrivacyRequest', {
    body: { rights, customerId: body.customerId, jurisdiction, channel: 'steward', ...more },
  });
  expect(answer.status).toBe(201);
  return answer.body;
};
const at = (requestId: string) => ({ params: { requestId } });
const read = async (requestId: string) =>
  (await hub.privacy('readPrivacyRequest', at(requestId))).body;
const extend = (requestId: string, noticeSentAt: string, reason = 'complexity') =>
  hub.privacy('extendPrivacyRequest', { ...at(requestId), body: { reason, noticeSentAt } });

const codeOf = ({ body }: TestAnswer) => String(body.type).split('/').at(-1);

describe('the dates of a request', () => {
  it('are answered when it is taken in, and each clock is shown with its law', async () => {
    const taken = await open(['access'], 'US-CA');
    // The house's 21 days end before California's 45.
    expect(taken).toMatchObject({ dueAt: '2026-03-23T23:59:59.999Z' });
    expect(taken.next).toEqual({ kind: 'acknowledge', dueAt: '2026-03-05T23:59:59.999Z' });
    const { clocks, edition } = await read(taken.id);
    expect(clocks).toContainEqual(
      expect.objectContaining({
        kind: 'answer',
        regulation: 'us-ca-ccpa',
        place: 'US-CA',
        citation: expect.stringContaining('CCR'),
      }),
    );
    expect(edition.asOf).toMatch(/^\d{4}-/);
    const list = await hub.privacy('listPrivacyRequests');
    expect(list.body.items.find(({ id }: { id: string }) => id === taken.id)).toMatchObject({
      dueAt: '2026-03-23T23:59:59.999Z',
    });
  });

  it('go by the targets that the house set, and say so in the audit', async () => {
    const before = await hub.privacy('readPrivacyTargets');
    expect(before.body).toMatchObject({ version: 0, answer: { value: 21 } });
    const { version: _, revision: _1, updatedAt: _2, ...body } = before.body;
    const wrong = await hub.privacy('putPrivacyTargets', { body: { ...body, holidays: 'XX' } });
    expect(wrong.status).toBe(422);
    const stricter = { ...body, answer: { value: 2, unit: 'calendar_days' } };
    expect((await hub.privacy('putPrivacyTargets', { body: stricter })).status).toBe(201);
    expect((await open(['access'], 'EU')).dueAt).toBe('2026-03-04T23:59:59.999Z');
    const audit = await hub.call('listAudit', { query: { object: 'privacy-targets:house' } });
    expect(audit.body.items).toHaveLength(1);
    await hub.privacy('putPrivacyTargets', { body });
    const role = await hub.privacy('putPrivacyTargets', { body, role: 'steward' });
    expect(role.status).toBe(403);
  });
});

describe('a fact that nobody confirmed', () => {
  it('decides nothing before it is signed off, and then does', async () => {
    const { body } = await hub.call('listRules');
    const counting = body.items.find(({ ruleId }: { ruleId: string }) => ruleId === 'eu-1182-71');
    expect(counting).toMatchObject({ decides: false });
    expect(counting.regulation).toBeUndefined();
    now = '2026-03-06T09:00:00.000Z';
    const asked = await open(['access'], 'DE');
    const lawful = async () =>
      (await read(asked.id)).clocks
        .filter(({ regulation }: { regulation?: string }) => regulation === 'eu-gdpr')
        .map(({ dueAt }: { dueAt: string }) => dueAt);
    // A month ends on Easter Monday; the rule moves that day to the next one on which people work.
    expect(await lawful()).toEqual(['2026-04-06T21:59:59.999Z']);
    const signedOff = await hub.call('signOffRule', {
      params: { ruleId: 'eu-1182-71' },
      body: { isSignedOff: true, ground: 'Opinion 7' },
    });
    expect(signedOff.body).toMatchObject({ ruleId: 'eu-1182-71', decides: true });
    expect(await lawful()).toEqual(['2026-04-07T21:59:59.999Z']);
  });
});

describe('an extension', () => {
  it('moves the date once the person was told, and only once', async () => {
    const { id, dueAt } = await open(['access'], 'EU');
    now = '2026-03-10T09:00:00.000Z';
    const future = await extend(id, '2026-03-11T09:00:00.000Z');
    expect([future.status, codeOf(future)]).toEqual([422, 'privacy-request.invalid']);
    const extended = await extend(id, now);
    expect(extended.status).toBe(200);
    expect(extended.body.dueAt > dueAt).toBe(true);
    expect((await extend(id, now)).status).toBe(200);
    const another = await extend(id, '2026-03-09T09:00:00.000Z');
    expect(codeOf(another)).toBe('privacy-request.not-possible');
  });

  it('is refused after the date, and where a law that binds knows none', async () => {
    const late = await open(['access'], 'EU');
    now = '2026-05-20T09:00:00.000Z';
    const refused = await extend(late.id, '2026-05-20T08:00:00.000Z');
    expect([refused.status, codeOf(refused)]).toEqual([409, 'privacy-request.not-extendable']);
    expect(JSON.stringify(refused.body)).toContain('the house: too-late');
    now = start;
    const optOut = await open(['opt-out'], 'US-CA');
    expect((await extend(optOut.id, start)).status).toBe(409);
  });
});

describe('a pause', () => {
  it('is refused where no law has it, and shows where one has', async () => {
    const european = await open(['access'], 'EU');
    const pause = (requestId: string) =>
      hub.privacy('pausePrivacyRequest', { ...at(requestId), body: { reason: 'clarification' } });
    expect(codeOf(await pause(european.id))).toBe('privacy-request.no-pause');
    expect((await read(european.id)).pauses).toEqual([]);

    const british = await open(['access'], 'GB');
    now = '2026-03-04T09:00:00.000Z';
    const paused = await pause(british.id);
    expect(paused.body.clocks).toContainEqual(expect.objectContaining({ waitsFor: 'pause' }));
    now = '2026-03-09T09:00:00.000Z';
    const after = await hub.privacy('continuePrivacyRequest', at(british.id));
    expect(after.body.clocks).toContainEqual(expect.objectContaining({ pausedDays: 5 }));
    expect(after.body.pauses).toEqual([
      { from: '2026-03-04T09:00:00.000Z', until: now, reason: 'clarification' },
    ]);
  });
});

it('takes no word that somebody was told before he had asked, nor that he will be', async () => {
  const { id } = await open(['access'], 'EU');
  now = '2026-03-10T09:00:00.000Z';
  for (const noticeSentAt of ['2026-03-02T08:59:59.999Z', '2026-03-10T09:00:00.001Z']) {
    const refused = await extend(id, noticeSentAt);
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/noticeSentAt' }] },
    });
  }
  expect((await extend(id, start)).status).toBe(200);
});
