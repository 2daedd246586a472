import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltInRole, builtInRoles } from '#core/access/roles';
import { noCounts, nothingPlanned } from '#core/import/import-job';
import { defaultPrivacyTargets } from '#core/privacy-request/privacy-targets';
import { person } from '#core/schema/templates';
import * as dedupeContracts from '#functions/dedupe/contract';
import { routesWith as dedupeRoutes } from '#functions/dedupe/index';
import * as importContracts from '#functions/imports/contract';
import { routesWith as importRoutes } from '#functions/imports/index';
import { contracts } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
import { lambdaOf } from '#functions/shared/lambda';
import { controllerBody } from '#test/support/controller';
import { eventOf, type RouteName, startHub, type TestCall, type TestHub } from '#test/support/hub';
import { created, openRequest } from '#test/support/open-request';
import { classificationsTable, routesTable, rowsOf } from './decision-table.ts';

const expectedOf = rowsOf(routesTable);
const roles = Object.keys(builtInRoles) as BuiltInRole[];

/** The role is held at `north`; `shop` lies below it, `country` above it, `south` beside it. */
const places = ['north', 'shop', 'country', 'south'] as const;
type Place = (typeof places)[number];
const isWithin = (place: Place) => place === 'north' || place === 'shop';

interface Things {
  readonly spoke: string;
  readonly customerId: string;
  readonly otherId: string;
  readonly taskId: string;
  readonly importId: string;
  readonly email: string;
  /** Somebody else took it in. */
  readonly requestId: string;
}
const things = new Map<Place, Things>();
const at = (place: Place): Things => things.get(place) as Things;

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  const unit = (orgUnit: string, parent: string) =>
    hub.call('putOrgUnit', { params: { orgUnit }, body: { title: orgUnit, parent } });
  await hub.call('putPurpose', { params: { name: 'news' }, body: news });
  await hub.call('putNotice', { params: { name: 'news' }, body: newsNotice });
  await unit('country', 'root');
  await unit('north', 'country');
  await unit('south', 'country');
  await unit('shop', 'north');
  for (const [index, place] of places.entries()) things.set(place, await thingsAt(place, index));
}, 60_000);
afterAll(() => hub.stop());

const families = [
  ['Quillfeather', 'Ravensworth'],
  ['Tamblyn', 'Oxenholme'],
  ['Penhallow', 'Zouche'],
  ['Vandersteen', 'Kilbride'],
] as const;

async function thingsAt(place: Place, index: number): Promise<Things> {
  const spoke = `till-${place}`;
  await hub.spoke(spoke, 50, { orgUnit: place });
  const email = `first-${place}@example.com`;
  const put = async (sourceId: string, family: string, address: string) => {
    const name = { given: `${family.slice(0, 3)}ina`, family };
    const emails = [{ value: address }];
    const answer = await hub.put(spoke, sourceId, { name, emails, birthDate: '1980-02-29' });
    return answer.body.customerId as string;
  };
  const [one = '', two = ''] = families[index] ?? [];
  const customerId = await put('1', one, email);
  const otherId = await put('2', two, `second-${place}@example.com`);
  const [taskId, importId] = [`tsk_${ulid().toLowerCase()}`, `imp_${ulid().toLowerCase()}`];
  const now = new Date().toISOString();
  const ids = [customerId, otherId].toSorted() as [string, string];
  const model = { name: 'person', version: 1 };
  await hub.services.tasks.open({
    taskId,
    kind: 'possible-match',
    customerIds: ids,
    because: 'between-thresholds',
    score: { matchProbability: 0.5, matchWeight: 0, priorWeight: 0, contributions: [], model },
    openedAt: now,
    state: 'open',
  });
  const request = { spoke, schema: 'person', format: 'ndjson', delimiter: ',', bytes: 1 } as const;
  await hub.services.imports.create(
    {
      importId,
      request: { ...request, updatedAt: now, provenance: 'first-party', sourceIdColumn: 'id' },
      state: 'awaiting-upload',
      counts: noCounts,
      bytesLoaded: 0,
      plan: nothingPlanned,
      actor: 'tok_test',
      correlationId: 'test',
      createdAt: now,
    },
    { actor: 'tok_test', action: 'import.create', correlationId: 'test', at: now },
  );
  await hub.call('putSchema', { params: { name: `club-${place}` }, body: schemaAt(place) });
  await hub.call('putLens', { params: { name: `lens-${place}` }, body: lensAt(place) });
  await hub.services.privacyRequests.create(openRequest(customerId), {}, created(now));
  const taken = { ...openRequest(otherId), actor: 'tok_other' };
  await hub.services.privacyRequests.create(taken, {}, created(now));
  return { spoke, customerId, otherId, taskId, importId, email, requestId: taken.requestId };
}

