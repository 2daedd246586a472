import { ulid } from 'ulid';
import type { ReviewTask, StoredCustomer } from '#core/identity/change';
import { createCustomer } from '#core/identity/create';
import { merge } from '#core/identity/merge';
import { removeCustomer } from '#core/identity/remove-customer';
import { removeRecord } from '#core/identity/remove-record';
import { unmerge } from '#core/identity/unmerge';
import type { JsonObject } from '#core/kernel/types';
import { emitMatchKeys, searchKeysFor } from '#core/matching/match-keys';
import { standardise } from '#core/standardise/standardise';
import { mayUse } from '#functions/shared/consent-states';
import { contextFor } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import { ingest } from '#functions/shared/ingest';
import { useOf } from '#functions/shared/use-of';
import { keyCap } from '#store/customers';
import { embeddedStore } from '#test/support/embedded-table';
import { meter, type Units } from './meter.ts';
import { measureQuietLooks } from './quiet-looks.ts';

export type Row = Units & { readonly operation: string };

/** An invented person of the ordinary sort: two contact points, one address, a loyalty number. */
const ada: JsonObject = {
  name: { given: 'Ada', middle: 'Augusta', family: 'Lovelace' },
  birthDate: '1985-12-10',
  gender: 'female',
  emails: [{ value: 'ada.lovelace@example.com', role: 'home' }],
  phones: [{ value: '+44 7700 900123', role: 'mobile' }],
  addresses: [
    {
      role: 'home',
      line1: '12 Saint James Square',
      city: 'London',
      postcode: 'SW1Y 4JH',
      country: 'GB',
    },
  ],
  identifiers: [{ type: 'loyalty', value: 'L-10004711' }],
  lifecycle: 'active',
};
const grace: JsonObject = {
  name: { given: 'Grace', family: 'Hopper' },
  emails: [{ value: 'grace@example.com' }],
  phones: [{ value: '+44 7700 900456' }],
};

const babbage: JsonObject = {
  name: { given: 'Charles', family: 'Babbage' },
  birthDate: '1971-12-26',
  emails: [{ value: 'charles.babbage@example.com' }],
  phones: [{ value: '+44 7700 900777', role: 'mobile' }],
  addresses: [
    {
      role: 'home',
      line1: '5 Devonshire Street',
      city: 'London',
      postcode: 'W1W 5BS',
      country: 'GB',
    },
  ],
};

/** Runs every operation once on fresh tables, warm (keys unwrapped, configuration cached). */
export async function measureCapacity(): Promise<readonly Row[]> {
  const store = await embeddedStore();
  const used = meter(store.client);
  const rows: Row[] = [];
  const measured = async <T>(operation: string, run: () => Promise<T>): Promise<T> => {
    used.take();
    const result = await run();
    rows.push({ operation, ...used.take() });
    return result;
  };
  const services: Services = {
    ...store,
    clock: () => '2026-06-01T00:00:00.000Z',
    newId: (prefix) => `${prefix}_${ulid().toLowerCase()}`,
    measure: () => undefined,
    log: () => {},
  };
  try {
    await run(services, measured);
    await measureQuietLooks(store, services, measured);
  } finally {
    await store.stop();
  }
  return rows;
}

/** Writes down what an operation used. */
export type Measured = <T>(operation: string, run: () => Promise<T>) => Promise<T>;

const change = {
  actor: 'tok_bench',
  action: 'bench',
  correlationId: 'cor_bench',
  at: '2026-06-01T00:00:00.000Z',
};
const cause = { actor: 'tok_bench', action: 'record.upsert', correlationId: 'cor_bench' };

