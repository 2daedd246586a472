import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsentRehearsal } from '#core/consent-rehearsal/consent-rehearsal';
import type { DedupeRun } from '#core/dedupe-run/dedupe-run';
import type { ReviewTask } from '#core/identity/change';
import { type ImportJob, noCounts, nothingPlanned } from '#core/import/import-job';
import type { RetentionRun } from '#core/privacy-retention/retention-run';
import { contracts } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
import { type RouteName, startHub, type TestCall, type TestHub } from '#test/support/hub';
import { ada, grace } from '#test/support/people';
import { expectSameAnswer, listenToWork, type Work } from '#test/support/same-answer';

/**
 * Who may not have a thing learns nothing of whether it exists: one answer, and one way to it, for what
 * is absent and for what is forbidden. A new route with an id in its path goes into the table below.
 */
const absentIds = {
  customerId: 'cus_00000000000000000000000000',
  otherId: 'cus_00000000000000000000000001',
  taskId: 'tsk_00000000000000000000000000',
  importId: 'imp_00000000000000000000000000',
  runId: 'run_00000000000000000000000000',
  tokenId: 'tok_00000000000000000000000000',
};

let hub: TestHub;
let work: Work;
/** What there is in the unit `north`. */
const there: Record<keyof typeof absentIds, string> = { ...absentIds };

beforeAll(async () => {
  hub = await startHub();
  for (const orgUnit of ['north', 'south'])
    await hub.call('putOrgUnit', { params: { orgUnit }, body: { title: orgUnit } });
  await hub.spoke('shop', 50, { orgUnit: 'north' });
  await hub.spoke('stall', 50, { orgUnit: 'south' });
  there.customerId = (await hub.put('shop', '1', ada)).body.customerId;
  there.otherId = (await hub.put('shop', '2', grace)).body.customerId;
  const change = { actor: 'tok_1', action: 'made', correlationId: 'cor', at: hub.services.clock() };
  there.taskId = hub.services.newId('tsk');
  there.importId = hub.services.newId('imp');
  there.runId = hub.services.newId('run');
  await hub.services.tasks.open(taskBetween(there.taskId, there.customerId, there.otherId));
  await hub.services.imports.create(importOf(there.importId, 'shop'), change);
  await hub.services.dedupeRuns.create(runOf(there.runId), change);
  await hub.services.consentRehearsals.create(rehearsalOf(there.runId), change);
  await hub.services.retentionRuns.create(retentionOf(there.runId), change);
  const token = { title: 'of the north', role: 'reader', orgUnit: 'north' };
  there.tokenId = (await hub.call('createToken', { body: token })).body.tokenId;
  const grants = [{ role: 'reader', orgUnit: 'north' }];
  await hub.call('putUser', { params: { email: 'ada@example.com' }, body: { grants } });
  work = listenToWork(hub);
});
afterAll(() => hub.stop());

const at = '2026-01-01T00:00:00.000Z';
const taskBetween = (taskId: string, ...customerIds: [string, string]): ReviewTask => ({
  taskId,
  kind: 'possible-match',
  customerIds,
  because: 'between-thresholds',
  score: {
    matchProbability: 0.7,
    matchWeight: 1.2,
    priorWeight: -8,
    contributions: [],
    model: { name: 'person', version: 1 },
  },
  openedAt: at,
  state: 'open',
});
const importOf = (importId: string, spoke: string): ImportJob => ({
  importId,
  request: {
    spoke,
    schema: 'person',
    format: 'csv',
    delimiter: ',',
    bytes: 100,
    updatedAt: at,
    provenance: 'first-party',
    sourceIdColumn: 'id',
  },
  state: 'awaiting-upload',
  counts: noCounts,
  bytesLoaded: 0,
  plan: nothingPlanned,
  actor: 'tok_1',
  correlationId: 'cor',
  createdAt: at,
});
const runOf = (runId: string): DedupeRun => ({
  runId,
  request: { schema: 'person', dryRun: true },
  state: 'running',
  attempt: 1,
  progress: { stage: 'scan', done: 0, total: 0 },
  actor: 'tok_1',
  correlationId: 'cor',
  createdAt: at,
});

