import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rootUnit } from '#core/access/grant';
import { channels } from '#core/consent/consent-event';
import { legalBases } from '#core/consent/purpose';
import { sizeLimits } from '#core/dedupe-run/size-run';
import { afterDeath } from '#functions/consent-rehearsal-steps/after-death';
import { type RehearsalStep, rehearsalStepsOf } from '#functions/consent-rehearsal-steps/index';
import * as contracts from '#functions/consent-rehearsals/contract';
import { routesWith } from '#functions/consent-rehearsals/index';
import type { RehearsalServices } from '#functions/consent-rehearsals/services';
import type { RehearsalRow } from '#functions/consent-rehearsals/work';
import type { Contract } from '#functions/shared/contract';
import { lambdaOf } from '#functions/shared/lambda';
import { startObjectStore } from '#local/objects';
import { makeWorkObjects } from '#store/work-objects';
import { eventOf, startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
let objects: Awaited<ReturnType<typeof startObjectStore>>;
let services: RehearsalServices;
let started: string[];
let living: readonly string[];
const folder = mkdtempSync(join(tmpdir(), 'goldspoke-rehearsals-'));

/** So small that two dozen customers make several chunks, and their rows several parts. */
const limits = { ...sizeLimits, leastInChunk: 3, mostInChunk: 3, rowsInPart: 4 };

beforeAll(async () => {
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  objects = await startObjectStore({
    directory: folder,
    buckets: ['work'],
    accessKeyId: 'test',
    secretAccessKey: 'test',
  });
  hub = await startHub();
  await hub.spoke('crm');
  services = {
    ...hub.services,
    work: makeWorkObjects({ WORK_BUCKET: 'work', AWS_ENDPOINT_URL_S3: objects.url }),
    workflows: { startConsentRehearsal: async (name) => void started.push(name) },
    limits,
  };
  for (const name of ['marketing', 'sale']) await put('putPurpose', name, randomPurpose());
  living = await randomCustomers(11);
});
afterAll(async () => {
  await hub.stop();
  await objects.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  started = [];
});

/** The same choices in every run. */
let state = 20_261_122;
const random = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
const oneOf = <T>(all: readonly T[]): T => all[random(all.length)] as T;
const someOf = <T>(all: readonly T[]): T[] => {
  const some = all.filter(() => random(2) === 0);
  return some.length === 0 ? [oneOf(all)] : some;
};
const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();

function randomPurpose(): Record<string, unknown> {
  return {
    title: `A purpose, ${random(1_000_000)}`,
    kinds: someOf(['direct_marketing', 'sale_share', 'profiling', 'special_category']),
    legalBases: someOf(legalBases.filter((each) => !['contract', 'public-task'].includes(each))),
    channels: someOf(channels),
    ...(random(3) === 0 && { isDoubleOptIn: true }),
    ...(random(3) === 0 && { holdsFor: { value: 6, unit: 'months' } }),
  };
}

async function put(route: 'putPurpose' | 'putNotice', name: string, body: object) {
  const { status } = await hub.call(route, { params: { name }, body });
  expect([200, 201]).toContain(status);
}

const given =
  'Ada Grace Alan Edsger Barbara Donald Tony Niklaus Frances John Kathleen Radia Shafi Leslie Margaret Ken Dennis Hedy'.split(
    ' ',
  );
const family =
  'Lovelace Hopper Turing Dijkstra Liskov Knuth Hoare Wirth Allen Backus Booth Perlman Goldwasser Lamport Hamilton Thompson Ritchie Lamarr'.split(
    ' ',
  );

/** Of many places and ages; some said something, some bought something, some were merged, one is gone. */
async function randomCustomers(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const country = oneOf(['GB', 'DE', 'US', 'CA', 'BR', 'FR', undefined]);
    const { body } = await hub.put('crm', `r-${at}`, {
      name: { given: given[at], family: family[at] },
      emails: [{ value: `${given[at]}.${family[at]}@example.com` }],
      ...(random(2) === 0 && { birthDate: `${oneOf([1970, 2009, 2012, 2016])}-03-01` }),
      ...(country !== undefined && {
        addresses: [{ country, ...(country === 'US' && { region: 'CA' }) }],
      }),
    });
    ids.push(body.customerId);
  }
  for (const customerId of ids) await randomWords(customerId, random(5));
  const [a, b, c, d, gone, ...rest] = ids as [string, string, string, string, string, ...string[]];
  for (const [one, other] of [
    [a, b],
    [c, d],
  ] as const) {
    const merged = await hub.call('mergeCustomers', {
      params: { customerId: one },
      body: { with: other, reason: 'Known to be one.' },
    });
    expect(merged.status).toBe(200);
    await randomWords(one, 1);
  }
  const { headers } = await hub.call('readCustomer', { params: { customerId: gone } });
  const removed = await hub.call('removeCustomer', {
    params: { customerId: gone },
    headers: { 'if-match': headers.etag as string },
  });
  expect(removed.status).toBe(200);
  return [a, c, ...rest];
}