const schemaAt = (place: Place) => {
  const { name: _, version: __, ...definition } = person;
  return { ...definition, orgUnit: place };
};
const lensAt = (place: Place) => ({ title: 'Names', attributes: ['name'], orgUnit: place });

/** Stale on purpose: it is compared once access is decided, and nothing is changed. */
const stale = { 'if-match': '"999"' };
const runId = `run_${'0'.repeat(26)}`;
const known = (name: keyof Things) => (place: Place) => ({ params: { [name]: at(place)[name] } });
const byCustomer = known('customerId');
const bySpoke = known('spoke');
const byImport = known('importId');
const record = (sourceId: string) => (place: Place) => ({
  params: { spoke: at(place).spoke, sourceId },
});
const changing =
  (body?: object) =>
  (place: Place): TestCall => ({ ...byCustomer(place), headers: stale, ...(body && { body }) });
const pairOf = (place: Place) => ({
  params: { customerId: at(place).customerId, otherId: at(place).otherId },
});
const nowhere = () => ({});
const news = { title: 'News', legalBases: ['consent'], channels: ['email'] };
const newsNotice = { title: 'News', texts: { en: 'What we send.' } };
const contactWith = (place: Place) => ({
  customerId: at(place).customerId,
  purpose: 'news',
  channel: 'email',
});
const byRun = () => ({ params: { runId } });

const byRequest = () => ({ params: { requestId: `req_${'0'.repeat(26)}` } });

const bySpokesRequest = (place: Place) => ({
  params: { ...byRequest().params, spoke: at(place).spoke },
});