async function run(services: Services, measured: Measured): Promise<void> {
  const { customers, governance, tasks, tokens, idempotency, audit } = services;
  for (const name of ['web', 'crm', 'pos'])
    await governance.putSpoke({ name, style: 'consolidation', trust: 50 }, change);
  const put = async (spoke: string, sourceId: string, attributes: JsonObject, year = 2025) => {
    const { answer } = await ingest(
      {
        spoke,
        sourceId,
        schema: 'person',
        attributes,
        updatedAt: `${year}-01-01T00:00:00.000Z`,
        provenance: 'first-party',
        newCustomerId: services.newId('cus'),
      },
      cause,
      services,
    );
    return answer;
  };
  await put('pos', 'warm', grace);

  const { customerId } = await measured('record in: new customer, nobody alike', () =>
    put('web', 'w-1', ada),
  );
  await measured('record in: linked to a customer', () => put('crm', 'c-1', ada));
  await measured('record in: changed attributes', () =>
    put('web', 'w-1', { ...ada, phones: [{ value: '+44 7700 900999' }] }, 2026),
  );
  await measured('record in: the same again', () => put('crm', 'c-1', ada));
  const stored = await living(services, customerId);
  await measured('find: customer of one constituent, two records', () =>
    customers.find(customerId),
  );
  await measured('crosswalk', () => customers.crosswalk({ spoke: 'web', sourceId: 'w-1' }));

  const other = await put('pos', 'p-1', grace);
  const second = await living(services, other.customerId);
  const context = await contextFor(services, 'person');
  const commit = { cause, at: change.at, matchKeys: {} };
  const [merged] = await measured('merge of two customers', () =>
    customers.commit({
      ...commit,
      before: [stored, second],
      ...merge(stored.customer, second.customer, 'steward', context),
    }),
  );
  const whole = present(merged);
  await measured('find: customer of two constituents', () => customers.find(customerId));
  await measured('find: merged id', () => customers.find(other.customerId));
  const [first] = await measured('unmerge', () =>
    customers.commit({
      ...commit,
      before: [whole],
      ...unmerge(whole.customer, second.customer.customerId, context),
    }),
  );

  const [word] = searchKeysFor({ email: 'ada.lovelace@example.com' });
  await measured('search: one customer found', () =>
    customers.search(present(word), { limit: 20 }),
  );
  await measured('list: page of 20, two customers, eight shards', () =>
    customers.list({ schema: 'person', limit: 20 }),
  );
  await measured('versions: page of 20, four versions', () =>
    customers.versions(customerId, { limit: 20 }),
  );
  await measured('version at an instant', () => customers.versionAt(customerId, change.at));
  await measured('audit entries: page of 20', () =>
    audit.entries(`customer:${customerId}`, { limit: 20 }),
  );
  await measured('audit: an entry that concerns no change', () =>
    audit.record({ actor: 'tok_bench', action: 'audit.export', correlationId: 'bench' }),
  );
  // Within one day, at whatever hour: each day has partitions of its own.
  const day = new Date().toISOString().slice(0, 10);
  const today = { from: `${day}T00:00:00.000Z`, to: `${day}T23:59:59.999Z` };
  await measured('audit: an hour or two, page of 20', () => audit.search(today, { limit: 20 }));
  await measured('audit: of one actor, page of 20', () =>
    audit.search({ ...today, actor: 'tok_bench' }, { limit: 20 }),
  );

  const task = taskAbout(customerId, other.customerId);
  await measured('task: open', () => tasks.open(task));
  await measured('task: by pair', () => tasks.byPair(task.customerIds));
  await measured('task: list open', () => tasks.listOpen({ limit: 20 }));
  await measured('task: decide', () =>
    tasks.decide({ ...task, state: 'decided', decision: 'different' }),
  );

  await measured('token: create', () =>
    tokens.create(
      { tokenId: 'tok_1', title: 'bench', role: 'reader', createdAt: change.at },
      'a'.repeat(64),
      change,
    ),
  );
  await measured('token: by hash', () => tokens.byHash('a'.repeat(64)));
  await measured('spoke: change', () =>
    governance.putSpoke({ name: 'web', style: 'consolidation', trust: 51 }, change),
  );
  await measured('spoke: read, cold', () => governance.spoke('web'));
  await measured('spoke: read, warm', () => governance.spoke('web'));
  await measured('schema: new version', async () => {
    const person = present(await governance.schema('person'));
    return governance.putSchema({ ...person.value, title: 'Persons' }, change);
  });
  // The day's first answer makes the day's key.
  await idempotency.begin('tok_1', 'warm', 'hash', 0);
  await idempotency.finish('tok_1', 'warm', {});
  await measured('idempotency: begin', () => idempotency.begin('tok_1', 'key', 'hash', 0));
  await measured('idempotency: finish', () => idempotency.finish('tok_1', 'key', { status: 201 }));
  await measured('count: add', () => customers.countAdd(1));

  await runConsents(services, measured, present(first));

  await measured('remove a customer', () =>
    customers.commit({
      ...commit,
      before: [present(first)],
      ...removeCustomer(present(first).customer),
    }),
  );
  await measured('sweep of a removed customer', () => customers.sweep(customerId));
  await runWorstCase(services, measured, put);
  await runDeletion(services, measured);
  await runLargeRemoval(services, measured);
}

