import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubUnderTest, hubUnderTest } from '#test/support/hub-under-test';

/** Names and addresses that no other file of this folder uses: they may share one hub. */
const grace = {
  name: { given: 'Grace', family: 'Storyteller' },
  birthDate: '1986-12-09',
  emails: [{ value: 'grace.storyteller@example.com' }],
};

let hub: HubUnderTest;
const put = (spoke: string, sourceId: string, attributes: object, updatedAt = '2026-01-01') =>
  hub.ask('PUT', `/spokes/${spoke}/records/${encodeURIComponent(sourceId)}`, {
    body: { schema: 'person', attributes, updatedAt: `${updatedAt}T00:00:00Z` },
  });
const crosswalk = async (spoke: string, sourceId: string): Promise<string> =>
  (await hub.ask('GET', `/crosswalk/${spoke}/${encodeURIComponent(sourceId)}`)).body.customerId;

beforeAll(async () => {
  hub = await hubUnderTest();
  for (const [spoke, trust] of [
    ['story-shop', 40],
    ['story-bank', 80],
  ] as const)
    await hub.ask('PUT', `/spokes/${spoke}`, { body: { style: 'consolidation', trust } });
}, 120_000);
afterAll(() => hub.close());

describe('from records to customers and back', () => {
  let customerId: string;

  it('links what two spokes send of one person, and the more trusted word wins', async () => {
    const first = await put('story-shop', '42', { ...grace, jobTitle: 'Teller' });
    expect(first.body, JSON.stringify(first.body)).toMatchObject({ outcome: 'created' });
    customerId = first.body.customerId;
    const second = await put('story-bank', 'L-7', { ...grace, jobTitle: 'Author' });
    expect(second.body).toMatchObject({ outcome: 'linked', customerId });
    expect((await put('story-bank', 'L-7', { ...grace, jobTitle: 'Author' })).body.outcome).toBe(
      'unchanged',
    );
    const older = await put('story-bank', 'L-7', { ...grace, jobTitle: 'Clerk' }, '2025-01-01');
    expect(older.body.outcome).toBe('unchanged');

    const golden = await hub.ask('GET', `/customers/${customerId}`);
    expect(golden.body.attributes).toMatchObject({ jobTitle: 'Author' });
    const { body } = await hub.ask('GET', `/customers/${customerId}/lineage`);
    expect(body.lineage.jobTitle.sources).toMatchObject([{ spoke: 'story-bank' }]);
    expect(body.lineage.jobTitle.runnersUp).toMatchObject([{ value: 'Teller' }]);
  });

  it('splits, remembers why, merges again and unmerges', async () => {
    const split = await hub.ask('POST', `/customers/${customerId}/split`, {
      body: {
        sources: [{ spoke: 'story-shop', sourceId: '42' }],
        reason: 'seen at the counter',
      },
    });
    expect(split.status, JSON.stringify(split.body)).toBe(200);
    const other = await crosswalk('story-shop', '42');
    expect(other).not.toBe(customerId);
    const why = await hub.ask('GET', `/customers/${customerId}/why/${other}`);
    expect(why.body).toMatchObject({ markedDifferent: true });

    const refused = await hub.ask('POST', `/customers/${customerId}/merge`, {
      body: { with: other },
    });
    expect(refused).toMatchObject({
      status: 409,
      body: { type: expect.stringMatching(/customer\.marked-different$/) },
    });
    const pair = `/customers/${customerId}/different/${other}`;
    expect((await hub.ask('DELETE', pair)).status).toBeLessThan(300);
    const merged = await hub.ask('POST', `/customers/${customerId}/merge`, {
      body: { with: other },
    });
    expect(merged.body.idMap).toEqual({ [other]: customerId });
    expect(await crosswalk('story-shop', '42')).toBe(customerId);

    const retired = await hub.ask('GET', `/customers/${other}`);
    expect(retired.status).toBe(301);
    expect(retired.headers.get('location')).toMatch(new RegExp(`/customers/${customerId}$`));

    const unmerged = await hub.ask('POST', `/customers/${customerId}/unmerge`, {
      body: { customerId: other },
    });
    expect(unmerged.status, JSON.stringify(unmerged.body)).toBe(200);
    expect(await crosswalk('story-shop', '42')).toBe(other);
    expect((await hub.ask('GET', `/customers/${other}`)).status).toBe(200);
  });

  it('keeps the history and the audit chain of all that', async () => {
    const history = await hub.ask('GET', `/customers/${customerId}/history`);
    const types = history.body.items.map((each: { type: string }) => each.type);
    expect(types).toEqual(expect.arrayContaining(['created', 'split', 'merged']));
    const events = await hub.ask('GET', `/customers/${customerId}/events?limit=3`);
    expect(events.body.items).toHaveLength(3);
    expect(events.body.cursor).toEqual(expect.any(String));
    const next = await hub.ask(
      'GET',
      `/customers/${customerId}/events?limit=3&cursor=${encodeURIComponent(events.body.cursor)}`,
    );
    expect(next.body.items[0].sequence).toBe(events.body.items[2].sequence + 1);
  });

  it('asks a steward about what it leaves open, and does as told', async () => {
    const [one, twin] = ['Rosa', 'Rosi'].map((given, at) => ({
      name: { given, family: 'Tasksetter' },
      birthDate: at === 0 ? '1990-05-05' : '1990-05-06',
      addresses: [
        {
          role: 'home',
          line1: '7 Example Lane',
          city: 'Leeds',
          postcode: 'LS1 4AP',
          country: 'GB',
        },
      ],
      ...(at === 0 && { phones: [{ value: '07700 900311', country: 'GB' }] }),
    }));
    const first = await put('story-shop', 'rosa', one ?? {});
    const second = await put('story-bank', 'rosi', twin ?? {});
    expect(second.body.outcome, JSON.stringify(second.body)).toBe('review');
    const { body } = await hub.ask('GET', '/tasks?limit=200');
    const ids = [first.body.customerId, second.body.customerId].toSorted();
    const task = body.items.find(
      (each: { customerIds: string[] }) => String(each.customerIds.toSorted()) === String(ids),
    );
    const decided = await hub.ask('POST', `/tasks/${task.taskId}/decision`, {
      body: { decision: 'same', reason: 'asked at the counter' },
    });
    expect(decided.status, JSON.stringify(decided.body)).toBe(200);
    expect(await crosswalk('story-shop', 'rosa')).toBe(await crosswalk('story-bank', 'rosi'));
  });

  it('finds by name, e-mail and phone, and matches before anything is made', async () => {
    await put('story-shop', 'phone', {
      name: { given: 'Fiona', family: 'Findable' },
      phones: [{ value: '07700 900456', country: 'GB' }],
      emails: [{ value: 'fiona.findable@example.com' }],
    });
    const found = await crosswalk('story-shop', 'phone');
    for (const query of [
      'name=findable%20fiona',
      'email=Fiona.Findable%40example.com',
      'phone=%2B44%207700%20900456',
    ]) {
      const { body } = await hub.ask('GET', `/customers?${query}`);
      expect(body.items, query).toMatchObject([{ customerId: found }]);
    }
    const match = await hub.ask('POST', '/customers/match', {
      body: {
        schema: 'person',
        attributes: {
          name: { full: 'Fiona Findable' },
          emails: [{ value: 'fiona.findable@example.com' }],
          phones: [{ value: '+44 7700 900456' }],
        },
      },
    });
    expect(match.body.candidates).toMatchObject([{ customerId: found }]);
  });

  it.each(['a:b@c+d=e|f~g.h-i', '0', 'x'.repeat(256), 'a..b'])(
    'takes the source id %s as it is',
    async (sourceId) => {
      const made = await put('story-shop', sourceId, {
        name: { given: 'Odile', family: `Oddly${sourceId.length}` },
        emails: [{ value: `odd${sourceId.length}@example.com` }],
      });
      expect(made.body, JSON.stringify(made.body)).toMatchObject({ outcome: 'created' });
      expect(await crosswalk('story-shop', sourceId)).toBe(made.body.customerId);
      const { body } = await hub.ask('GET', `/customers/${made.body.customerId}/sources`);
      expect(body.items).toMatchObject([{ spoke: 'story-shop', sourceId }]);
      const path = `/spokes/story-shop/records/${encodeURIComponent(sourceId)}`;
      expect((await hub.ask('DELETE', path)).body).toMatchObject({ outcome: 'removed' });
    },
  );

  it.each(['a b ü', '日本 100%', 'ends?#&', '-x'])('refuses the source id %s', async (sourceId) => {
    expect(await put('story-shop', sourceId, grace)).toMatchObject({
      status: 400,
      body: { errors: [{ in: 'path' }] },
    });
  });
});