/** How each route is asked for what lies in a place. */
const calls: Readonly<Record<string, (place: Place) => TestCall>> = {
  listCustomers: (place) => ({ query: { name: families[places.indexOf(place)]?.[0] ?? '' } }),
  matchCustomers: (place) => ({
    body: { schema: 'person', attributes: { emails: [{ value: at(place).email }] } },
  }),
  readCustomer: byCustomer,
  readLineage: byCustomer,
  readHistory: byCustomer,
  readSources: byCustomer,
  readEvents: byCustomer,
  listPins: byCustomer,
  whyCustomers: pairOf,
  originateCustomer: (place) => ({
    body: { schema: 'person', orgUnit: place, attributes: { unknown: 1 } },
  }),
  editCustomer: changing({ attributes: { lifecycle: 'past' } }),
  removeCustomer: changing(),
  mergeCustomers: (place) => changing({ with: at(place).otherId })(place),
  unmergeCustomer: (place) => changing({ customerId: at(place).otherId })(place),
  splitCustomer: (place) =>
    changing({ sources: [{ spoke: at(place).spoke, sourceId: '1' }] })(place),
  pinAttribute: changing({ attribute: 'lifecycle', value: 'past' }),
  unpinAttribute: (place) => ({
    params: { customerId: at(place).customerId, attribute: 'lifecycle' },
    headers: stale,
  }),
  markDifferent: pairOf,
  liftDifference: pairOf,
  listTasks: nowhere,
  readTask: known('taskId'),
  decideTask: (place) => ({ ...known('taskId')(place), body: { decision: 'later' } }),
  putRecord: (place) => ({
    ...record('1')(place),
    body: { schema: 'person', attributes: {}, updatedAt: '2001-01-01T00:00:00Z' },
  }),
  readRecord: record('1'),
  deleteRecord: record('unknown'),
  readCrosswalk: record('1'),
  createImport: (place) => ({
    body: { spoke: at(place).spoke, schema: 'person', format: 'ndjson', bytes: 1 },
  }),
  startImport: byImport,
  cancelImport: byImport,
  readImport: byImport,
  readRejects: byImport,
  putSpoke: (place) => ({
    ...bySpoke(place),
    body: { style: 'consolidation', trust: 50, orgUnit: place },
  }),
  readSpoke: bySpoke,
  listSpokes: nowhere,
  putSchema: (place) => ({ params: { name: `club-${place}` }, body: schemaAt(place) }),
  readSchema: (place) => ({ params: { name: `club-${place}` } }),
  listSchemas: nowhere,
  listSchemaTemplates: nowhere,
  putLens: (place) => ({ params: { name: `lens-${place}` }, body: lensAt(place) }),
  readLens: (place) => ({ params: { name: `lens-${place}` } }),
  listLenses: nowhere,
  createDedupeRun: () => ({ body: { schema: 'unknown' } }),
  listDedupeRuns: nowhere,
  readDedupeRun: byRun,
  readDedupeReport: byRun,
  listDedupeChanges: byRun,
  cancelDedupeRun: byRun,
  resumeDedupeRun: byRun,
  createConsentRehearsal: () => ({
    body: { change: { signOffs: [{ ruleId: 'none', isSignedOff: true, ground: 'none' }] } },
  }),
  readConsentRehearsal: byRun,
  listConsentRehearsalRows: byRun,
  activateConsentRehearsal: byRun,
  cancelConsentRehearsal: byRun,
  readConsents: byCustomer,
  readConsentHistory: byCustomer,
  putConsent: (place) => ({
    params: { customerId: at(place).customerId, purpose: 'news' },
    body: { status: 'given', jurisdiction: 'GB', collection: { method: 'app' } },
  }),
  addRelationship: (place) => ({ ...byCustomer(place), body: { kind: 'purchase' } }),
  correctConsent: (place) => ({
    ...byCustomer(place),
    body: { eventId: `con_${'0'.repeat(26)}`, evidence: 'dms:1' },
  }),
  placeRestriction: (place) => ({
    ...byCustomer(place),
    body: { kind: 'legal-hold', ground: 'legal-claim', reason: 'The table' },
  }),
  listRestrictions: byCustomer,
  liftRestriction: (place) => ({
    params: { customerId: at(place).customerId, restrictionId: `rst_${'0'.repeat(26)}` },
    body: { reason: 'The table' },
  }),
  // It repeats an open one, so no workflow is started.
  createPrivacyRequest: (place) => ({
    body: {
      rights: ['access'],
      jurisdiction: 'GB',
      channel: 'steward',
      customerId: at(place).customerId,
    },
  }),
  listRequestCandidates: byRequest,
  identifyPrivacyRequest: (place) => ({ ...byRequest(), body: byCustomer(place).params }),
  challengePrivacyRequest: () => ({ ...byRequest(), body: {} }),
  verifyPrivacyRequest: () => ({ ...byRequest(), body: { method: 'steward' } }),
  acknowledgePrivacyRequest: (place) => ({ ...bySpokesRequest(place), body: { status: 'done' } }),
  readOrder: bySpokesRequest,
  readCertificate: byRequest,
  readPackage: byRequest,
  sendPackage: byRequest,
  putAnnex: (place) => ({ ...bySpokesRequest(place), body: { data: {} } }),
  readRequestRegister: () => ({ query: { year: '2026' } }),
  readRequestMetrics: () => ({ query: { year: '2026' } }),
  readMinimisation: nowhere,
  createRetentionRun: () => ({ body: { schema: 'unknown' } }),
  listRetentionRuns: nowhere,
  readRetentionRun: byRun,
  putController: () => ({ body: controllerBody }),
  readController: nowhere,
  readReceipt: (place) => ({ params: { ...byCustomer(place).params, purpose: 'news' } }),
  tellGlobalPrivacyControl: (place) => ({ body: byCustomer(place).params }),
  listPrivacyRequests: nowhere,
  readPrivacyRequest: byRequest,
  approvePrivacyRequest: byRequest,
  rejectPrivacyRequest: () => ({
    ...byRequest(),
    body: { code: 'excessive', reason: 'The table' },
  }),
  withdrawPrivacyRequest: known('requestId'),
  extendPrivacyRequest: () => ({
    ...byRequest(),
    body: { reason: 'complexity', noticeSentAt: '2026-01-01T00:00:00Z' },
  }),
  pausePrivacyRequest: () => ({ ...byRequest(), body: { reason: 'clarification' } }),
  continuePrivacyRequest: byRequest,
  waiveOrder: () => ({
    params: { ...byRequest().params, spoke: 'till-shop' },
    body: { code: 'unreachable', reason: 'The table' },
  }),
  putPrivacyTargets: () => {
    const { name: _, version: __, ...body } = defaultPrivacyTargets;
    return { body };
  },
  readPrivacyTargets: nowhere,
  putAgent: () => ({
    params: { agentId: 'TABLE_AGENT' },
    // The key of RFC 8032, 7.1, test 1.
    body: {
      title: 'T',
      verifyKey: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
      businessId: 'TABLE_SHOP',
    },
  }),
  readAgent: () => ({ params: { agentId: 'TABLE_AGENT' } }),
  decideContact: (place) => ({ body: contactWith(place) }),
  decideContacts: (place) => ({ body: { questions: [contactWith(place)] } }),
  putPurpose: () => ({ params: { name: 'news' }, body: news }),
  putNotice: () => ({ params: { name: 'news' }, body: newsNotice }),
  signOffRule: () => ({ params: { ruleId: 'none' }, body: { isSignedOff: true, ground: 'none' } }),
  listPurposes: nowhere,
  readPurpose: () => ({ params: { name: 'news' } }),
  readNotice: () => ({ params: { name: 'news' } }),
  listNotices: nowhere,
  listRules: nowhere,
  explainAccess: (place) => ({ body: { permission: 'customer:read', orgUnit: place } }),
  breakGlass: (place) => ({
    body: { reason: 'The table', minutes: 1, customerId: at(place).customerId },
  }),
  endGlass: () => ({ params: { glassId: `gls_${'0'.repeat(26)}` } }),
};