async function randomWords(customerId: string, count: number) {
  for (let said = 0; said < count; said += 1) {
    if (random(4) === 0)
      await hub.call('addRelationship', {
        params: { customerId },
        body: { kind: oneOf(['purchase', 'inquiry']), at: day(random(900)), refusalOffered: true },
      });
    else
      await hub.call('putConsent', {
        params: { customerId, purpose: oneOf(['marketing', 'sale']) },
        body: {
          status: oneOf([
            'given',
            'given',
            'given',
            'confirmed',
            'withdrawn',
            'objected',
            'parental',
          ]),
          jurisdiction: oneOf(['GB', 'DE', 'US-CA', 'CA-QC', 'BR']),
          collection: { method: 'app' },
          at: day(random(400)),
        },
      });
  }
}

async function call(contract: Contract, request: TestCall = {}) {
  const handler = lambdaOf(
    routesWith(() => services),
    () => services,
  );
  const answer = (await handler(
    eventOf(contract, request),
    {} as Context,
  )) as APIGatewayProxyResult;
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}
const step = (event: RehearsalStep, with_: RehearsalServices = services) =>
  rehearsalStepsOf(() => with_)(event);

async function ask(change: object, more: object = {}): Promise<string> {
  const { status, body } = await call(contracts.createConsentRehearsal, {
    body: { change, ...more },
  });
  expect(status, JSON.stringify(body)).toBe(202);
  return body.id;
}
/** What the workflow does, one step after the other. */
async function runToEnd(runId: string, with_: RehearsalServices = services): Promise<void> {
  const { items } = (await step({ step: 'plan', runId }, with_)) as { items: readonly number[] };
  for (const piece of items) await step({ step: 'scan', runId, piece }, with_);
  await step({ step: 'finish', runId }, with_);
}
const read = async (runId: string) =>
  (await call(contracts.readConsentRehearsal, { params: { runId } })).body;
const rowsOf = async (runId: string, limit = 7): Promise<readonly RehearsalRow[]> => {
  const rows: RehearsalRow[] = [];
  let cursor: string | undefined;
  do {
    const { status, body } = await call(contracts.listConsentRehearsalRows, {
      params: { runId },
      query: { limit: String(limit), ...(cursor !== undefined && { cursor }) },
    });
    expect(status).toBe(200);
    rows.push(...body.items);
    cursor = body.cursor;
  } while (cursor !== undefined);
  return rows;
};
const activate = (runId: string) => call(contracts.activateConsentRehearsal, { params: { runId } });
const rehearse = async (change: object, more: object = {}): Promise<string> => {
  const runId = await ask(change, more);
  await runToEnd(runId);
  return runId;
};

/** What the hub answers everybody at this moment for these purposes, channel by channel. */
async function live(purposes: readonly string[], at: string, knownAt: string) {
  const questions = living.flatMap((customerId) =>
    purposes.flatMap((purpose) =>
      channels.map((channel) => ({ customerId, purpose, channel, at, knownAt })),
    ),
  );
  const answers = new Map<string, { allowed: boolean; reasons: readonly object[] }>();
  for (let from = 0; from < questions.length; from += 1000) {
    const some = questions.slice(from, from + 1000);
    const { body } = await hub.call('decideContacts', { body: { questions: some } });
    for (const [index, each] of some.entries())
      answers.set(keyOf(each), {
        allowed: body.answers[index].allowed ?? false,
        reasons: (body.answers[index].reasons ?? []).map(
          ({ citation: _, ...rest }: { citation?: string }) => rest,
        ),
      });
  }
  return answers;
}
const keyOf = ({
  customerId,
  purpose,
  channel,
}: Omit<RehearsalRow, 'before' | 'after' | 'reasons'>) => `${customerId} ${purpose} ${channel}`;

