import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rootUnit } from '#core/access/grant';
import type { Services } from '#functions/shared/handle';
import { startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
let next = 0;

beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('web');
  await hub.spoke('till');
  for (const [name, channels] of [
    ['marketing', ['email', 'sms']],
    ['research', ['post']],
  ] as const)
    await hub.call('putPurpose', {
      params: { name },
      body: { title: name, legalBases: ['consent'], channels },
    });
});
afterAll(() => hub.stop());

const yes = (more: object = {}) => ({
  purpose: 'marketing',
  status: 'given',
  jurisdiction: 'GB',
  collection: { method: 'web-form' },
  at: '2025-01-01T00:00:00Z',
  ...more,
});
const no = (more: object = {}) => yes({ status: 'withdrawn', at: '2025-02-01T00:00:00Z', ...more });
const newSource = () => {
  next += 1;
  return `w-${next}`;
};
const send = (sourceId: string, consents: readonly object[], more: object = {}, as: object = {}) =>
  hub.call('putRecord', {
    params: { spoke: 'web', sourceId },
    body: {
      schema: 'person',
      attributes: {
        emails: [{ value: `${sourceId}@example.com` }],
        addresses: [{ country: 'GB' }],
      },
      updatedAt: '2025-01-01T00:00:00Z',
      consents,
      ...more,
    },
    ...as,
  });
const historyOf = async (customerId: string) =>
  (await hub.call('readConsentHistory', { params: { customerId } })).body.items;
const statusOf = async (customerId: string, query: Record<string, string> = {}) =>
  (await hub.call('readConsents', { params: { customerId }, query })).body.states.map(
    (each: { channel: string; status: string }) => `${each.channel} ${each.status}`,
  );