/** A yes by e-mail and one at an address, and the questions about them. */
async function runConsents(
  services: Services,
  measured: Measured,
  stored: StoredCustomer,
): Promise<void> {
  const { consents, governance } = services;
  const { customerId } = stored.customer;
  await governance.purposes.put(
    {
      name: 'news',
      title: 'News',
      kinds: ['direct_marketing'],
      legalBases: ['consent'],
      channels: ['email', 'sms'],
    },
    change,
  );
  const proof = {
    collection: { method: 'web-form', spoke: 'web', touchpoint: 'checkout' },
    notice: { id: 'news', version: 1, language: 'en', hash: 'a'.repeat(64) },
    actor: 'tok_bench',
  } as const;
  const say = (more: object = {}) =>
    consents.append(
      {
        eventId: services.newId('con'),
        customerId,
        kind: 'given',
        purpose: 'news',
        channels: ['email'],
        jurisdiction: 'GB',
        ...more,
        at: change.at,
        recordedAt: change.at,
      },
      proof,
      { customerId, revision: stored.revision },
      change,
    );
  // The first entry makes the key of the evidence.
  await say();
  await measured('consent: an entry of the ledger', () => say());
  const contactPoint = await consents.contactPoint('email', 'ada.lovelace@example.com');
  await measured('consent: an entry at a contact point', () => say({ contactPoint }));
  await measured('consents: three entries, by customer', () => consents.read([customerId]));
  await measured('consents: what spokes are told of a customer', () =>
    consents.standing(customerId),
  );
  await measured('consents: and at a contact point', () =>
    consents.read([customerId], contactPoint),
  );
  await governance.purposes.read('news');
  await measured('consents: whether a lens may show a customer', () =>
    mayUse(customerId, 'news', services),
  );
  const lens = { name: 'news', title: 'News', attributes: ['name', 'emails'], purpose: 'news' };
  const { schema, golden } = stored.customer;
  await services.governance.signOffs.list();
  await measured('consents: what leaves of a customer for a purpose', () =>
    useOf(
      { customerId, schema, golden, revision: stored.revision },
      { lens, lensToday: lens, uses: new Map() },
      services,
    ),
  );
  const placed = { kind: 'restriction', ground: 'objection-pending' } as const;
  await measured('consent: a restriction', () =>
    consents.append(
      {
        eventId: services.newId('rst'),
        customerId,
        ...placed,
        at: change.at,
        recordedAt: change.at,
      },
      { ...proof, reason: 'an objection is being looked at' },
      { customerId, revision: stored.revision },
      change,
    ),
  );
}

/** A record that its spoke deletes, the only one of its customer. */
async function runDeletion(services: Services, measured: Measured): Promise<void> {
  const context = await contextFor(services, 'person');
  const stored = await stranger('deleted', services);
  const [record] = stored.customer.members[0].records;
  await measured('record out: and its customer with it', () =>
    services.customers.commit({
      before: [stored],
      ...removeRecord(stored.customer, present(record), context),
      matchKeys: {},
      deletes: [present(record)],
      cause,
      at: change.at,
    }),
  );
}

