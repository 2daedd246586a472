import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CustomerEventDetail } from '#events/catalogue';
import { eventViolations } from '#events/validate';
import { publish } from '#functions/publisher/publish';
import { type Arrived, busThat, idsOf } from './bus.ts';
import { customer, inserted, planted, taskRecord, versionRecord } from './stream-records.ts';

const [a, b, c] = [customer('a'), customer('b'), customer('c')];
const manySpokes = Array.from({ length: 50 }, (_, n) => `spoke-${n}`);

describe('what becomes an event', () => {
  it('is a new version, once for every spoke that listens, and its contract accepts it', async () => {
    const { services, arrived } = busThat(undefined, { spokes: ['crm', 'web'] });

    expect(await publish([versionRecord(a, 1)], services)).toEqual([]);

    expect(idsOf(arrived)).toEqual([`${a}.1.crm`, `${a}.1.web`]);
    expect(arrived.map(({ detail }) => detail.spoke)).toEqual(['crm', 'web']);
    for (const { type, detail } of arrived) expect(eventViolations(type, detail)).toEqual([]);
  });

  it.each([
    ['created', 'customer.created.v1'],
    ['changed', 'customer.changed.v1'],
    ['merged', 'customer.merged.v1'],
    ['split', 'customer.split.v1'],
    ['removed', 'customer.removed.v1'],
  ])('says of a customer %s: %s', async (type, expected) => {
    const { services, arrived } = busThat();

    await publish([versionRecord(a, 2, { type })], services);

    expect(arrived.map((each) => each.type)).toEqual([expected]);
  });

  it('names what the lens of the spoke shows; of nothing that it shows nobody is told', async () => {
    const lens = { name: 'names', title: 'Names', attributes: ['name', 'birthDate'] };
    const { services, arrived } = busThat(undefined, {
      spokes: ['crm', 'till'],
      lenses: { till: { ...lens, masks: { birthDate: 'hidden' } } },
    });
    const changes: readonly Readonly<Record<string, unknown>>[] = [
      { changed: ['emails', 'name'] },
      { changed: ['birthDate'] },
      { changed: ['emails'] },
      { changed: [] },
      { changed: [], idMap: { [b]: a } },
      { changed: ['emails'], type: 'created' },
      { changed: ['emails'], type: 'merged' },
      { changed: ['emails'], type: 'split' },
      { changed: ['emails'], type: 'removed' },
    ];
    const again = await publish(
      changes.map((more, at) => versionRecord(a, at + 2, more)),
      services,
    );

    expect(again).toEqual([]);
    const heard = (spoke: string) =>
      arrived.flatMap(({ detail }) =>
        detail.spoke === spoke
          ? [[detail.metadata, (detail as CustomerEventDetail).changed] as const]
          : [],
      );
    expect(heard('crm')).toHaveLength(changes.length);
    expect(
      heard('till').map(([metadata, changed]) => [
        (metadata as CustomerEventDetail['metadata']).sequence,
        changed,
      ]),
    ).toEqual([
      [2, ['name']],
      [3, ['birthDate']],
      [6, []],
      [7, []],
      [8, []],
      [9, []],
      [10, []],
    ]);
  });

  it('through a lens is of customers of its schema alone', async () => {
    const lens = { name: 'names', title: 'Names', attributes: ['name'], schema: 'organisation' };
    const { services, arrived } = busThat(undefined, { lenses: { web: lens } });

    for (const type of ['created', 'changed', 'merged', 'split', 'removed'])
      await publish(
        [versionRecord(a, 2, { type }), versionRecord(b, 2, { type, schema: 'organisation' })],
        services,
      );

    expect(
      new Set(arrived.map(({ detail }) => (detail as CustomerEventDetail).customerId)),
    ).toEqual(new Set([b]));
    expect(arrived).toHaveLength(5);
  });

  it('through a lens that needs consent is of moved and ended ids, and names nothing', async () => {
    const lens = {
      name: 'ads',
      title: 'Ads',
      attributes: ['name'],
      purpose: 'ads',
      needsConsent: true,
    };
    const { services, arrived } = busThat(undefined, { lenses: { web: lens } });

    for (const type of ['created', 'changed', 'merged', 'split', 'removed'])
      await publish([versionRecord(a, 2, { type })], services);

    expect(
      arrived.map(({ type, detail }) => [type, (detail as CustomerEventDetail).changed]),
    ).toEqual([
      ['customer.merged.v1', []],
      ['customer.split.v1', []],
      ['customer.removed.v1', []],
    ]);
  });

  it('carries the id map, and an empty one where a split left nothing behind', async () => {
    const { services, arrived } = busThat();
    const idMap = { [b]: a };

    await publish([versionRecord(a, 2, { type: 'merged', idMap })], services);
    await publish([versionRecord(c, 2, { type: 'split' })], services);

    expect(arrived.map(({ detail }) => (detail as CustomerEventDetail).idMap)).toEqual([idMap, {}]);
  });

  it('says without a schema version that no golden record is left', async () => {
    const { services, arrived, poison } = busThat();

    await publish([versionRecord(a, 2, { type: 'removed', schemaVersion: undefined })], services);

    expect(poison).toEqual([]);
    expect(arrived[0]?.detail.metadata).not.toHaveProperty('schemaVersion');
  });

  it('is an erasure to every spoke, ahead of what else waits of the customer', async () => {
    const { services, requests, arrived, poison } = busThat(undefined, { spokes: ['crm'] });
    const erasedFor = 'req_01jz8r0000aaaabbbbccccdddd';
    const erased = versionRecord(a, 4, { type: 'removed', schemaVersion: undefined, erasedFor });

    await publish([versionRecord(a, 3), erased], services);

    expect(poison).toEqual([]);
    expect(requests).toEqual([[`${a}.4.crm`], [`${a}.3.crm`]]);
    expect(arrived[0]).toMatchObject({
      type: 'customer.erased.v1',
      detail: { customerId: a, requestId: erasedFor },
    });
  });

  it('is a new review task, for the hub alone, with neither score nor evidence', async () => {
    const { services, arrived } = busThat(undefined, { spokes: ['crm', 'web'] });

    await publish([taskRecord()], services);

    expect(arrived.map(({ type }) => type)).toEqual(['review-task.opened.v1']);
    expect(arrived[0]?.detail).toMatchObject({ spoke: 'hub', customerIds: [a, b] });
    expect(JSON.stringify(arrived)).not.toContain('0.8');
  });

  it('is nothing else: no head, no change of a version, no expiry', async () => {
    const { services, requests, logged } = busThat();
    const head = inserted({ PK: `CUS#${a}`, SK: 'HEAD' }, 'head');
    const changed = { ...versionRecord(a, 1), eventName: 'MODIFY' as const };
    const expired = { ...versionRecord(a, 1), eventName: 'REMOVE' as const };

    expect(await publish([head, changed, expired], services)).toEqual([]);

    expect([requests, logged]).toEqual([[], []]);
  });

  it('is sent to nobody where nobody listens', async () => {
    const { services, requests } = busThat(undefined, { spokes: [] });

    expect(await publish([versionRecord(a, 1)], services)).toEqual([]);

    expect(requests).toEqual([]);
  });

  it('keeps its id however often it is sent', async () => {
    const { services, arrived } = busThat();

    await publish([versionRecord(a, 1)], services);
    await publish([versionRecord(a, 1)], services);

    expect(new Set(idsOf(arrived)).size).toBe(1);
  });
});

