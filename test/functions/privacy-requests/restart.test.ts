import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasEnded, type PrivacyRequest } from '#core/privacy-request/privacy-request';
import { randomOf } from '#test/support/as-of-history';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

let hub: PrivacyHub;
beforeAll(async () => {
  hub = await startPrivacyHub();
  for (const spoke of ['crm', 'pos', 'web']) await hub.spoke(spoke);
});
afterAll(() => hub.stop());

const random = randomOf(7);

/** Restarts at some moment while the promise is under way. */
async function restarting<T>(doing: Promise<T>): Promise<T> {
  if (random(2) === 0) await new Promise((resolve) => setTimeout(resolve, random(30)));
  await hub.restart();
  return doing;
}

async function erased(nth: number): Promise<PrivacyRequest> {
  const { body } = await hub.put('crm', String(nth), {
    name: { given: 'Ada', family: `Lovelace${nth}` },
    emails: [{ value: `ada${nth}@example.com` }],
  });
  const opened = await restarting(
    hub.privacy('createPrivacyRequest', {
      body: {
        rights: ['erasure'],
        customerId: body.customerId,
        jurisdiction: 'EU',
        channel: 'steward',
      },
    }),
  );
  const requestId = opened.body.id as string;
  const params = { requestId };
  await restarting(hub.privacy('verifyPrivacyRequest', { params, body: { method: 'steward' } }));
  await restarting(hub.privacy('approvePrivacyRequest', { params }));
  await hub.until(requestId, ({ isOrdered }) => isOrdered);
  for (const spoke of ['web', 'crm', 'pos']) {
    const before = await hub.services.privacyRequests.read(requestId);
    expect(before?.request.state).toBe('in-progress');
    const said = hub.privacy('acknowledgePrivacyRequest', {
      params: { requestId, spoke },
      body: { status: 'done' },
      role: 'integrator',
      spoke,
    });
    expect((await restarting(said)).status).toBe(200);
  }
  return hub.until(requestId, ({ state }) => hasEnded(state));
}

describe('a restart of the runner of workflows on this machine', () => {
  it('at any step of the workflow loses no request and repeats no work', {
    timeout: 120_000,
  }, async () => {
    for (let nth = 0; nth < 2; nth += 1) {
      const request = await erased(nth);
      expect(request.state).toBe('fulfilled');
      expect(request.attempt).toBe(1);
    }
    expect(hub.failures).toEqual([]);
  });
});
