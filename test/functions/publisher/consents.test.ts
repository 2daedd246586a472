import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lens } from '#core/access/lens';
import { consentClaims } from '#core/consent/consent-claims';
import type { EventDetails } from '#events/catalogue';
import { eventViolations } from '#events/validate';
import { publish } from '#functions/publisher/publish';
import type { ConsentsNow } from '#functions/shared/told-consents';
import { contactPointPartition } from '#store/keys';
import { type Arrived, busThat, idsOf } from './bus.ts';
import { consentRecord, customer, inserted, planted, versionRecord } from './stream-records.ts';

const [a, b] = [customer('a'), customer('b')];
type Status = ConsentsNow['states'][0]['status'];
const standing = (customerId: string, ...states: [string, Status][]): ConsentsNow => ({
  customerId,
  schema: 'person',
  states: states.map(([purpose, status]) => ({ purpose, channel: 'email', status })),
  revision: 5,
  asOf: '2026-11-20T09:30:02.000Z',
  // Of every second one a purchase stands between them.
  places: [a, b].flatMap((constituent) =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((sequence) => ({
      customerId: constituent,
      sequence,
      ...(sequence % 2 === 1 && { purpose: 'ads' }),
    })),
  ),
});
const lensFor = (purpose: string, more: Partial<Lens> = {}): Lens => ({
  name: purpose,
  title: purpose,
  attributes: ['name'],
  purpose,
  needsConsent: true,
  ...more,
});
const saidOf = (arrived: readonly Arrived[]) =>
  arrived.map(({ detail }) => detail as EventDetails['consent.changed.v1']);

describe('an entry of the ledger', () => {
  it('is told with its place in the ledger and all states; its contract accepts it', async () => {
    const { services, arrived } = busThat(undefined, {
      consents: { [a]: standing(b, ['ads', 'withdrawn'], ['news', 'given']) },
    });

    expect(await publish([consentRecord(a, 7)], services)).toEqual([]);

    const [{ type, detail } = {} as Arrived] = arrived;
    expect(eventViolations(type, detail)).toEqual([]);
    expect(detail).toEqual({
      metadata: {
        eventId: `con_${'7'.padStart(26, '0')}.changed.web`,
        correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
        actor: 'tok_web',
        schema: 'person',
        occurredAt: '2026-11-20T09:30:00.000Z',
      },
      spoke: 'web',
      customerId: b,
      because: 'entry',
      entry: {
        eventId: `con_${'7'.padStart(26, '0')}`,
        customerId: a,
        sequence: 7,
        heard: 7,
        kind: 'withdrawn',
        purpose: 'ads',
        channels: ['email'],
        at: '2026-11-20T09:29:00.000Z',
      },
      basis: { revision: 5, asOf: '2026-11-20T09:30:02.000Z', heard: { [a]: 8, [b]: 8 } },
      states: [
        { purpose: 'ads', channel: 'email', status: 'withdrawn' },
        { purpose: 'news', channel: 'email', status: 'given' },
      ],
      proof: expect.any(String),
    });
    expect(JSON.stringify(arrived)).not.toContain(planted);
  });

  it('is told of a purchase as well: no sequence is left out', async () => {
    const { services, arrived } = busThat(undefined, { consents: { [a]: standing(a) } });
    const purchase = { kind: 'purchase', purpose: undefined, channels: undefined };

    await publish([consentRecord(a, 1, purchase)], services);

    expect(saidOf(arrived)).toMatchObject([
      { entry: { kind: 'purchase', sequence: 1 }, states: [] },
    ]);
    expect(eventViolations('consent.changed.v1', arrived[0]?.detail)).toEqual([]);
  });

  it('is told through a lens that needs consent by its own purpose alone, a no as well', async () => {
    const { services, arrived } = busThat(undefined, {
      spokes: ['ads', 'news', 'firms', 'closed'],
      lenses: {
        ads: lensFor('ads'),
        news: lensFor('news'),
        firms: lensFor('ads', { schema: 'organisation' }),
        closed: { name: 'none', title: 'Nothing', attributes: [] },
      },
      consents: { [a]: standing(a, ['ads', 'withdrawn'], ['news', 'given']) },
    });

    await publish([consentRecord(a, 1)], services);

    expect(saidOf(arrived).map(({ spoke, states }) => [spoke, states])).toEqual([
      ['ads', [{ purpose: 'ads', channel: 'email', status: 'withdrawn' }]],
    ]);
  });

  it('is told of nobody who is gone, and its copy at the contact point is not told at all', async () => {
    const { services, arrived } = busThat();
    const copy = { PK: contactPointPartition('token'), SK: 'CON#con_1', kind: 'withdrawn' };

    expect(await publish([consentRecord(a, 1), inserted(copy, 'copy')], services)).toEqual([]);

    expect(arrived).toEqual([]);
  });

  it('overtakes: it leaves before other events of the customer, whichever of its ids it was said under', async () => {
    const { services, requests } = busThat(undefined, {
      consents: { [b]: standing(a, ['ads', 'withdrawn']) },
    });
    const batch = [
      versionRecord(a, 4),
      versionRecord(a, 5),
      consentRecord(b, 8),
      consentRecord(b, 7),
    ];

    await publish(batch, services);

    expect(requests).toEqual([
      [`con_${'7'.padStart(26, '0')}.changed.web`],
      [`con_${'8'.padStart(26, '0')}.changed.web`],
      [`${a}.4.web`],
      [`${a}.5.web`],
    ]);
  });

  it('holds up what comes behind it until it has arrived', async () => {
    const { services, arrived } = busThat(
      (id) => (id.startsWith('con_') ? 'Throttled' : undefined),
      {
        consents: { [a]: standing(a, ['ads', 'withdrawn']) },
      },
    );

    expect(await publish([versionRecord(a, 4), consentRecord(a, 1)], services)).toEqual([0, 1]);

    expect(arrived).toEqual([]);
  });

  it('fails the batch where the ledger cannot be read, before anything was sent', async () => {
    const { services, arrived } = busThat();
    const broken = { ...services, consentsOf: () => Promise.reject(new Error('throttled')) };

    await expect(publish([versionRecord(b, 1), consentRecord(a, 1)], broken)).rejects.toThrow();

    expect(arrived).toEqual([]);
  });
});