const allPurposes = async (): Promise<readonly string[]> =>
  (await hub.call('listPurposes')).body.items.map(({ name }: { name: string }) => name);

/** Rehearses, activates, and compares what the hub says before and after with the rows. */
async function expectAsRehearsed(change: object, purposes: readonly string[], at?: string) {
  const runId = await rehearse(change, at === undefined ? {} : { at });
  const { result, at: decidedAt, createdAt } = await read(runId);
  const rows = new Map((await rowsOf(runId)).map((row) => [keyOf(row), row]));
  const before = await live(purposes, decidedAt, createdAt);
  expect((await activate(runId)).status).toBe(200);
  const after = await live(purposes, decidedAt, createdAt);
  const moved = [...before].filter(([key, was]) => was.allowed !== after.get(key)?.allowed);
  expect([...rows.keys()].toSorted()).toEqual(moved.map(([key]) => key).toSorted());
  for (const [key, was] of moved) {
    const is = after.get(key);
    expect(rows.get(key)).toMatchObject({
      before: was.allowed,
      after: is?.allowed,
      reasons: is?.reasons,
    });
  }
  expect(result.customers).toBe(living.length);
  expect(result.gains + result.loses).toBe(rows.size);
  const sums = result.changed.map(
    (each: { gains: number; loses: number; stays: { allowed: number; refused: number } }) =>
      each.gains + each.loses + each.stays.allowed + each.stays.refused,
  );
  expect(sums).toEqual(sums.map(() => living.length));
  return { runId, result, rows };
}

