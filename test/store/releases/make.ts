/**
 * Writes what the release in package.json leaves in its tables after a small history, once:
 * `node test/store/releases/make.ts`. A fixture that is there stays as it is for ever.
 */

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ulid } from 'ulid';
import { hashOfToken } from '#functions/shared/token-hash';
import { startHub, type TestHub } from '#test/support/hub';
import { ada, byron, grace } from '#test/support/people';
import { type Asked, clientOf, dump, type ReleaseItems, readAll } from './release-items.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const file = `${import.meta.dirname}/${version}.json`;
if (existsSync(file)) throw new Error(`${file} is there; what a release wrote never changes`);

const hub = await startHub();
try {
  const asked = await makeHistory(hub);
  const { store } = hub;
  const client = clientOf(store.endpoint);
  const [main, vault] = [
    await dump(client, store.names.main),
    await dump(client, store.names.vault),
  ];
  const fixture: ReleaseItems = {
    release: version,
    tenant: 'test',
    masterKey: Buffer.from(store.keys.master).toString('hex'),
    items: { main, vault },
    asked,
    said: await readAll(store.another(), asked),
  };
  client.destroy();
  writeFileSync(file, `${JSON.stringify(fixture, undefined, 1)}\n`);
} finally {
  await hub.stop();
}

/** People and a company; a merge, a split, a removal, a pin, a difference, a task, a token, a spoke, a schema. */
async function makeHistory({ call, put, spoke, settle, services, store }: TestHub): Promise<Asked> {
  await spoke('crm', 70);
  await spoke('web', 50, { title: 'Web shop' });
  await spoke('web', 55);
  const [person] = (await store.governance.schemas()).filter(
    (each) => each.value.name === 'person',
  );
  if (person === undefined) throw new Error('no schema person');
  await store.governance.putSchema(
    { ...person.value, title: 'A person, renamed' },
    {
      actor: 'tok_fixture',
      action: 'schema.put',
      correlationId: 'cor-schema',
      at: services.clock(),
    },
  );
  const idOf = async (answer: ReturnType<typeof put>) => String((await answer).body.customerId);
  const crmAda = await idOf(put('crm', 'ada', ada));
  const webGrace = await idOf(put('web', 'grace', grace));
  const webByron = await idOf(put('web', 'byron', byron));
  const gone = await idOf(put('web', 'gone', { name: { given: 'Gone', family: 'Away' } }));
  const company = await call('putRecord', {
    params: { spoke: 'crm', sourceId: 'engines' },
    body: {
      schema: 'organisation',
      attributes: { name: 'Analytical Engines Ltd', websites: ['https://engines.example.com'] },
      updatedAt: '2026-01-01T00:00:00Z',
    },
  });
  await put('crm', 'ada', { ...ada, jobTitle: 'Analyst' }, 2026);
  const at = (customerId: string) => ({ params: { customerId } });
  const done = async (answer: ReturnType<typeof call>) => {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(JSON.stringify(body));
    return body;
  };
  await done(call('mergeCustomers', { ...at(crmAda), body: { with: webGrace, reason: 'a test' } }));
  await done(
    call('pinAttribute', {
      ...at(crmAda),
      body: { attribute: 'employer', value: 'Babbage Ltd', reason: 'card' },
    }),
  );
  const split = await done(
    call('splitCustomer', {
      ...at(crmAda),
      body: { sources: [{ spoke: 'web', sourceId: 'grace' }] },
    }),
  );
  await done(call('mergeCustomers', { ...at(crmAda), body: { with: webByron } }));
  await done(call('removeCustomer', { ...at(gone), headers: { 'if-match': '*' } }));
  const originated = await done(
    call('originateCustomer', {
      body: { schema: 'person', attributes: { name: { full: 'Born Here' } } },
      headers: { 'idempotency-key': 'fixture-key' },
    }),
  );
  const token = await done(
    call('createToken', { body: { title: 'Till', role: 'integrator', spoke: 'web' } }),
  );
  const taskId = `tsk_${ulid().toLowerCase()}`;
  const pair = [crmAda, originated.customerId].toSorted() as [string, string];
  await store.tasks.open({
    taskId,
    kind: 'possible-match',
    customerIds: pair,
    because: 'between-thresholds',
    score: {
      matchProbability: 0.7,
      matchWeight: 1.2,
      priorWeight: -8,
      contributions: [],
      model: { name: 'person', version: 1 },
    },
    openedAt: services.clock(),
    state: 'open',
  });
  await settle();
  const splitIds = Object.values((split.idMap ?? {}) as Record<string, string>);
  const nowSeconds = Math.floor(Date.parse(services.clock()) / 1000);
  const scope = randomBytes(8).toString('hex');
  await store.idempotency.begin(scope, 'till-1', 'hash', nowSeconds);
  await store.idempotency.finish(scope, 'till-1', { kept: 'answer' });
  const customerIds = [
    crmAda,
    webGrace,
    webByron,
    gone,
    company.body.customerId,
    originated.customerId,
  ];
  return {
    customerIds: [...new Set([...customerIds, ...splitIds])],
    crosswalks: ['ada', 'grace', 'byron', 'gone', 'engines'].map((sourceId) => ({
      spoke: sourceId === 'ada' || sourceId === 'engines' ? 'crm' : 'web',
      sourceId,
    })),
    keys: [{ kind: 'email', text: 'ada.lovelace@example.com', use: 'block' }],
    taskIds: [taskId],
    spokes: ['crm', 'web', 'hub'],
    schemas: ['person', 'organisation'],
    tokenHashes: [hashOfToken(String(token.token))],
    answers: [{ scope, key: 'till-1', hash: 'hash', atSeconds: nowSeconds }],
    audited: [`customer:${crmAda}`, 'spoke:web', 'schema:person', `token:${token.tokenId}`],
  };
}