describe('the place of what a spoke hears', () => {
  it('counts without gaps what its lens lets it hear of, and nothing else', async () => {
    const { services, arrived } = busThat(undefined, {
      spokes: ['ads', 'web'],
      lenses: { ads: lensFor('ads') },
      consents: { [a]: standing(a, ['ads', 'withdrawn']) },
    });
    const purchase = { kind: 'purchase', purpose: undefined, channels: undefined };

    for (const sequence of [1, 2, 3, 4, 5])
      await publish([consentRecord(a, sequence, sequence % 2 === 1 ? {} : purchase)], services);

    const heardBy = (name: string) =>
      saidOf(arrived)
        .filter(({ spoke }) => spoke === name)
        .map(({ entry }) => entry?.heard);
    expect(heardBy('web')).toEqual([1, 2, 3, 4, 5]);
    expect(heardBy('ads')).toEqual([1, 2, 3]);
    expect(saidOf(arrived)[0]?.basis).toEqual({
      revision: 5,
      asOf: '2026-11-20T09:30:02.000Z',
      purpose: 'ads',
      heard: { [a]: 4, [b]: 4 },
    });
  });
});

describe('the signature', () => {
  const told = async (...names: string[]) => {
    const bus = busThat(undefined, {
      spokes: ['web', 'shop', ...names],
      lenses: Object.fromEntries(names.map((name) => [name, lensFor('ads')])),
      consents: { [a]: standing(a, ['ads', 'withdrawn'], ['news', 'given']) },
    });
    await publish([consentRecord(a, 1)], bus.services);
    return { ...bus, details: saidOf(bus.arrived) };
  };

  it('is one for all spokes that are told the same', async () => {
    const { signed, details } = await told('ads', 'offers');

    expect(signed).toHaveLength(2);
    expect(details.map(({ proof }) => proof)).toEqual([
      details[0]?.proof,
      details[0]?.proof,
      details[2]?.proof,
      details[2]?.proof,
    ]);
  });

  it('is over the customer, the entry, its place, the basis and the states', async () => {
    const { details } = await told();
    const [detail] = details as [EventDetails['consent.changed.v1']];
    const claims = (of: object) => consentClaims({ ...detail, ...of }, 'test', String);
    const proven = JSON.parse(
      Buffer.from(detail.proof?.split('.')[1] ?? '', 'base64url').toString(),
    );

    expect(proven).toEqual(
      consentClaims(detail, 'test', (text) => createHash('sha256').update(text).digest('hex')),
    );
    expect(claims({})).toMatchObject({ hub: 'test', id: `con_${'1'.padStart(26, '0')}.changed` });
    for (const other of [
      { customerId: b },
      { because: 'merged' },
      { entry: { ...detail.entry, heard: 2 } },
      { basis: { ...detail.basis, revision: 6 } },
      { states: detail.states.slice(1) },
      { ended: { purpose: 'ads' } },
      { metadata: { eventId: 'con_2.changed.web' } },
    ])
      expect(claims(other)).not.toEqual(claims({}));
  });

  it('fails the batch where nobody gives it, before anything was sent, and nothing is lost', async () => {
    const { services, arrived, poison } = busThat(undefined, {
      consents: { [a]: standing(a, ['ads', 'withdrawn']) },
    });
    const throttled = { ...services, sign: () => Promise.reject(new Error('throttled')) };
    const batch = [versionRecord(b, 1), consentRecord(a, 1)];

    await expect(publish(batch, throttled)).rejects.toThrow('throttled');
    expect([arrived, poison]).toEqual([[], []]);

    expect(await publish(batch, services)).toEqual([]);
    expect(arrived).toHaveLength(2);
  });
});