describe('a rehearsal of a change', () => {
  it('is what the hub then says, row by row: sign-offs of rules', { timeout: 60_000 }, async () => {
    await put('putPurpose', 'marketing', {
      title: 'Marketing',
      legalBases: ['legitimate-interest', 'consent'],
      channels,
    });
    await put('putPurpose', 'sale', {
      title: 'Of what is most private',
      legalBases: ['consent'],
      kinds: ['special_category'],
      channels,
    });
    await put('putPurpose', 'letters', {
      title: 'Letters',
      legalBases: ['consent'],
      kinds: ['service_message'],
      channels: ['post'],
    });
    const proposed = [
      'gdpr-legitimate-interest-dm',
      'ukgdpr-any',
      'pecr-live-call',
      'lgpd-any',
      'eprivacy-sms-optin',
      'qc-minor',
      'gdpr-special-category',
      'ukgdpr-special',
      'lgpd-sensitive',
      'eu-child-age-DE',
      'eu-child-age-FR',
    ];
    let changed = 0;
    for (let round = 0; round < 2; round += 1) {
      // All at once, then some taken back.
      const signOffs = (round === 0 ? proposed : someOf(proposed)).map((ruleId) => ({
        ruleId,
        isSignedOff: round === 0,
        ground: `opinion-${round}`,
      }));
      const { rows } = await expectAsRehearsed({ signOffs }, await allPurposes());
      changed += rows.size;
    }
    expect(changed).toBeGreaterThan(5);
  });

  it('is what the hub then says, row by row: purposes', { timeout: 60_000 }, async () => {
    let changed = 0;
    for (let round = 0; round < 4; round += 1) {
      const name = oneOf(['marketing', 'sale', `fresh-${round}`]);
      const at = oneOf([undefined, undefined, day(200), day(-200)]);
      const { rows } = await expectAsRehearsed(
        { purpose: { name, ...randomPurpose() } },
        [name],
        at,
      );
      changed += rows.size;
    }
    expect(changed).toBeGreaterThan(15);
  });

  it('turns nothing where nothing changes', async () => {
    const { body: marketing } = await hub.call('readPurpose', { params: { name: 'marketing' } });
    const { revision, updatedAt: _, ...purpose } = marketing;
    const { runId, result, rows } = await expectAsRehearsed({ purpose }, ['marketing']);
    expect(result).toMatchObject({ gains: 0, loses: 0, reasons: [], samples: [] });
    expect(rows.size).toBe(0);
    expect((await read(runId)).state).toBe('activated');
    const { body: after } = await hub.call('readPurpose', { params: { name: 'marketing' } });
    expect(after.revision).toBe(revision);
  });

  it('puts a notice, upon which no decision rests', async () => {
    const notice = { name: 'privacy', title: 'Privacy', texts: { en: 'What we do with it.' } };
    const runId = await rehearse({ notice });
    expect((await read(runId)).result).toMatchObject({ customers: 0, gains: 0, loses: 0 });
    expect((await activate(runId)).body.state).toBe('activated');
    const { body } = await hub.call('readNotice', { params: { name: 'privacy' } });
    expect(body).toMatchObject({ version: 1, texts: { en: { text: 'What we do with it.' } } });
  });

  it('says by whom, by which rule and on which channel', async () => {
    const { result, rows } = await expectAsRehearsed(
      {
        purpose: { name: 'fewer', title: 'Fewer', legalBases: ['contract'], channels: ['email'] },
      },
      ['fewer'],
    );
    const { gains } = result;
    expect(gains).toBeGreaterThan(living.length / 2);
    expect(result).toMatchObject({ loses: 0, unreadable: 0 });
    expect(result.changed).toEqual([
      {
        purpose: 'fewer',
        channel: 'email',
        gains,
        loses: 0,
        stays: { allowed: 0, refused: living.length - gains },
      },
    ]);
    expect(result.reasons).toContainEqual({
      channel: 'email',
      code: 'ground.contract',
      gains,
      loses: 0,
    });
    expect(result.samples).toEqual([
      {
        purpose: 'fewer',
        channel: 'email',
        gains: [...rows.values()].map(({ customerId }) => customerId).toSorted(),
        loses: [],
      },
    ]);
  });

  it('is the same wherever it was killed and begun again', { timeout: 60_000 }, async () => {
    const change = { purpose: { name: 'sale', ...randomPurpose(), legalBases: ['contract'] } };
    const whole = await rehearse(change);
    const runId = await ask(change);
    // Each life ends after one more write than the life before; the dead write nothing more.
    let [deaths, writes] = [0, 0];
    const alive = () => {
      if (writes > deaths) throw new Error('killed');
    };
    const counted =
      <A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        alive();
        const answer = await act(...args);
        writes += 1;
        alive();
        return answer;
      };
    const { consentRehearsals, work } = services;
    const dying: RehearsalServices = {
      ...services,
      work: { ...work, put: counted(work.put) },
      consentRehearsals: { ...consentRehearsals, move: counted(consentRehearsals.move) },
    };
    for (;;) {
      try {
        writes = 0;
        await runToEnd(runId, dying);
        break;
      } catch {
        deaths += 1;
      }
    }
    expect(deaths).toBeGreaterThan(3);
    expect((await read(runId)).result).toEqual((await read(whole)).result);
    expect(await rowsOf(runId)).toEqual(await rowsOf(whole));
  });
});

