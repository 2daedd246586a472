import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
let customerId = '';
const name = { given: 'Ottoline', family: 'Quillfeather' };
const emails = [{ value: 'ottoline@example.com' }];
const passport = { type: 'passport', value: 'P7730021X' };
const steward: TestCall = { role: 'steward' };
const reader: TestCall = { role: 'reader' };
const code = (answer: { body: { type?: string } }) => answer.body.type?.replace('/problems/', '');
const read = (more: TestCall = {}) => hub.call('readCustomer', { params: { customerId }, ...more });
const edit = async (attributes: object, more: TestCall = steward) => {
  const { headers } = await read();
  return hub.call('editCustomer', {
    params: { customerId },
    body: { attributes },
    headers: { 'if-match': headers.etag ?? '' },
    ...more,
  });
};

beforeAll(async () => {
  hub = await startHub();
  for (const orgUnit of ['north', 'south'])
    await hub.call('putOrgUnit', { params: { orgUnit }, body: { title: orgUnit } });
  await hub.spoke('till', 50, { orgUnit: 'north' });
  await hub.spoke('desk', 40, { orgUnit: 'south' });
  const first = await hub.put('till', '1', {
    name,
    emails,
    birthDate: '1971-03-14',
    identifiers: [passport],
  });
  customerId = first.body.customerId;
});
afterAll(() => hub.stop());

describe('a value that may not be read', () => {
  it('is absent for a reader, and told to be there for a steward', async () => {
    const [forReader, forSteward] = [await read(reader), await read(steward)];
    expect(JSON.stringify(forReader.body)).not.toMatch(/1971|P7730021X|hidden/);
    expect(JSON.stringify(forSteward.body)).not.toMatch(/1971|P7730021X/);
    expect(forSteward.body.hidden).toEqual([
      '/birthDate',
      '/identifiers/0/type',
      '/identifiers/0/value',
    ]);
  });

  it('stands nowhere else either: lineage, sources, history, pins, the record, the past', async () => {
    await hub.put(
      'till',
      '1',
      { name, emails, birthDate: '1971-03-15', identifiers: [passport] },
      2026,
    );
    await hub.call('pinAttribute', {
      params: { customerId },
      body: { attribute: 'birthDate', value: '1971-03-16' },
    });
    const routes = [
      'readCustomer',
      'readLineage',
      'readSources',
      'readHistory',
      'listPins',
    ] as const;
    for (const route of routes)
      for (const who of [steward, { role: 'integrator' } as const, reader]) {
        const answer = await hub.call(route, { params: { customerId }, ...who });
        expect(JSON.stringify(answer.body)).not.toMatch(/1971|P7730021X/);
      }
    const record = await hub.call('readRecord', {
      params: { spoke: 'till', sourceId: '1' },
      ...steward,
    });
    expect(record.body.hidden).toContain('/birthDate');
    const past = await read({ ...steward, query: { asOf: new Date().toISOString() } });
    expect(past.body.hidden).toContain('/birthDate');
    await hub.call('unpinAttribute', { params: { customerId, attribute: 'birthDate' } });
  });

  it('is read by a machine only for one of its purposes', async () => {
    const { body } = await read({ role: 'integrator', purposes: ['service'] });
    expect(body.attributes).toEqual({});
  });
});

describe('a sensitive value that is read', () => {
  const traces = async (actor: string) => {
    const [from, to] = [-1, 1].map((hours) =>
      new Date(Date.now() + hours * 3_600_000).toISOString(),
    );
    const query = { action: 'customer.read-sensitive', actor, from: from ?? '', to: to ?? '' };
    return (await hub.services.audit.search(query, { limit: 50 })).items;
  };

  it('leaves an entry of the audit that names the customer and the attributes', async () => {
    await read({ role: 'privacy-officer', actorId: 'usr_officer' });
    expect(await traces('usr_officer')).toMatchObject([
      { about: `customer:${customerId}`, changed: ['birthDate', 'identifiers'] },
    ]);
  });

  it('in a list leaves one entry with the ids; what is hidden leaves none', async () => {
    await hub.call('listCustomers', { role: 'privacy-officer', actorId: 'usr_lister' });
    const [entry] = await traces('usr_lister');
    expect(`${entry?.reason} ${entry?.about}`).toContain(customerId);
    await read({ ...steward, actorId: 'usr_steward' });
    expect(await traces('usr_steward')).toEqual([]);
  });
});

