import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventViolations } from '#events/validate';
import { buildEvents } from '#functions/publisher/build-events';
import { requestLetter, senderOf } from '#functions/shared/request-letter';
import { mostReads } from '#store/letters';
import type { Spoke } from '#store/ports';
import { startHub, type TestHub } from '#test/support/hub';
import { ada } from '#test/support/people';

let hub: TestHub;
let customerId: string;
let laterMs = 0;
beforeAll(async () => {
  hub = await startHub({ clock: () => new Date(Date.now() + laterMs).toISOString() });
  await hub.spoke('crm', 50, { delivery: { events: true, letters: ['email'] } });
  await hub.spoke('web');
  customerId = (await hub.put('crm', '1', { ...ada, language: 'fr' })).body.customerId;
});
afterAll(() => hub.stop());

const customer = async () => {
  const found = await hub.services.customers.find(customerId);
  if (found.status !== 'living') throw new Error(found.status);
  return found.stored.customer;
};
const to = { kind: 'email', value: 'ada.lovelace@example.com' } as const;
const inMinutes = (minutes: number) =>
  new Date(Date.parse(hub.services.clock()) + minutes * 60_000).toISOString();
const request = async (more: object = {}) => {
  const letterId = await requestLetter(
    {
      kind: 'door',
      customer: await customer(),
      to,
      facts: { link: 'secret-link' },
      expiresAt: inMinutes(15),
      ...more,
    },
    { actor: 'anonymous', correlationId: 'correlation' },
    hub.services,
  );
  if (letterId === undefined) throw new Error('nobody sends it');
  return letterId;
};
const read = (letterId: string, spoke?: string) =>
  hub.call('readLetter', {
    params: { letterId },
    role: 'integrator',
    ...(spoke !== undefined && { spoke }),
  });

describe('a letter', () => {
  it('tells its spoke, and nobody else, what to send to whom', async () => {
    const letterId = await request();

    expect(await read(letterId, 'crm')).toMatchObject({
      status: 200,
      body: { kind: 'door', to, language: 'fr', facts: { link: 'secret-link' }, readsLeft: 9 },
    });
    for (const other of [await read(letterId, 'web'), await read(letterId)])
      expect(other).toMatchObject({ status: 404, body: { type: '/problems/letter.not-found' } });
    expect((await hub.call('readLetter', { params: { letterId } })).status).toBe(404);
    expect((await read(`ltr_${'0'.repeat(26)}`, 'crm')).status).toBe(404);
  });

  it('is read so often and no more', async () => {
    const letterId = await request();
    const statuses = [];
    for (let time = 0; time < mostReads + 1; time += 1)
      statuses.push((await read(letterId, 'crm')).status);
    expect(statuses).toEqual([...Array(mostReads).fill(200), 404]);
  });

  it('is over when it has expired', async () => {
    const letterId = await request();
    laterMs = 15 * 60_000;
    const { status } = await read(letterId, 'crm');
    laterMs = 0;
    expect(status).toBe(404);
  });

  it('becomes an event for its spoke that holds neither address nor content, nor does the table', async () => {
    const letterId = await request();
    const { Items = [] } = await hub.store.client.send(
      new ScanCommand({ TableName: hub.store.names.main }),
    );
    const own = Items.filter(({ PK }) => PK === `LTR#${letterId}`);
    expect(own.map(({ SK }) => SK).toSorted()).toEqual(['LETTER', 'OUT#letter.requested.v1']);
    const text = JSON.stringify(own, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(text).not.toContain('ada.lovelace');
    expect(text).not.toContain('secret-link');

    const notice = own.find(({ SK }) => SK.startsWith('OUT#'));
    const lens = { name: 'whole', title: '', attributes: 'all' } as const;
    const [event, ...others] = buildEvents({ kind: 'notice', notice: notice as never }, [
      { name: 'crm', lens } as never,
      { name: 'web', lens } as never,
    ]);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      type: 'letter.requested.v1',
      detail: { spoke: 'crm', letterId, kind: 'door' },
    });
    expect(eventViolations('letter.requested.v1', event?.detail)).toEqual([]);
  });

  it('leaves audit entries when it is asked for and when it is read', async () => {
    const from = hub.services.clock();
    await read(await request(), 'crm');
    const { body } = await hub.call('listAudit', { query: { from, to: inMinutes(1) } });
    const acts = body.items.map(({ action, about }: Record<string, string>) => [action, about]);
    expect(acts).toContainEqual(['letter.request', `customer:${customerId}`]);
    expect(acts).toContainEqual(['letter.read', `customer:${customerId}`]);
  });

  it('is not written for whom no key is left, nor where nobody sends letters', async () => {
    const someone = { ...(await customer()), customerId: `cus_${'0'.repeat(26)}` };
    await expect(request({ customer: someone })).rejects.toThrow('nobody sends it');
    const phone = { kind: 'phone', value: '+447700900123' };
    await expect(request({ to: phone })).rejects.toThrow('nobody sends it');
  });
});

describe('senderOf', () => {
  const spoke = (name: string, delivery?: Spoke['delivery']): Spoke => ({
    name,
    style: 'registry',
    trust: 0,
    ...(delivery && { delivery }),
  });
  const mails = { events: true, letters: ['email'] } as const;
  const held = (...spokes: string[]) =>
    ({ members: [{ records: spokes.map((name) => ({ spoke: name })) }] }) as never;

  it('asks a sender that holds a record of the customer, else the first by name', () => {
    const spokes = [spoke('zeta', mails), spoke('alpha', mails), spoke('beta')];
    expect(senderOf(spokes, held('beta', 'zeta'), 'email')).toBe('zeta');
    expect(senderOf(spokes, held('beta'), 'email')).toBe('alpha');
    expect(senderOf(spokes, held('zeta'), 'phone')).toBeUndefined();
  });

  it('asks nobody who would not hear of it', () => {
    const deaf = spoke('crm', { events: false, letters: ['email'] });
    expect(senderOf([deaf], held('crm'), 'email')).toBeUndefined();
  });
});