const rehearsalOf = (runId: string): ConsentRehearsal => ({
  runId,
  change: { kind: 'sign-offs', signOffs: [] },
  at,
  state: 'running',
  progress: { stage: 'scan', done: 0, total: 0 },
  actor: 'tok_1',
  correlationId: 'cor',
  createdAt: at,
});

const retentionOf = (runId: string): RetentionRun => ({
  runId,
  dryRun: true,
  state: 'running',
  actor: 'tok_1',
  correlationId: 'cor',
  progress: { stage: 'scan', done: 0, total: 0 },
  createdAt: at,
});

const south = { grants: [{ role: 'administrator', orgUnit: 'south' }] } as const;
const yes = { status: 'given', jurisdiction: 'GB', collection: { method: 'app' } };
const correction = { eventId: `con_${'0'.repeat(26)}`, evidence: 'dms:1' };
const restriction = { kind: 'restriction', ground: 'accuracy-contested', reason: 'she says so' };
const match = { headers: { 'if-match': '"1"' } };

type Names = readonly (keyof typeof absentIds)[];
/** Route, what names the thing in its path, and the rest of the request. */
const byId: readonly (readonly [RouteName, Names, TestCall])[] = [
  ['readCustomer', ['customerId'], {}],
  ['editCustomer', ['customerId'], { ...match, body: { attributes: { jobTitle: 'x' } } }],
  ['removeCustomer', ['customerId'], match],
  ['readSources', ['customerId'], {}],
  ['readLineage', ['customerId'], {}],
  ['readHistory', ['customerId'], {}],
  ['readEvents', ['customerId'], {}],
  ['readConsents', ['customerId'], {}],
  ['readConsentHistory', ['customerId'], {}],
  ['readReceipt', ['customerId'], { params: { purpose: 'marketing' } }],
  ['putConsent', ['customerId'], { params: { purpose: 'marketing' }, body: yes }],
  ['correctConsent', ['customerId'], { body: correction }],
  ['addRelationship', ['customerId'], { body: { kind: 'purchase' } }],
  ['listRestrictions', ['customerId'], {}],
  ['placeRestriction', ['customerId'], { body: restriction }],
  [
    'liftRestriction',
    ['customerId'],
    { params: { restrictionId: `rst_${'0'.repeat(26)}` }, body: { reason: 'it was checked' } },
  ],
  ['readSpokeConsents', ['customerId'], { params: { spoke: 'shop' } }],
  ['mergeCustomers', ['customerId'], { body: { with: absentIds.otherId } }],
  ['unmergeCustomer', ['customerId'], { body: { customerId: absentIds.otherId } }],
  ['splitCustomer', ['customerId'], { body: { sources: [{ spoke: 'shop', sourceId: '1' }] } }],
  ['listPins', ['customerId'], {}],
  ['pinAttribute', ['customerId'], { body: { attribute: 'jobTitle', value: 'x' } }],
  ['unpinAttribute', ['customerId'], { params: { attribute: 'jobTitle' } }],
  ['markDifferent', ['customerId', 'otherId'], {}],
  ['liftDifference', ['customerId', 'otherId'], {}],
  ['whyCustomers', ['customerId', 'otherId'], {}],
  ['readTask', ['taskId'], {}],
  ['decideTask', ['taskId'], { body: { decision: 'later' } }],
  ['readImport', ['importId'], {}],
  ['startImport', ['importId'], {}],
  ['cancelImport', ['importId'], {}],
  ['readRejects', ['importId'], {}],
  ['readDedupeRun', ['runId'], {}],
  ['readDedupeReport', ['runId'], {}],
  ['listDedupeChanges', ['runId'], {}],
  ['cancelDedupeRun', ['runId'], {}],
  ['resumeDedupeRun', ['runId'], {}],
  ['readConsentRehearsal', ['runId'], {}],
  ['listConsentRehearsalRows', ['runId'], {}],
  ['activateConsentRehearsal', ['runId'], {}],
  ['cancelConsentRehearsal', ['runId'], {}],
  ['readRetentionRun', ['runId'], {}],
  ['revokeToken', ['tokenId'], {}],
  ['rotateToken', ['tokenId'], { body: {} }],
];

