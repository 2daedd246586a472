import { describe, expect, it } from 'vitest';
import type { Lens } from '#core/access/lens';
import type { EventDetails } from '#events/catalogue';
import { eventViolations } from '#events/validate';
import type { ConsentsNow } from '#functions/publisher/consents-now';
import { publish } from '#functions/publisher/publish';
import { contactPointPartition } from '#store/keys';
import { type Arrived, busThat, idsOf } from './bus.ts';
import { consentRecord, customer, inserted, planted, versionRecord } from './stream-records.ts';

const [a, b] = [customer('a'), customer('b')];
type Status = ConsentsNow['states'][0]['status'];
const standing = (customerId: string, ...states: [string, Status][]): ConsentsNow => ({
  customerId,
  schema: 'person',
  states: states.map(([purpose, status]) => ({ purpose, channel: 'email', status })),
});
const lensFor = (purpose: string, more: Partial<Lens> = {}): Lens => ({
  ...{ name: purpose, title: purpose, attributes: ['name'], purpose, needsConsent: true },
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
        kind: 'withdrawn',
        purpose: 'ads',
        channels: ['email'],
        at: '2026-11-20T09:29:00.000Z',
      },
      states: [
        { purpose: 'ads', channel: 'email', status: 'withdrawn' },
        { purpose: 'news', channel: 'email', status: 'given' },
      ],
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