describe('grouping', () => {
  it('sends at most ten entries a request, and every entry once', async () => {
    const { services, requests, arrived } = busThat(undefined, { spokes: manySpokes });

    await publish([versionRecord(a, 1), versionRecord(b, 1), versionRecord(c, 1)], services);

    expect(requests.map((each) => each.length)).toEqual(Array(15).fill(10));
    expect(new Set(idsOf(arrived)).size).toBe(150);
  });

  it('keeps a request under 256 KB', async () => {
    const { services, requests, arrived } = busThat(undefined, { spokes: manySpokes.slice(0, 10) });
    const wide = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, n) => [`cus_${String(n).padStart(26, '0')}`, a]),
    );

    await publish([versionRecord(a, 2, { type: 'merged', idMap: wide })], services);

    const bytes = JSON.stringify(arrived[0]?.detail).length;
    expect(bytes).toBeGreaterThan(60_000);
    for (const each of requests) expect(each.length * bytes).toBeLessThan(256 * 1024);
    expect(arrived.length).toBe(10);
  });
});

describe('failures', () => {
  it('tries an entry that failed again, alone, and nothing that was taken', async () => {
    const { services, requests, waits } = busThat(
      (id, attempt) => (id === `${a}.1.crm` && attempt <= 2 ? 'ThrottlingException' : undefined),
      { spokes: ['crm', 'erp', 'web'] },
    );

    expect(await publish([versionRecord(a, 1)], services)).toEqual([]);

    const all = [`${a}.1.crm`, `${a}.1.erp`, `${a}.1.web`];
    expect(requests).toEqual([all, [`${a}.1.crm`], [`${a}.1.crm`]]);
    expect(waits).toEqual([100]);
  });

  it('tries every entry of a request that failed as a whole', async () => {
    const { services, arrived } = busThat(undefined, { spokes: ['crm', 'web'] });
    const { putEvents } = services;
    const flaky = {
      ...services,
      putEvents: async (entries: Parameters<typeof putEvents>[0]) => {
        if (entries.length > 1) throw new Error('socket hang up');
        return putEvents(entries);
      },
    };

    expect(await publish([versionRecord(a, 1)], flaky)).toEqual([]);

    expect(idsOf(arrived)).toEqual([`${a}.1.crm`, `${a}.1.web`]);
  });

  it('gives a record back after four tries, and begins nothing more', async () => {
    const { services, requests, poison, waits } = busThat(() => 'InternalFailure');

    const again = await publish([versionRecord(a, 1), versionRecord(a, 2)], services);

    expect(again).toEqual([0, 1]);
    expect(requests.length).toBe(5);
    expect(waits).toEqual([100, 400, 1_600]);
    expect(poison).toEqual([]);
  });

  it('gives back from the failed one on, lowest first', async () => {
    const { services } = busThat((id) => (id.startsWith(b) ? 'InternalFailure' : undefined));
    const batch = [versionRecord(a, 1), versionRecord(b, 1), versionRecord(b, 2)];

    expect(await publish(batch, services)).toEqual([1, 2]);
  });

  it('does not hammer a bus that is not well: no further entry, no further change', async () => {
    const manyFail = busThat(() => 'InternalFailure', { spokes: manySpokes });
    const oneFails = busThat((id) => (id.startsWith(b) ? 'InternalFailure' : undefined));
    const batch = [versionRecord(b, 1), versionRecord(a, 1), versionRecord(a, 2)];

    expect(await publish([versionRecord(a, 1)], manyFail.services)).toEqual([0]);
    expect(await publish(batch, oneFails.services)).toEqual([0, 2]);

    // Four requests at once, each with one entry tried four times alone.
    expect(manyFail.requests.length).toBe(4 * (1 + 4));
    expect(oneFails.requests.flat()).not.toContain(`${a}.2.web`);
  });

  it('does not take a missing permission for the fault of the entry', async () => {
    const { services, poison } = busThat(() => 'AccessDeniedException');

    expect(await publish([versionRecord(a, 1)], services)).toEqual([0]);

    expect(poison).toEqual([]);
  });

  it('gives back what it has no time left for', async () => {
    const { services, requests } = busThat(undefined, { remainingMs: 1_000 });

    expect(await publish([versionRecord(a, 1)], services)).toEqual([0]);

    expect(requests).toEqual([]);
  });
});