/** What of a place stands in a list. */
const listed: Readonly<Record<string, (place: Place) => string>> = {
  listCustomers: (place) => at(place).customerId,
  matchCustomers: (place) => at(place).customerId,
  listTasks: (place) => at(place).taskId,
  listSpokes: (place) => at(place).spoke,
  listSchemas: (place) => `club-${place}`,
  listLenses: (place) => `lens-${place}`,
  decideContacts: () => '"allowed"',
};

/** Refusals of a request that was let in: the thing was found, and then something else was wrong. */
const laterRefusals = new Set([
  'precondition.failed',
  'record.invalid',
  'record.not-found',
  'difference.not-found',
  'import.ended',
  'import.upload-missing',
  'schema.not-found',
  'dedupe-run.not-found',
  'consent-rehearsal.not-found',
  'retention-run.not-found',
  'glass.not-found',
  'consent.not-found',
  'restriction.not-found',
  'rule.not-found',
  'privacy-request.not-found',
  'controller.not-found',
  'agent.not-found',
]);

async function outcomeOf(route: string, place: Place, grants: TestCall['grants']) {
  const answer = await ask(route, { ...calls[route]?.(place), ...(grants && { grants }) });
  if (answer.status === 403) return '403';
  const code = (answer.body?.type as string | undefined)?.replace('/problems/', '') ?? '';
  if (absences.has(code) && !isLater(route, code)) return 'absent';
  if (route === 'withdrawPrivacyRequest' && code === 'privacy-request.not-found') return 'absent';
  if (answer.status >= 400 && !laterRefusals.has(code)) return `${answer.status} ${code}`;
  const sought = listed[route]?.(place);
  return sought === undefined || JSON.stringify(answer.body).includes(sought) ? 'yes' : 'left out';
}

const absences = new Set([
  'customer.not-found',
  'task.not-found',
  'import.not-found',
  'schema.not-found',
  'lens.not-found',
]);
const isLater = (route: string, code: string) =>
  ['createDedupeRun', 'createRetentionRun'].includes(route) && code === 'schema.not-found';

/** Imports and dedupe runs have means of their own; nothing of them is started here. */
const work = {
  uploadUrl: async () => ({ url: 'https://example.com/', method: 'PUT' as const, headers: {} }),
  describe: async () => undefined,
  text: async () => undefined,
};
const withMeans = {
  ...Object.fromEntries(Object.keys(importContracts).map((name) => [name, 'imports'] as const)),
  ...Object.fromEntries(Object.keys(dedupeContracts).map((name) => [name, 'dedupe'] as const)),
};

async function ask(route: string, call: TestCall) {
  const kind = (withMeans as Record<string, string>)[route];
  if (kind === undefined) return hub.call(route as RouteName, call);
  const routes =
    kind === 'imports'
      ? importRoutes(() => ({ work, workflows: {} }) as never)
      : dedupeRoutes(() => ({ work, workflows: {} }) as never);
  const all = { ...importContracts, ...dedupeContracts } as unknown as Record<string, Contract>;
  const answer = (await lambdaOf(routes, () => hub.services)(
    eventOf(all[route] as Contract, call),
    {} as Context,
  )) as APIGatewayProxyResult;
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}