describe('consents inside a source record', () => {
  it('are in the ledger of the constituent, collected by this spoke, and decide', async () => {
    const { status, body } = await send(newSource(), [
      yes({ channels: ['email'], evidence: 'e-1' }),
    ]);

    expect([status, body.outcome, body.consentsAdded]).toEqual([200, 'created', 1]);
    expect(await historyOf(body.customerId)).toMatchObject([
      {
        customerId: body.customerId,
        kind: 'given',
        sequence: 1,
        collection: { method: 'web-form', spoke: 'web' },
        evidence: 'e-1',
        actor: 'tok_administrator',
      },
    ]);
    expect(await statusOf(body.customerId)).toEqual(['email given', 'sms none']);
  });

  it('are there once, however often and in whatever company the record is sent', async () => {
    const sourceId = newSource();
    const { body } = await send(sourceId, [yes()]);
    await send(sourceId, [yes()]);
    await Promise.all([send(sourceId, [yes(), no()]), send(sourceId, [no(), yes(), no()])]);
    const again = await send(sourceId, [no(), yes()]);

    expect(again.body).toMatchObject({ outcome: 'unchanged', consentsAdded: 0 });
    expect((await historyOf(body.customerId)).map((each: { kind: string }) => each.kind)).toEqual([
      'given',
      'withdrawn',
    ]);
  });

  it('are not said anew by a repeat after the purpose got more channels', async () => {
    const sourceId = newSource();
    const research = yes({ purpose: 'research' });
    const { body } = await send(sourceId, [research]);
    await hub.call('putPurpose', {
      params: { name: 'research' },
      body: { title: 'research', legalBases: ['consent'], channels: ['post', 'push'] },
    });
    await send(sourceId, [research]);

    expect(await historyOf(body.customerId)).toHaveLength(1);
    expect(await statusOf(body.customerId)).toEqual(['post given', 'push none']);
  });

  it('count though the attributes are older than what is known', async () => {
    const sourceId = newSource();
    const { body } = await send(sourceId, [yes()], { updatedAt: '2025-06-01T00:00:00Z' });
    const late = await send(sourceId, [no()], {
      updatedAt: '2024-01-01T00:00:00Z',
      attributes: { emails: [{ value: 'older@example.com' }] },
    });

    expect(late.body).toMatchObject({ outcome: 'unchanged', consentsAdded: 1 });
    expect(await statusOf(body.customerId)).toEqual(['email withdrawn', 'sms withdrawn']);
  });

  it.each([
    [{ purpose: 'unheard-of' }, '/consents/1/purpose'],
    [{ channels: ['post'] }, '/consents/1/channels/0'],
    [{ at: '2999-01-01T00:00:00Z' }, '/consents/1/at'],
    [{ expiresAt: '2024-01-01T00:00:00Z' }, '/consents/1/expiresAt'],
    [{ contactPoint: 'nowhere' }, '/consents/1/contactPoint'],
    [{ notice: { id: 'none', version: 1 } }, '/consents/1/notice'],
    [{ collection: { method: 'app', spoke: 'till' } }, '/consents/1/collection/spoke'],
  ])('refuse the whole record for %j, before anything is written', async (wrong, pointer) => {
    const sourceId = newSource();
    const { status, body } = await send(sourceId, [yes(), yes(wrong)]);

    expect([status, body.type]).toEqual([422, '/problems/consent.invalid']);
    expect(body.errors.map((each: { pointer: string }) => each.pointer)).toEqual([pointer]);
    const held = await hub.call('readRecord', { params: { spoke: 'web', sourceId } });
    expect(held.status).toBe(404);
  });

  it('are at most twenty, and each says when', async () => {
    const many = Array.from({ length: 21 }, (_, day) =>
      yes({ at: new Date(Date.UTC(2024, 0, day + 1)).toISOString() }),
    );
    expect((await send(newSource(), many)).status).toBe(400);
    expect((await send(newSource(), [yes({ at: undefined })])).status).toBe(400);

    const most = many.slice(1).map((each) => ({
      ...each,
      contactPoint: 'most@example.com',
      expiresAt: '2999-01-01T00:00:00Z',
    }));
    expect((await send(newSource(), most)).body.consentsAdded).toBe(20);
  });

  it('need a record that is taken: none is kept of one that is refused', async () => {
    const sourceId = newSource();
    const wrong = await send(sourceId, [no()], { attributes: { nickname: 'Ada' } });
    expect(wrong.body.type).toBe('/problems/record.invalid');

    const { body } = await send(sourceId, [yes()]);
    expect(await historyOf(body.customerId)).toHaveLength(1);
  });

  it('follow when the record is sent again after a crash between the two', async () => {
    const sourceId = newSource();
    const { consents } = hub.services;
    const broken: Services['consents'] = {
      ...consents,
      appendAll: () => Promise.reject(new Error('cut off')),
    };
    (hub.services as { consents: Services['consents'] }).consents = broken;
    const cutOff = await send(sourceId, [no()]);
    (hub.services as { consents: Services['consents'] }).consents = consents;
    expect(cutOff.status).toBe(500);

    const { body } = await send(sourceId, [no()]);
    expect(body).toMatchObject({ outcome: 'unchanged', consentsAdded: 1 });
    expect(await historyOf(body.customerId)).toHaveLength(1);
  });

  it('need the permission to write consents, at the spoke', async () => {
    await hub.call('putRole', {
      params: { role: 'sender' },
      body: { title: 'Sends records', permissions: ['record:write'], reads: [] },
    });
    const as = { grants: [{ role: 'sender', orgUnit: rootUnit }] };

    expect((await send(newSource(), [yes()], {}, as)).status).toBe(403);
    expect((await send(newSource(), [], {}, as)).status).toBe(200);
  });

  it('stay the word of the constituent alone: a no of another one holds after a merge', async () => {
    const [first, second] = [newSource(), newSource()];
    const { customerId } = (await send(first, [no({ at: '2024-01-01T00:00:00Z' })])).body;
    const other = (await send(second, [])).body.customerId;
    await hub.call('mergeCustomers', { params: { customerId }, body: { with: other } });
    await send(second, [yes()]);

    expect(await statusOf(customerId)).toEqual(['email withdrawn', 'sms withdrawn']);
    // What the person decides for all that are one lifts it.
    await hub.call('putConsent', {
      params: { customerId, purpose: 'marketing' },
      body: { status: 'given', jurisdiction: 'GB', collection: { method: 'app' } },
    });
    expect(await statusOf(customerId)).toEqual(['email given', 'sms given']);
  });

  it('come with a customer that is born in the hub, too', async () => {
    const { status, body } = await hub.call('originateCustomer', {
      body: {
        schema: 'person',
        attributes: { emails: [{ value: 'born@example.com' }] },
        consents: [
          yes({
            collection: {
              method: 'phone',
              script: { id: 's', version: '1' },
              attachmentHash: 'a'.repeat(64),
              agent: 'desk-1',
            },
          }),
        ],
      },
    });

    expect([status, body.consentsAdded]).toEqual([201, 1]);
    expect(await historyOf(body.customerId)).toMatchObject([{ collection: { spoke: 'hub' } }]);
  });

  it('hold at one address, and no address is told', async () => {
    const { body } = await send(newSource(), [no({ contactPoint: 'One@Example.com' })]);

    expect(await statusOf(body.customerId)).toEqual(['email none', 'sms none']);
    expect(await statusOf(body.customerId, { contactPoint: 'one@example.com' })).toEqual([
      'email withdrawn',
      'sms withdrawn',
    ]);
    expect(JSON.stringify(await historyOf(body.customerId))).not.toContain('xample.com');
  });
});