describe('poison', () => {
  const notices = (reason: string) => ({ reason, customerId: a, streamSequenceNumber: '1000aa2' });

  it.each([
    ['a type nobody knows', { type: 'vanished' }, '/* unknown-event'],
    ['a value where a name belongs', { changed: ['ada@example.com'] }, '/changed/0 invalid_format'],
    ['no actor', { actor: undefined }, '/metadata/actor invalid_type'],
  ])('is a change with %s: put aside with its reason, others go on', async (_, more, finding) => {
    const { services, arrived, poison, objects } = busThat();
    const batch = [versionRecord(a, 1), versionRecord(a, 2, more), versionRecord(a, 3)];

    expect(await publish(batch, services)).toEqual([]);

    expect(idsOf(arrived)).toEqual([`${a}.1.web`, `${a}.3.web`]);
    expect(poison).toEqual([
      {
        ...notices('contract-violation'),
        objectKey: 'publisher/1000aa2.json',
        findings: [finding.replace('/* ', ' ')],
      },
    ]);
    expect([...objects.keys()]).toEqual(['publisher/1000aa2.json']);
  });

  it('is a record that cannot be read, of which no id is believed', async () => {
    const { services, poison } = busThat();
    const broken = versionRecord(a, 2, { changed: undefined });
    const lost = { ...broken, dynamodb: { ...broken.dynamodb, NewImage: undefined } };
    const posing = versionRecord('Ada Lovelace', 2);

    expect(await publish([broken, lost as never, posing], services)).toEqual([]);

    expect(poison.map(({ reason }) => reason)).toEqual([
      'unreadable',
      'unreadable',
      'contract-violation',
    ]);
    expect(JSON.stringify(poison)).not.toContain('Lovelace');
  });

  it('is an entry too large for the bus', async () => {
    const { services, poison, requests } = busThat();
    const ids = Array.from({ length: 5_000 }, (_, n) => `cus_${String(n).padStart(26, '0')}`);
    const idMap = Object.fromEntries(ids.map((id) => [id, a]));

    expect(await publish([versionRecord(a, 2, { type: 'merged', idMap })], services)).toEqual([]);

    expect(poison).toMatchObject([notices('entry-too-large')]);
    expect(requests).toEqual([]);
  });

  it('is an entry that the bus itself refuses; the other spokes still hear', async () => {
    const { services, arrived, poison } = busThat(
      (id) => (id === `${a}.2.crm` ? 'MalformedDetail' : undefined),
      { spokes: ['crm', 'web'] },
    );

    expect(await publish([versionRecord(a, 2), versionRecord(a, 3)], services)).toEqual([]);

    expect(idsOf(arrived)).toEqual([`${a}.2.web`, `${a}.3.crm`, `${a}.3.web`]);
    expect(poison).toMatchObject([
      { ...notices('bus-refused'), findings: ['crm MalformedDetail'] },
    ]);
  });

  it('comes again when it could not be put aside', async () => {
    const { services } = busThat();
    const full = { ...services, sendPoison: () => Promise.reject(new Error('queue is gone')) };

    expect(await publish([versionRecord(a, 2, { type: 'x' }), versionRecord(b, 1)], full)).toEqual([
      0,
    ]);
  });
});