/** A removal that no transaction holds as a whole. */
async function runLargeRemoval(services: Services, measured: Measured): Promise<void> {
  const context = await contextFor(services, 'person');
  const commit = { cause, at: change.at, matchKeys: {} };
  let whole = await stranger('member-0', services);
  for (let each = 1; each < 40; each += 1) {
    const other = await stranger(`member-${each}`, services);
    const merged = merge(whole.customer, other.customer, 'steward', context);
    const [stored] = await services.customers.commit({
      ...commit,
      before: [whole, other],
      ...merged,
    });
    whole = present(stored);
  }
  await measured('remove a customer of 40 members', () =>
    services.customers.commit({ ...commit, before: [whole], ...removeCustomer(whole.customer) }),
  );
  await measured('sweep of a removed customer of 40 members', () =>
    services.customers.sweep(whole.customer.customerId),
  );
}

/** A customer of one record without any match key. */
async function stranger(sourceId: string, services: Services): Promise<StoredCustomer> {
  const context = await contextFor(services, 'person');
  const record = {
    spoke: 'pos',
    sourceId,
    schema: 'person',
    attributes: { name: { given: 'Un', family: 'Known' } },
    updatedAt: change.at,
    receivedAt: change.at,
    provenance: 'first-party',
  } as const;
  const [stored] = await services.customers.commit({
    ...createCustomer(services.newId('cus'), record, context),
    before: [],
    matchKeys: {},
    cause,
    at: change.at,
  });
  return present(stored);
}

/**
 * The most that matching on write may cost: every key of the record is shared by as many customers as
 * the cap allows, then by one more. Beyond that a larger store costs nothing.
 */
async function runWorstCase(
  services: Services,
  measured: Measured,
  put: (spoke: string, sourceId: string, attributes: JsonObject) => Promise<unknown>,
): Promise<void> {
  const context = await contextFor(services, 'person');
  const keys = emitMatchKeys(standardise(babbage, context.schema).record);
  const share = async (each: number) => {
    const customerId = services.newId('cus');
    const record = {
      spoke: 'pos',
      sourceId: `shares-${each}`,
      schema: 'person',
      attributes: { name: { given: `Nobody${each}`, family: `Alike${each}` } },
      updatedAt: change.at,
      receivedAt: change.at,
      provenance: 'first-party',
    } as const;
    await services.customers.commit({
      ...createCustomer(customerId, record, context),
      before: [],
      matchKeys: { [customerId]: keys },
      cause,
      at: change.at,
    });
  };
  for (let each = 0; each < keyCap; each += 1) await share(each);
  await measured('record in: every key shared by 50 others', () => put('web', 'w-50', babbage));
  await share(keyCap + 1);
  await measured('record in: every key shared by more', () => put('web', 'w-51', babbage));
}

async function living({ customers }: Services, customerId: string): Promise<StoredCustomer> {
  const found = await customers.find(customerId);
  if (found.status !== 'living') throw new Error(`${customerId} is ${found.status}`);
  return found.stored;
}

const taskAbout = (a: string, b: string): ReviewTask => ({
  taskId: `tsk_${ulid().toLowerCase()}`,
  kind: 'possible-match',
  customerIds: a < b ? [a, b] : [b, a],
  because: 'between-thresholds',
  score: {
    matchProbability: 0.71,
    matchWeight: 1.3,
    priorWeight: -8,
    contributions: ['name', 'birthDate', 'address'].map((comparison) => ({
      comparison,
      level: 'exact',
      m: 0.95,
      u: 0.0001,
      matchWeight: 13.2,
    })),
    model: { name: 'person-default', version: 1 },
  },
  openedAt: change.at,
  state: 'open',
});

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('an operation gave nothing to go on with');
  return value;
}