const named = (names: Names, ids: typeof there, rest: TestCall): TestCall => ({
  ...rest,
  params: { ...rest.params, ...Object.fromEntries(names.map((name) => [name, ids[name]])) },
});

/** A task lies where its customers do, so they are read. Nobody guesses the 80 random bits of an id. */
const needsMoreWork: readonly RouteName[] = ['readTask', 'decideTask'];

describe('what is forbidden is answered like what is absent', () => {
  it.each(byId)('by %s', async (route, names, rest) => {
    const { status } = await expectSameAnswer(
      hub,
      needsMoreWork.includes(route) ? undefined : work,
      {
        route,
        as: south,
        absent: named(names, absentIds, rest),
        forbidden: named(names, there, rest),
      },
    );
    expect(status).toBeGreaterThanOrEqual(400);
  });

  it.each([
    ['readRecord', undefined],
    ['deleteRecord', undefined],
    ['readCrosswalk', undefined],
    ['putRecord', { schema: 'person', attributes: ada, updatedAt: at }],
  ] as const)('by %s, for a record as for a spoke', async (route, body) => {
    const record = (spoke: string, sourceId: string): TestCall => ({
      params: { spoke, sourceId },
      body,
    });
    for (const absent of [record('shop', 'unknown'), record('nobody', '1')]) {
      const asked = { route, as: south, absent, forbidden: record('shop', '1') };
      const { status } = await expectSameAnswer(hub, work, asked);
      expect(status).toBeGreaterThanOrEqual(400);
    }
  });

  it.each([
    ['readSpoke', { spoke: 'nobody' }, { spoke: 'shop' }],
    ['readOrgUnit', { orgUnit: 'nowhere' }, { orgUnit: 'north' }],
    ['readUser', { email: 'nobody@example.com' }, { email: 'ada@example.com' }],
  ] as const)('by %s', async (route, absent, forbidden) => {
    const asked = {
      route,
      as: south,
      absent: { params: absent },
      forbidden: { params: forbidden },
    };
    const { status } = await expectSameAnswer(hub, work, asked);
    expect(status).toBeGreaterThanOrEqual(400);
  });

  it('by a search and by a match: nobody is found, and nothing is counted', async () => {
    const [email, other] = ['ada.lovelace@example.com', 'nobody@example.com'];
    await expectSameAnswer(hub, undefined, {
      route: 'listCustomers',
      as: south,
      absent: { query: { email: other } },
      forbidden: { query: { email } },
    });
    const like = (value: string) => ({
      body: { schema: 'person', attributes: { name: ada.name, emails: [{ value }] } },
    });
    await expectSameAnswer(hub, undefined, {
      route: 'matchCustomers',
      as: south,
      absent: like(other),
      forbidden: like(email),
    });
  });

  it('and not so for somebody who may: the same questions tell the two apart', async () => {
    const asked = (route: RouteName, names: Names) => ({
      route,
      as: { role: 'administrator' } as const,
      absent: named(names, absentIds, {}),
      forbidden: named(names, there, {}),
    });
    await expect(
      expectSameAnswer(hub, work, asked('readCustomer', ['customerId'])),
    ).rejects.toThrow();
    await expect(expectSameAnswer(hub, work, asked('readImport', ['importId']))).rejects.toThrow();
  });

  it('in every route with such an id in its path', () => {
    const routes = Object.values(contracts).flatMap((each) =>
      Object.entries(each as Record<string, Contract>),
    );
    const withId = routes
      .filter(([, { path }]) => Object.keys(absentIds).some((name) => path.includes(`{${name}}`)))
      .map(([name]) => name);
    expect(byId.map(([name]) => name).toSorted()).toEqual(withId.toSorted());
  });
});