it('lets nothing sealed into an event, a notice or a log; the image is put aside as it was', async () => {
  const { services, arrived, poison, logged, objects } = busThat();
  const batch = [versionRecord(a, 1), versionRecord(b, 1, { type: 'x' }), taskRecord()];

  await publish(batch, services);

  expect([arrived.length, poison.length]).toEqual([2, 1]);
  const told = JSON.stringify([arrived, poison, logged, [...objects.keys()]]);
  for (const clear of [planted, Buffer.from(planted).toString('base64'), '"sealed"'])
    expect(told).not.toContain(clear);
  expect(JSON.parse(objects.get('publisher/1000bb1.json') ?? '')).toHaveProperty('sealed');
});

describe('order', () => {
  it('is that of the sequence, also where the stream has two versions of one transaction swapped', async () => {
    const { services, arrived } = busThat();

    await publish([versionRecord(a, 3), versionRecord(b, 1), versionRecord(a, 2)], services);

    expect(idsOf(arrived)).toEqual([`${b}.1.web`, `${a}.2.web`, `${a}.3.web`]);
  });

  /** Per customer and spoke, what was taken, without what was taken before. */
  const firstTold = (arrived: readonly Arrived[]): Map<string, number[]> => {
    const lanes = new Map<string, number[]>();
    for (const { detail } of arrived) {
      const { customerId, sequence } = (detail as CustomerEventDetail).metadata;
      const told = lanes.get(`${customerId} ${detail.spoke}`) ?? [];
      lanes.set(`${customerId} ${detail.spoke}`, told);
      if (!told.includes(sequence)) told.push(sequence);
    }
    return lanes;
  };
  const counted = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

  // Few customers, many changes, a bus that fails whenever it likes, and Lambda's own retries.
  const stories = fc.record({
    owners: fc.array(fc.constantFrom(a, b, c), { minLength: 1, maxLength: 25 }),
    failing: fc.array(fc.constantFrom('ok', 'ok', 'InternalFailure', 'ThrottlingException'), {
      minLength: 1,
      maxLength: 40,
    }),
    spokes: fc.subarray(['crm', 'erp', 'web'], { minLength: 1 }),
  });

  it('is kept per customer through every failure and retry, and nothing is lost', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async ({ owners, failing, spokes }) => {
        let tries = 0;
        const whim = () => {
          const code = failing[tries++ % failing.length];
          return tries > 300 || code === 'ok' ? undefined : code;
        };
        const { services, arrived } = busThat(whim, { spokes });
        const sequences = new Map<string, number>();
        let batch = owners.map((owner) => {
          const sequence = (sequences.get(owner) ?? 0) + 1;
          sequences.set(owner, sequence);
          return versionRecord(owner, sequence);
        });

        for (let round = 0; round < 200 && batch.length > 0; round += 1) {
          const again = await publish(batch, services);
          // Lambda takes the lowest position as the checkpoint and sends everything from there on.
          batch = again.length === 0 ? [] : batch.slice(again[0]);
        }

        expect(batch).toEqual([]);
        const told = firstTold(arrived);
        for (const [owner, last] of sequences)
          for (const spoke of spokes) expect(told.get(`${owner} ${spoke}`)).toEqual(counted(last));
      }),
      { numRuns: 300 },
    );
  });
});