describe('a yes that ended', () => {
  const endRecord = (customerId: string, name: string) =>
    inserted(
      {
        PK: 'ENDS#2026-11-20#3',
        SK: `OUT#2026-11-20T09:00:00.000Z#${customerId}#${name}`,
        eventId: `con_${name.padStart(26, '0')}`,
        customerId,
        sequence: 2,
        kind: 'given',
        purpose: 'ads',
        channels: ['email'],
        at: '2024-11-20T09:00:00.000Z',
        endsAt: '2026-11-20T09:00:00.000Z',
        foundAt: '2026-11-20T09:05:00.000Z',
      },
      name,
    );

  it('is told as expired to those who hear of its purpose, before other events', async () => {
    const { services, arrived } = busThat(undefined, {
      spokes: ['web', 'news'],
      lenses: { news: lensFor('news') },
      consents: { [a]: standing(a, ['ads', 'expired'], ['news', 'given']) },
    });

    expect(await publish([versionRecord(a, 4), endRecord(a, '9')], services)).toEqual([]);

    const [detail] = saidOf(arrived);
    expect(idsOf(arrived).slice(0, 1)).toEqual([`con_${'9'.padStart(26, '0')}.ended.web`]);
    expect(detail).toMatchObject({
      because: 'expired',
      ended: { customerId: a, purpose: 'ads', at: '2026-11-20T09:00:00.000Z' },
      metadata: { occurredAt: '2026-11-20T09:05:00.000Z' },
      states: [{ status: 'expired' }, { status: 'given' }],
    });
    expect(detail?.entry).toBeUndefined();
    expect(eventViolations('consent.changed.v1', detail)).toEqual([]);
    expect(arrived.filter(({ type }) => type === 'consent.changed.v1')).toHaveLength(1);
  });
});

it('a withdrawal leaves before whatever else waits of its person, whatever the batch', async () => {
  const wave = fc.array(fc.record({ who: fc.constantFrom(a, b), isConsent: fc.boolean() }), {
    minLength: 2,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(wave, fc.boolean(), async (facts, areOne) => {
      const living = (id: string) => (areOne ? a : id);
      const { services, arrived } = busThat(undefined, {
        consents: {
          [a]: standing(a, ['ads', 'withdrawn']),
          [b]: standing(living(b), ['ads', 'withdrawn']),
        },
      });
      const batch = facts.map(({ who, isConsent }, index) =>
        // The living one alone has versions of its own.
        isConsent ? consentRecord(who, index + 1) : versionRecord(living(who), index + 1),
      );

      expect(await publish(batch, services)).toEqual([]);

      for (const id of [a, b]) {
        const types = arrived
          .filter(({ detail }) => 'customerId' in detail && detail.customerId === id)
          .map(({ type }) => type);
        const lastConsent = types.lastIndexOf('consent.changed.v1');
        const firstOther = types.findIndex((type) => type !== 'consent.changed.v1');
        if (firstOther >= 0) expect(lastConsent).toBeLessThan(firstOther);
      }
      expect(arrived).toHaveLength(facts.length);
    }),
    { numRuns: 300 },
  );
});

describe('what ledgers come to after a merge and a split', () => {
  it.each(['merged', 'split'] as const)('%s is told of each that is living', async (type) => {
    const { services, arrived } = busThat(undefined, {
      consents: { [a]: standing(a, ['ads', 'withdrawn']), [b]: standing(a, ['ads', 'withdrawn']) },
    });

    await publish([versionRecord(a, 2, { type }), versionRecord(b, 2, { type })], services);

    const told = arrived.filter((each) => each.type === 'consent.changed.v1');
    expect(idsOf(told)).toEqual([`${a}.consents2.web`]);
    expect(saidOf(told)).toMatchObject([
      { customerId: a, because: type, states: [{ purpose: 'ads', status: 'withdrawn' }] },
    ]);
    expect(eventViolations('consent.changed.v1', told[0]?.detail)).toEqual([]);
  });

  it('is not told where nobody ever said anything', async () => {
    const { services, arrived } = busThat(undefined, { consents: { [a]: standing(a) } });

    await publish([versionRecord(a, 2, { type: 'merged' })], services);

    expect(arrived.map(({ type }) => type)).toEqual(['customer.merged.v1']);
  });
});

it('a spoke whose lens needs consent hears of changes while the consent is on record', async () => {
  const heardWhen = async (status: Status) => {
    const { services, arrived } = busThat(undefined, {
      lenses: { web: lensFor('ads') },
      consents: { [a]: standing(a, ['ads', status], ['news', 'given']) },
    });
    await publish([versionRecord(a, 2)], services);
    return arrived.map(({ detail }) => (detail as EventDetails['customer.changed.v1']).changed);
  };

  expect(await heardWhen('given')).toEqual([['name']]);
  for (const status of ['withdrawn', 'objected', 'denied', 'pending', 'expired', 'none'] as const)
    expect(await heardWhen(status)).toEqual([]);
});