describe('the routes of rehearsals', () => {
  const change = {
    purpose: { name: 'marketing', title: 'M', legalBases: ['consent'], channels: ['email'] },
  };

  it('start a workflow of its own name, and change nothing before the activation', async () => {
    const { body: before } = await hub.call('readPurpose', { params: { name: 'marketing' } });
    const runId = await ask(change);
    expect(started).toEqual([runId]);
    expect(await read(runId)).toMatchObject({
      kind: 'purpose',
      names: ['marketing'],
      state: 'running',
    });
    expect((await activate(runId)).body.type).toBe('/problems/consent-rehearsal.not-finished');
    const rows = await call(contracts.listConsentRehearsalRows, { params: { runId } });
    expect(rows.body.type).toBe('/problems/consent-rehearsal.not-finished');
    await runToEnd(runId);
    const { body: after } = await hub.call('readPurpose', { params: { name: 'marketing' } });
    expect(after).toEqual(before);
  });

  it.each([
    ['the purpose', () => put('putPurpose', 'marketing', randomPurpose())],
    [
      'a sign-off',
      () =>
        hub.call('signOffRule', {
          params: { ruleId: 'eprivacy-cookies' },
          body: { isSignedOff: true, ground: `opinion-${random(1_000_000)}` },
        }),
    ],
  ])('refuse to activate once %s has changed', async (_, act) => {
    const runId = await rehearse(change);
    await act();
    const { status, body } = await activate(runId);
    expect([status, body.type]).toEqual([409, '/problems/consent-rehearsal.stale']);
    expect((await read(runId)).state).toBe('finished');
  });

  it('do not mind a change of something else', async () => {
    const runId = await rehearse(change);
    await put('putPurpose', 'unrelated', randomPurpose());
    expect((await activate(runId)).status).toBe(200);
  });

  it('activate all sign-offs or none, once', async () => {
    const signOffs = ['pecr-auto-call', 'pecr-cookies'].map((ruleId) => ({
      ruleId,
      isSignedOff: true,
      ground: 'opinion-7',
    }));
    const runId = await rehearse({ signOffs });
    expect((await activate(runId)).body.state).toBe('activated');
    expect((await activate(runId)).status).toBe(200);
    const { body } = await hub.call('listRules');
    const signed = body.items.filter(
      ({ signOff }: { signOff?: { ground: string } }) => signOff?.ground === 'opinion-7',
    );
    expect(signed.map(({ ruleId }: { ruleId: string }) => ruleId).toSorted()).toEqual([
      'pecr-auto-call',
      'pecr-cookies',
    ]);
  });

  it('note an activation that died after it had put', async () => {
    const purpose = { ...change.purpose, title: `Died ${random(1_000_000)}` };
    const runId = await rehearse({ purpose });
    const { move } = services.consentRehearsals;
    const healthy = services;
    services = {
      ...healthy,
      consentRehearsals: {
        ...healthy.consentRehearsals,
        move: async () => {
          throw new Error('killed');
        },
      },
    };
    expect((await activate(runId)).status).toBe(500);
    services = { ...healthy, consentRehearsals: { ...healthy.consentRehearsals, move } };
    expect((await activate(runId)).body.state).toBe('activated');
  });

  it('tell in the audit what was rehearsed, and what was put without', async () => {
    const purpose = { ...change.purpose, title: `Audited ${random(1_000_000)}` };
    const runId = await rehearse({ purpose });
    await activate(runId);
    const { result } = await read(runId);
    const audit = async (object: string) =>
      (await hub.call('listAudit', { query: { object } })).body.items;
    const ofRun = await audit(`consent-rehearsal:${runId}`);
    expect(ofRun.map(({ action }: { action: string }) => action)).toEqual([
      'consent-rehearsal.create',
      'consent-rehearsal.end',
      'consent-rehearsal.activate',
    ]);
    expect(ofRun.at(-1).after).toMatchObject({ customers: living.length, gains: result.gains });
    const put_ = (await audit('purpose:marketing')).at(-1);
    expect(put_).toMatchObject({ action: 'purpose.activate' });
    expect(put_.reason).toBe(
      `Rehearsed as ${runId}: of ${living.length} customers, ${result.gains} answers become yes and ${result.loses} become no.`,
    );
    await put('putPurpose', 'marketing', randomPurpose());
    expect((await audit('purpose:marketing')).at(-1)).toMatchObject({
      action: 'purpose.put',
      reason: 'Put without a rehearsal.',
    });
  });

  it('end a rehearsal that is cancelled, and one whose execution died', async () => {
    const cancelled = await ask(change);
    await step({ step: 'plan', runId: cancelled });
    const asked = await call(contracts.cancelConsentRehearsal, { params: { runId: cancelled } });
    expect(asked.body.state).toBe('cancelling');
    await runToEnd(cancelled);
    expect((await read(cancelled)).state).toBe('cancelled');
    const again = await call(contracts.cancelConsentRehearsal, { params: { runId: cancelled } });
    expect(again.body.type).toBe('/problems/consent-rehearsal.ended');

    const dead = await ask(change);
    await step(afterDeath(dead));
    expect((await read(dead)).state).toBe('failed');
    const finished = await rehearse(change);
    await step(afterDeath(finished));
    expect((await read(finished)).state).toBe('finished');
    // A map's executions bear names that are no rehearsals.
    await step(afterDeath('2f9f3c0e'));
  });

  it('tell nobody’s birthday to who may not read it', async () => {
    const schema = await hub.call('readSchema', { params: { name: 'person' } });
    const ofBirth = schema.body.attributes.find(
      ({ match }: { match?: string }) => match === 'birth-date',
    );
    expect(ofBirth.classification).not.toBe('public');
    const governor = {
      title: 'Governs consent, sees nobody',
      permissions: ['consent:govern', 'governance:read'],
      reads: [],
    };
    await hub.call('putRole', { params: { role: 'blind-governor' }, body: governor });
    const grants = [{ role: 'blind-governor', orgUnit: rootUnit }];
    const purpose = {
      name: 'grown-up',
      title: 'Grown up',
      legalBases: ['legitimate-interest'],
      channels: ['post'],
    };
    const changes = async (at: string, more: object) => {
      const asked = await call(contracts.createConsentRehearsal, {
        body: { change: { purpose }, at },
        ...more,
      });
      expect(asked.status, JSON.stringify(asked.body)).toBe(202);
      await runToEnd(asked.body.id);
      return (await rowsOf(asked.body.id, 200)).map(keyOf);
    };
    // In twelve years all are grown up, and for who may not know it nobody comes of age.
    const [now, later] = [day(0), day(-12 * 365)];
    expect(await changes(later, {})).not.toEqual(await changes(now, {}));
    expect(await changes(later, { grants })).toEqual(await changes(now, { grants }));
  });

  it.each([
    ['nothing', {}],
    [
      'two things at once',
      { ...change, signOffs: [{ ruleId: 'pecr-sms', isSignedOff: true, ground: 'x' }] },
    ],
    [
      'a rule twice',
      {
        signOffs: ['pecr-sms', 'pecr-sms'].map((ruleId) => ({
          ruleId,
          isSignedOff: true,
          ground: 'x',
        })),
      },
    ],
    ['a channel that is none', { purpose: { ...change.purpose, channels: ['telepathy'] } }],
  ])('refuse a change that holds %s', async (_, wrong) => {
    const { status } = await call(contracts.createConsentRehearsal, { body: { change: wrong } });
    expect(status).toBe(400);
  });

  it('refuse what no rule of the law, no purpose and no rehearsal is', async () => {
    const signOffs = [{ ruleId: 'no-such-rule', isSignedOff: true, ground: 'x' }];
    const none = await call(contracts.createConsentRehearsal, { body: { change: { signOffs } } });
    expect(none.body).toMatchObject({
      type: '/problems/rule.not-found',
      errors: [{ pointer: '/change/signOffs/0/ruleId' }],
    });
    const twice = { purpose: { ...change.purpose, channels: ['email', 'email'] } };
    const wrong = await call(contracts.createConsentRehearsal, { body: { change: twice } });
    expect(wrong.body.type).toBe('/problems/purpose.invalid');
    const params = { runId: `run_${'0'.repeat(26)}` };
    for (const contract of [
      contracts.readConsentRehearsal,
      contracts.listConsentRehearsalRows,
      contracts.activateConsentRehearsal,
      contracts.cancelConsentRehearsal,
    ])
      expect((await call(contract, { params })).body.type).toBe(
        '/problems/consent-rehearsal.not-found',
      );
  });

  it('say so where the rows are no longer kept, and where a cursor is not theirs', async () => {
    const runId = await rehearse({ purpose: { ...change.purpose, legalBases: ['contract'] } });
    const wrong = await call(contracts.listConsentRehearsalRows, {
      params: { runId },
      query: { cursor: 'bm90LW91cnM' },
    });
    expect(wrong.status).toBe(400);
    services = { ...services, work: { ...services.work, text: async () => undefined } };
    const gone = await call(contracts.listConsentRehearsalRows, { params: { runId } });
    expect([gone.status, gone.body.type]).toEqual([
      410,
      '/problems/consent-rehearsal.rows-expired',
    ]);
    expect((await read(runId)).result.samples).toBeUndefined();
  });
});
