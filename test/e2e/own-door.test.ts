import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HubUnderTest, hubUnderTest } from '#test/support/hub-under-test';

let hub: HubUnderTest;
const run = Date.now().toString(36);
beforeAll(async () => {
  hub = await hubUnderTest();
});
afterAll(() => hub.close());

const email = `ada-${run}@example.com`;
const spoke = {
  style: 'consolidation',
  trust: 50,
  delivery: { events: true, letters: ['email'] },
};

/** Other functions know of a spoke after some seconds, and other tests register the same one. */
async function letterFor(address: string): Promise<string> {
  for (let tries = 0; tries < 3; tries += 1) {
    await hub.ask('PUT', '/spokes/webshop', { body: spoke });
    const before = (await hub.heardOf('letter.requested.v1')).length;
    const asked = await hub.ask('POST', '/me/links', { body: { email: address }, token: null });
    expect(asked.status).toBe(204);
    for (let waited = 0; waited < 20; waited += 1) {
      const heard = await hub.heardOf('letter.requested.v1');
      if (heard.length > before) return heard.at(-1)?.letterId ?? '';
      await sleep(300);
    }
  }
  throw new Error('no letter was asked for');
}

it('a customer opens his own door with a link that a spoke sent him, sees, corrects, and closes it', async () => {
  await hub.ask('PUT', '/spokes/webshop', { body: spoke });
  const made = await hub.ask('PUT', `/spokes/webshop/records/door-${run}`, {
    body: {
      schema: 'person',
      updatedAt: '2026-01-01T00:00:00Z',
      attributes: {
        name: { given: 'Ada', family: `Door ${run}` },
        emails: [{ value: email }],
        jobTitle: 'Analyst',
      },
    },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(200);

  // The shop's own system hears that there is a letter, reads it and mails it.
  const letterId = await letterFor(email);
  const title = { title: 'shop', role: 'integrator', spoke: 'webshop' };
  const { body: shop } = await hub.ask('POST', '/tokens', { body: title });
  const letter = await hub.ask('GET', `/letters/${letterId}`, { token: shop.token });
  expect(letter.body).toMatchObject({ kind: 'door', to: { kind: 'email', value: email } });
  expect((await hub.ask('GET', `/letters/${letterId}`)).status).toBe(404);

  // The page behind the link exchanges it. A second time it opens nothing.
  const { link } = letter.body.facts;
  const opened = await hub.ask('POST', '/me/sessions', { body: { link }, token: null });
  expect(opened.status, JSON.stringify(opened.body)).toBe(201);
  const again = await hub.ask('POST', '/me/sessions', { body: { link }, token: null });
  expect(again.status).toBe(403);

  const token: string = opened.body.token;
  const me = await hub.ask('GET', '/me', { token });
  expect(me.body).toMatchObject({
    customerId: made.body.customerId,
    attributes: { jobTitle: 'Analyst' },
  });
  for (const [method, path] of [
    ['GET', `/customers/${made.body.customerId}`],
    ['GET', '/customers'],
    ['GET', '/spokes'],
  ] as const)
    expect((await hub.ask(method, path, { token })).status, path).toBe(403);
  expect((await hub.ask('GET', '/me')).status).toBe(403);

  const corrected = await hub.ask('PATCH', '/me', {
    token,
    headers: { 'if-match': me.headers.get('etag') ?? '' },
    body: { attributes: { jobTitle: 'Mathematician' } },
  });
  expect(corrected.status, JSON.stringify(corrected.body)).toBe(200);
  const staff = await hub.ask('GET', `/customers/${made.body.customerId}`);
  expect(staff.body.attributes.jobTitle).toBe('Mathematician');
  const history = await hub.ask('GET', '/me/history', { token });
  expect(history.body.items.map(({ by }: { by: string }) => by)).toEqual(['system', 'you']);

  expect((await hub.ask('DELETE', '/me/session', { token })).status).toBe(204);
}, 60_000);