describe('a search', () => {
  const list = async (query: Record<string, string>, more: TestCall) =>
    (await hub.call('listCustomers', { query, ...more })).body.items.length as number;

  it('finds nobody by what the caller may not read of him', async () => {
    const all = { role: 'privacy-officer' } as const;
    expect(await list({ identifier: passport.value }, all)).toBe(1);
    expect(await list({ identifier: passport.value }, steward)).toBe(0);
    const named = { name: 'quillfeather' };
    expect(await list(named, steward)).toBe(1);
    expect(await list(named, { role: 'analyst' })).toBe(0);
    expect(await list({ ...named, identifier: passport.value }, steward)).toBe(0);
  });

  it('that matches asks nothing that the caller may not read, and says so', async () => {
    const match = async (attributes: object, more: TestCall) =>
      (await hub.call('matchCustomers', { body: { schema: 'person', attributes }, ...more })).body;
    expect(await match({ identifiers: [passport] }, steward)).toEqual({
      outcome: 'new',
      candidates: [],
      cappedKeys: [],
      notAsked: ['/identifiers/0/type', '/identifiers/0/value'],
    });
    const right = await match({ emails, birthDate: '1971-03-15' }, steward);
    const wrong = await match({ emails, birthDate: '1999-09-09' }, steward);
    expect(right.candidates).toHaveLength(1);
    expect(right.candidates).toEqual(wrong.candidates);
  });

  it('weighs each candidate by what may be read of him', async () => {
    const grants = [
      { role: 'steward', orgUnit: 'north' },
      { role: 'privacy-officer', orgUnit: 'south' },
    ];
    const ask = (birthDate: string) =>
      hub.call('matchCustomers', {
        body: {
          schema: 'person',
          attributes: { emails, birthDate },
        },
        grants,
      });
    const [right, wrong] = [await ask('1971-03-15'), await ask('1999-09-09')];
    expect(right.body.notAsked).toBeUndefined();
    expect(right.body.candidates).toEqual(wrong.body.candidates);
  });

  it('tells in no explanation how hidden values compare, except to a steward', async () => {
    const other = await hub.put('desk', '1', {
      name: { given: 'Otto', family: 'Quillfeather' },
      birthDate: '1971-03-15',
    });
    const why = async (more: TestCall) =>
      (
        await hub.call('whyCustomers', {
          params: { customerId, otherId: other.body.customerId },
          ...more,
        })
      ).body.score.contributions.map((each: { comparison: string }) => each.comparison);
    expect(await why(steward)).toContain('birthDate');
    expect(await why(reader)).not.toContain('birthDate');
  });
});

describe('a record that is sent in', () => {
  it('learns nothing of how it compares with somebody elsewhere, not even for a steward', async () => {
    const shared = [{ value: 'pf@example.com' }];
    await hub.put('till', '5', { name: { given: 'Philo', family: 'Farnsworthy' }, emails: shared });
    const { body } = await hub.call('putRecord', {
      params: { spoke: 'desk', sourceId: '5' },
      body: {
        schema: 'person',
        attributes: { name: { given: 'Philo', family: 'Otherly' }, emails: shared },
        updatedAt: '2026-01-01T00:00:00Z',
      },
      grants: [{ role: 'steward', orgUnit: 'south' }],
    });
    expect(body.outcome).toBe('review');
    expect(body.match.score.contributions).toEqual([]);
  });
});

describe('an edit by somebody who does not see all', () => {
  it('sets a value that he never gets back', async () => {
    const { status, body } = await edit({ birthDate: '1970-01-02' });
    expect(status).toBe(200);
    expect(body.attributes.birthDate).toBeUndefined();
    expect((await read()).body.attributes.birthDate).toBe('1970-01-02');
  });

  it('replaces no list with items that he does not see, even if he names them all', async () => {
    for (const identifiers of [[], [passport], [{ type: 'loyalty', value: 'L1' }]])
      expect(code(await edit({ identifiers }))).toBe('customer.hidden-values');
    const pinned = await hub.call('pinAttribute', {
      params: { customerId },
      body: { attribute: 'identifiers', value: [passport] },
      ...steward,
    });
    expect(code(pinned)).toBe('customer.hidden-values');
    expect((await read()).body.attributes.identifiers).toEqual([passport]);
    expect((await edit({ emails: [{ value: 'o@example.com' }] })).status).toBe(200);
  });
});

