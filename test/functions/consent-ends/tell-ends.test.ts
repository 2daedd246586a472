import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EndServices, tellEnds } from '#functions/consent-ends/tell-ends';
import { makeConsentEnds } from '#store/consent-ends';
import { endsPrefix, noticePrefix } from '#store/keys';
import { startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
let next = 0;
const day = 24 * 3_600_000;
const today = Date.now();
const instant = (ms: number) => new Date(ms).toISOString();

beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('web');
  for (const name of ['marketing', 'letters'])
    await hub.call('putPurpose', {
      params: { name },
      body: { title: name, legalBases: ['consent'], channels: ['email', 'post'] },
    });
});
afterAll(() => hub.stop());

const newCustomer = async () => {
  next += 1;
  const { body } = await hub.put('web', `e-${next}`, {
    emails: [{ value: `e${next}@example.com` }],
  });
  return body.customerId as string;
};
const say = (customerId: string, status: string, atMs: number, more: object = {}) =>
  hub.call('putConsent', {
    params: { customerId, purpose: 'marketing' },
    body: {
      status,
      jurisdiction: 'GB',
      collection: { method: 'app' },
      at: instant(atMs),
      ...more,
    },
  });
const yesUntil = (customerId: string, endMs: number, atMs = today - day) =>
  say(customerId, 'given', atMs, { expiresAt: instant(endMs) });

/** The look as it is taken at a moment; `broken` throws at the n-th thing that it tells. */
const lookAt = async (nowMs: number, more: Partial<EndServices> = {}) => {
  const measured: Record<string, number> = {};
  const { client, names } = hub.store;
  const ends = makeConsentEnds({ client, table: names.main });
  const looked = await tellEnds({
    ends,
    standing: hub.services.consents.standing,
    purpose: async (name) => (await hub.services.governance.purposes.read(name))?.value,
    nowMs: () => nowMs,
    remainingMs: () => 300_000,
    measure: (name, value, ..._of) => {
      measured[name] = value;
    },
    log: () => undefined,
    ...more,
  });
  return { ...looked, measured };
};
const notices = async () => {
  const { client, names } = hub.store;
  const { Items = [] } = await client.send(
    new ScanCommand({
      TableName: names.main,
      FilterExpression: 'begins_with(PK, :ends) AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: { ':ends': endsPrefix, ':prefix': noticePrefix },
    }),
  );
  return Items;
};
const toldOf = async (customerId: string) =>
  (await notices())
    .filter((each) => each.customerId === customerId)
    .map(({ eventId }) => String(eventId));