function expected(route: string, role: string, place: Place): string {
  const row = expectedOf.get(route);
  const [cell, elsewhere] = [row?.[role], row?.elsewhere];
  if (cell === '-' || elsewhere === 'root') return '403';
  if (elsewhere === 'anywhere') return 'yes';
  if (isWithin(place)) return cell === 'blind' ? 'left out' : 'yes';
  if (elsewhere === 'above') {
    if (place === 'country') return 'yes';
    return route.startsWith('list') ? 'left out' : 'absent';
  }
  return elsewhere ?? 'no row';
}

describe('the decision table', () => {
  // People, units, roles, tokens and the audit have tables of their own; a letter, and what a spoke is told of consents, is for that spoke.
  const others = ['access', 'audit', 'meta', 'letters', 'spoke-consents'];
  const routes = Object.entries(contracts)
    .filter(([capability]) => !others.includes(capability))
    .flatMap(([, each]) => Object.entries(each as Record<string, Contract>))
    // At their own door and before it customers have no roles.
    .filter(([, { permission }]) => permission !== null && permission !== 'me')
    .map(([name]) => name)
    // Each link of a batch is answered by itself: test/functions/choices.
    .filter((name) => !['makeUnsubscribeLinks', 'makeConfirmationLinks'].includes(name));

  it('has a row for every route about customers, records, tasks, imports, runs, consents and configuration', () => {
    expect([...expectedOf.keys()].toSorted()).toEqual(routes.toSorted());
    expect(Object.keys(calls).toSorted()).toEqual(routes.toSorted());
  });

  it.each(routes)('%s: as the table says, for every role and place', async (route) => {
    for (const role of roles) {
      const wanted = places.map((place) => `${role} ${place} ${expected(route, role, place)}`);
      const found: string[] = [];
      for (const place of places)
        found.push(
          `${role} ${place} ${await outcomeOf(route, place, [{ role, orgUnit: 'north' }])}`,
        );
      expect(found).toEqual(wanted);
      if (expectedOf.get(route)?.elsewhere !== 'root') continue;
      const atRoot = await outcomeOf(route, 'north', [{ role, orgUnit: 'root' }]);
      expect(`${role} ${atRoot}`).toBe(
        `${role} ${expectedOf.get(route)?.[role] === '-' ? '403' : 'yes'}`,
      );
    }
  });

  it.each([...rowsOf(classificationsTable)])(
    '%s sees of a customer what the table says, by classification',
    async (role, row) => {
      const { customerId, spoke } = at('shop');
      const attributes = {
        lifecycle: 'active',
        name: { family: 'Quill' },
        birthDate: '1980-02-29',
      };
      await hub.put(spoke, 'classified', attributes);
      const { body: crosswalk } = await hub.call('readCrosswalk', {
        params: { spoke, sourceId: 'classified' },
      });
      const { body } = await hub.call('readCustomer', {
        params: { customerId: crosswalk.customerId ?? customerId },
        grants: [{ role, orgUnit: 'north' }],
      });
      const told = (name: string) =>
        (body.hidden ?? []).some((each: string) => `${each}/`.startsWith(`/${name}/`));
      const seen = (name: string) =>
        name in body.attributes ? 'shown' : told(name) ? 'told' : '-';
      expect({
        public: seen('lifecycle'),
        personal: seen('name'),
        sensitive: seen('birthDate'),
      }).toEqual(row);
    },
  );
});

describe('somebody who sees more than he may change', () => {
  const grants = [
    { role: 'steward', orgUnit: 'north' },
    { role: 'reader', orgUnit: 'south' },
  ];

  it('is told that it is forbidden, for he knows that it is there', async () => {
    expect(await outcomeOf('editCustomer', 'south', grants)).toBe('403');
    expect(await outcomeOf('mergeCustomers', 'south', grants)).toBe('403');
    expect(await outcomeOf('readCustomer', 'south', grants)).toBe('yes');
  });

  it('merges nobody with whom he may not steward', async () => {
    const answer = await hub.call('mergeCustomers', {
      params: { customerId: at('north').customerId },
      body: { with: at('south').customerId },
      grants,
    });
    expect(answer.status).toBe(403);
  });
});