describe('units', () => {
  const north: TestCall = { grants: [{ role: 'steward', orgUnit: 'north' }] };

  it('of a customer are those of all who hold a record of it', async () => {
    const shared = await hub.put('till', 'both', {
      emails: [{ value: 'both@example.com' }],
      name: { full: 'Ulla Both' },
    });
    const south: TestCall = { grants: [{ role: 'reader', orgUnit: 'south' }] };
    const at = { params: { customerId: shared.body.customerId } };
    expect((await hub.call('readCustomer', { ...at, ...south })).status).toBe(404);
    await hub.put('desk', 'both', {
      emails: [{ value: 'both@example.com' }],
      name: { full: 'Ulla Both' },
    });
    expect((await hub.call('readCustomer', { ...at, ...south })).status).toBe(200);
    const sources = await hub.call('readSources', { ...at, ...north });
    expect(sources.body.items.map((each: { spoke: string }) => each.spoke)).toEqual(['till']);
    const removal = await hub.call('removeCustomer', {
      ...at,
      ...north,
      headers: { 'if-match': '*' },
    });
    expect(removal.status).toBe(403);
  });

  it('of who is born in the hub is the one that the caller names, or his only one', async () => {
    const body = { schema: 'person', attributes: { name: { full: 'Wilhelmina Unplaced' } } };
    const born = await hub.call('originateCustomer', { body, ...north });
    const south: TestCall = { grants: [{ role: 'reader', orgUnit: 'south' }] };
    const at = { params: { customerId: born.body.customerId } };
    expect((await hub.call('readCustomer', { ...at, ...north })).status).toBe(200);
    expect((await hub.call('readCustomer', { ...at, ...south })).status).toBe(404);
    const nowhere = await hub.call('originateCustomer', { body: { ...body, orgUnit: 'atlantis' } });
    expect(code(nowhere)).toBe('org-unit.not-found');
  });

  it('make a forbidden customer answer as an absent one', async () => {
    const south = { grants: [{ role: 'steward', orgUnit: 'south' }] };
    const ask = async (id: string, route: 'readCustomer' | 'readHistory' | 'removeCustomer') => {
      const { status, headers, body } = await hub.call(route, {
        params: { customerId: id },
        headers: { 'if-match': '"1"' },
        ...south,
      });
      const { 'x-correlation-id': _, ...others } = headers;
      return { status, headers: others, body: { ...body, correlationId: '', instance: '' } };
    };
    for (const route of ['readCustomer', 'readHistory', 'removeCustomer'] as const)
      expect(await ask(customerId, route)).toEqual(await ask(`cus_${'0'.repeat(26)}`, route));
  });

  it('are not told by time: neither of the two is answered sooner than both take', async () => {
    const south = { grants: [{ role: 'steward', orgUnit: 'south' }] };
    for (const id of [customerId, `cus_${'0'.repeat(26)}`]) {
      const startedMs = performance.now();
      await hub.call('readCustomer', { params: { customerId: id }, ...south });
      // Timers may be a millisecond early.
      expect(performance.now() - startedMs).toBeGreaterThanOrEqual(38);
    }
  });

  it('bound the audit, too: of customers and spokes elsewhere, and over all, it is not read', async () => {
    const auditor = { grants: [{ role: 'auditor', orgUnit: 'south' }] };
    const list = async (object: string) =>
      (await hub.call('listAudit', { query: { object }, ...auditor })).status;
    expect(await list(`customer:${customerId}`)).toBe(404);
    expect(await list('spoke:till')).toBe(403);
    expect(await list('spoke:desk')).toBe(200);
    expect(await list('role:steward')).toBe(403);
    expect((await hub.call('listCheckpoints', auditor)).status).toBe(403);
  });
});