describe('the look for consents that ended', () => {
  it('tells of each once, a minute after its end, and not before', async () => {
    const customerId = await newCustomer();
    const end = today + day;
    const { body } = await yesUntil(customerId, end);

    await lookAt(end);
    expect(await toldOf(customerId)).toEqual([]);

    const { told, measured } = await lookAt(end + 60_000);
    expect([told, measured.ConsentsEnded, measured.ConsentEndsBehind]).toEqual([1, 1, 0]);
    expect(await toldOf(customerId)).toEqual([body.eventId]);

    expect((await lookAt(end + 120_000)).told).toBe(0);
    expect(await toldOf(customerId)).toHaveLength(1);
  });

  it('tells of nothing that goes on: renewed, withdrawn, corrected, for one address, removed', async () => {
    const end = today + 2 * day;
    const [renewed, withdrawn, corrected, address, removed, ended] = await Promise.all(
      Array.from({ length: 6 }, newCustomer),
    );
    const all = [renewed, withdrawn, corrected, removed, ended].map(String);
    const said = await Promise.all(all.map((each) => yesUntil(each, end)));
    await yesUntil(String(renewed), end + 3 * day, today - 1000);
    await say(String(withdrawn), 'withdrawn', today - 1000);
    await hub.call('correctConsent', {
      params: { customerId: String(corrected) },
      body: { eventId: said[2]?.body.eventId, evidence: 'ticket-1' },
    });
    await say(String(address), 'given', today - day, {
      contactPoint: 'one@example.com',
      expiresAt: instant(end),
    });
    const gone = await hub.call('removeCustomer', {
      params: { customerId: String(removed) },
      headers: { 'if-match': '*' },
    });
    expect(gone.status).toBe(200);

    await lookAt(end + 120_000);

    for (const each of [renewed, withdrawn, corrected, address, removed])
      expect(await toldOf(String(each))).toEqual([]);
    expect(await toldOf(String(ended))).toHaveLength(1);

    await lookAt(end + 3 * day + 120_000);
    expect(await toldOf(String(renewed))).toHaveLength(1);
  });

  it('tells of a yes whose end lets an older no hold again', async () => {
    const customerId = await newCustomer();
    const end = today + 7 * day;
    await say(customerId, 'objected', today - 2 * day);
    await yesUntil(customerId, end);

    await lookAt(end + 120_000);

    expect(await toldOf(customerId)).toHaveLength(1);
  });

  it('goes on where it was cut off, and tells nothing twice, even with two at once', async () => {
    const end = today + 9 * day;
    const customers = await Promise.all(Array.from({ length: 12 }, newCustomer));
    for (const [index, each] of customers.entries()) await yesUntil(each, end + index);
    const { client, names } = hub.store;
    const whole = makeConsentEnds({ client, table: names.main });
    let told = 0;
    const broken = {
      ...whole,
      tell: (...entry: Parameters<typeof whole.tell>) => {
        told += 1;
        return told > 3 ? Promise.reject(new Error('cut off')) : whole.tell(...entry);
      },
    };

    const now = end + 120_000;
    await expect(lookAt(now, { ends: broken })).rejects.toThrow('cut off');
    const [one, other] = await Promise.all([lookAt(now), lookAt(now)]);

    expect(one.told + other.told).toBe(12 - 3);
    for (const each of customers) expect(await toldOf(each)).toHaveLength(1);
  });

  it('ends before its time does, says how far behind it is, and goes on with the next call', async () => {
    const end = today + 12 * day;
    const customerId = await newCustomer();
    await yesUntil(customerId, end);
    await lookAt(end - day);

    const { measured } = await lookAt(end + 120_000, { remainingMs: () => 10_000 });
    expect(measured.ConsentEndsBehind).toBeGreaterThan(day / 1000);
    expect(await toldOf(customerId)).toEqual([]);

    await lookAt(end + 180_000);
    expect(await toldOf(customerId)).toHaveLength(1);
  });

  it('decides nothing: at every instant all is as it would be without it', async () => {
    const start = today + 14 * day;
    let runs = 0;
    const history = fc.array(
      fc.record({
        status: fc.constantFrom('given', 'given', 'withdrawn', 'confirmed'),
        at: fc.integer({ min: 0, max: 5 }),
        lasts: fc.integer({ min: 1, max: 4 }),
        looksAfter: fc.boolean(),
      }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(history, async (acts) => {
        runs += 1;
        const from = start + runs * 1000;
        const [looked, left] = await Promise.all([newCustomer(), newCustomer()]);
        for (const { status, at, lasts, looksAfter } of acts) {
          for (const customerId of [looked, left])
            await say(customerId, status, today - (10 - at) * day, {
              ...(status === 'given' && { expiresAt: instant(from + lasts) }),
            });
          // The other one's ends are left to the reader.
          if (looksAfter)
            await lookAt(from + 65_000, {
              standing: async (id) =>
                id === left ? undefined : hub.services.consents.standing(id),
            });
        }
        for (const moment of [0, 1, 2, 3, 4, 5]) {
          const at = instant(from + moment);
          const [one, other] = await Promise.all(
            [looked, left].map(
              async (customerId) =>
                (await hub.call('readConsents', { params: { customerId }, query: { at } })).body
                  .states,
            ),
          );
          const bare = (states: object[]) =>
            states.map((each) => ({ ...each, eventId: undefined, at: undefined }));
          expect(bare(one)).toEqual(bare(other));
        }
      }),
      { numRuns: 6 },
    );
  });
});
