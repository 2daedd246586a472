import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
import { workBucket } from '#local/environment';
import { controllerBody } from '#test/support/controller';
import { type LocalHub, startLocalHub } from '#test/support/local-hub';

/**
 * Values that stand nowhere else, one per place where something personal can be said. After
 * every route was called with them they must stand in no file that the hub keeps: database, its
 * journal, objects, queue, events, logs; nor in what it printed.
 */
const mark = (n: number) => `zq${String(n).padStart(2, '0')}vx`;
const texts = Array.from({ length: 60 }, (_, n) => mark(n));
const [
  prefix,
  given,
  middle,
  family,
  previous,
  suffix,
  full,
  jobTitle,
  employer,
  _language,
  mail,
  mail2,
  line1,
  line2,
  city,
  region,
  postcode,
  addressFull,
  idValue,
  network,
  handle,
  orgName,
  tradeName,
  legalForm,
  orgMail,
  orgLine,
  orgCity,
  industry,
  website,
  registration,
  patchGiven,
  pinTitle,
  reason1,
  reason2,
  reason3,
  searchName,
  searchMail,
  matchGiven,
  originGiven,
  originFamily,
  sourceId,
  splitSource,
  wrongName,
  wrongMail,
  taskReason,
  unmergeReason,
  splitReason,
  orgSource,
  mergedGiven,
  twin,
  uploadedGiven,
  uploadedWrong,
  colleague,
  consentMail,
  agent,
  evidence,
  touchpoint,
  wrongPoint,
  heldFor,
] = texts as [string, ...string[]] & string[];
const phone = '+447700900847';
/** What a customer says at his own door, and the secrets that open it. */
const atTheDoor = { mail: 'zqdmvx', title: 'zqdtvx', corrected: 'zqdcvx' };
const doorSecrets: string[] = [];
const lettersFile = 'letters.ndjson';

let hub: LocalHub;
const called = new Set<string>();
const byName = new Map(
  Object.values(contracts).flatMap((each) => Object.entries(each) as [string, Contract][]),
);

beforeAll(async () => {
  hub = await startLocalHub({ GOLDSPOKE_SAMPLE: '0', LAMBDA_TASK_ROOT: '/var/task' });
});
afterAll(() => hub.remove());

interface Asked {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly form?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

async function call(name: string, asked: Asked = {}) {
  const contract = byName.get(name);
  if (contract === undefined) throw new Error(`no route ${name}`);
  called.add(name);
  const path = contract.path.replaceAll(/\{(\w+)\}/g, (_, each) =>
    encodeURIComponent(asked.params?.[each] ?? ''),
  );
  const url = `${hub.baseUrl}/v1${path}?${new URLSearchParams(asked.query)}`;
  const response = await fetch(url, {
    method: contract.method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${hub.token}`,
      ...(asked.form === undefined && { 'content-type': 'application/json' }),
      ...asked.headers,
    },
    ...(asked.body !== undefined && { body: JSON.stringify(asked.body) }),
    ...(asked.form !== undefined && { body: new URLSearchParams(asked.form) }),
  });
  const text = await response.text();
  const isPage = response.headers.get('content-type')?.startsWith('text/html');
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' || isPage ? text : JSON.parse(text),
  };
}

const put = (spoke: string, id: string, schema: string, attributes: object, why?: string) =>
  call('putRecord', {
    params: { spoke, sourceId: id },
    body: { schema, attributes, updatedAt: '2026-01-01T00:00:00Z', ...(why && { reason: why }) },
  });

describe('nothing personal lies in clear', () => {
  it('exercises every route with planted values', async () => {
    await call('readHealth');
    await call('readOpenApi');
    for (const spoke of ['crm', 'web']) {
      const body = { style: 'consolidation', trust: 50 };
      await call('putSpoke', { params: { spoke }, body });
    }
    await call('listSpokes');
    await call('readSpoke', { params: { spoke: 'crm' } });
    const shown = { title: 'Mails', attributes: ['emails'], masks: { emails: 'domain' } };
    const { status } = await call('putLens', { params: { name: 'mails' }, body: shown });
    expect(status).toBe(201);
    await call('listLenses');
    await call('readLens', { params: { name: 'mails' } });
    const schema = await call('readSchema', { params: { name: 'person' } });
    const { name: _, version: __, ...definition } = schema.body;
    await call('putSchema', { params: { name: 'vip' }, body: definition });
    await call('listSchemas');
    await call('listSchemaTemplates');

    const person = await put(
      'crm',
      sourceId ?? '',
      'person',
      {
        name: { prefix, given, middle, family, familyPrevious: previous, suffix, full },
        birthDate: '1985-12-10',
        jobTitle,
        employer,
        language: 'en',
        emails: [{ value: `${mail}@example.com` }, { value: `x@${mail2}.example.com` }],
        phones: [{ value: phone, country: 'GB' }],
        addresses: [
          { role: 'home', line1, line2, city, region, postcode, country: 'GB' },
          { role: 'other', full: addressFull },
        ],
        identifiers: [{ type: 'loyalty', value: idValue }],
        socials: [{ network, handle }],
      },
      reason1,
    );
    expect(person.status, JSON.stringify(person.body)).toBe(200);
    const organisation = await put('crm', orgSource ?? '', 'organisation', {
      name: orgName,
      tradeNames: [tradeName],
      legalForm,
      identifiers: [{ type: 'registration', value: registration }],
      websites: [`https://${website}.example.com`],
      emails: [{ value: `${orgMail}@example.com` }],
      addresses: [{ role: 'store', line1: orgLine, city: orgCity, country: 'GB' }],
      industry,
    });
    expect(organisation.status, JSON.stringify(organisation.body)).toBe(200);
    const customerId: string = person.body.customerId;
    await call('readRecord', { params: { spoke: 'crm', sourceId: sourceId ?? '' } });
    await call('readCrosswalk', { params: { spoke: 'crm', sourceId: sourceId ?? '' } });

    const linked = await put('web', splitSource ?? '', 'person', {
      name: { given, family },
      birthDate: '1985-12-10',
      emails: [{ value: `${mail}@example.com` }],
    });
    expect(linked.body.outcome).toBe('linked');
    const split = await call('splitCustomer', {
      params: { customerId },
      body: { sources: [{ spoke: 'web', sourceId: splitSource }], reason: splitReason },
    });
    expect(split.status).toBe(200);
    const other: string = split.body.customers.find(
      (each: { customerId: string }) => each.customerId !== customerId,
    ).customerId;

    await call('readCustomer', { params: { customerId } });
    const at = new Date().toISOString();
    await call('readCustomer', { params: { customerId }, query: { asOf: at } });
    for (const route of ['readSources', 'readLineage', 'readHistory', 'readEvents'])
      expect((await call(route, { params: { customerId } })).status).toBe(200);
    await call('listCustomers', {
      query: { name: searchName ?? '', email: `${searchMail}@example.com` },
    });
    await call('listCustomers', { query: { phone } });
    await call('matchCustomers', {
      body: { schema: 'person', attributes: { name: { given: matchGiven, family } } },
    });
    const originated = await call('originateCustomer', {
      body: {
        schema: 'person',
        attributes: { name: { given: originGiven, family: originFamily } },
      },
      headers: { 'idempotency-key': 'planted' },
    });
    expect(originated.status).toBe(201);
    const current = await call('readCustomer', { params: { customerId } });
    const edited = await call('editCustomer', {
      params: { customerId },
      body: { attributes: { name: { given: patchGiven } }, reason: reason2 },
      headers: { 'if-match': current.headers.get('etag') ?? '' },
    });
    expect(edited.status).toBe(200);
    await call('pinAttribute', {
      params: { customerId },
      body: { attribute: 'jobTitle', value: pinTitle, reason: reason3 },
    });
    await call('listPins', { params: { customerId } });
    await call('unpinAttribute', { params: { customerId, attribute: 'jobTitle' } });

    const pair = { customerId, otherId: other };
    await call('whyCustomers', { params: pair });
    await call('liftDifference', { params: pair });
    await call('markDifferent', { params: pair });
    await call('liftDifference', { params: pair });
    const merged = await call('mergeCustomers', {
      params: { customerId },
      body: { with: other, reason: mergedGiven },
    });
    expect(merged.status).toBe(200);
    await call('unmergeCustomer', {
      params: { customerId },
      body: { customerId: other, reason: unmergeReason },
    });

    await put('web', `${twin}`, 'person', {
      name: { given: `${given}s`, family },
      birthDate: '1985-12-11',
    });
    await call('listTasks');
    await call('readTask', { params: { taskId: `tsk_${'0'.repeat(26)}` } });
    await call('decideTask', {
      params: { taskId: `tsk_${'0'.repeat(26)}` },
      body: { decision: 'same', reason: taskReason },
    });
    await put('web', 'wrong', 'person', {
      name: wrongName,
      emails: [{ value: `${wrongMail} at nowhere` }],
    });

    await importOf([
      { sourceId: 'imported', attributes: { name: { given: uploadedGiven, family } } },
      { sourceId: 'refused', attributes: { emails: [{ value: uploadedWrong }] } },
    ]);
    await dedupeRun();
    await rehearsal();

    await consents(customerId);
    await ownDoor();
    await peopleAndMachines();
    await call('listAudit', { query: { object: `customer:${customerId}` } });
    await call('listCheckpoints');
    await call('readCheckpoint', { params: { number: '1' } });
    const latest = await call('readCustomer', {
      params: { customerId: originated.body.customerId },
    });
    await call('removeCustomer', {
      params: { customerId: originated.body.customerId },
      headers: { 'if-match': latest.headers.get('etag') ?? '' },
    });
    await call('deleteRecord', { params: { spoke: 'web', sourceId: `${twin}` } });
    await call('explainAccess', { body: { permission: 'customer:read' } });
    // An administrator sees everything already, and may not break the glass.
    await call('breakGlass', { body: { reason: reason1, minutes: 1 } });
    await call('endGlass', { params: { glassId: `gls_${'0'.repeat(26)}` } });

    expect([...byName.keys()].filter((name) => !called.has(name))).toEqual([]);
  });

  it('leaves none of them in any file it keeps, nor in what it printed', async () => {
    expect(await hub.stop()).toBe(0);
    // Letters of the user pool go by post in the cloud. What workflows work on is encrypted by S3 in the cloud, and by nobody on this machine
    // (local/README.md); nothing of it may go on from there.
    const files = (await filesUnder(hub.folder)).filter(
      (file) => !file.includes(workBucket) && !file.endsWith(lettersFile),
    );
    const contents = await Promise.all(
      files.map(
        async (file) => [file, (await readFile(file)).toString('latin1').toLowerCase()] as const,
      ),
    );
    expect(
      contents.some(([file, content]) => file.endsWith('.db') && content.includes('cus#cus_')),
    ).toBe(true);
    expect(contents.some(([, content]) => content.includes('customer.created.v1'))).toBe(true);
    expect(contents.some(([, content]) => content.includes('record taken in'))).toBe(true);
    // Metrics are written as in Lambda, and looked through like all else.
    expect(contents.some(([, content]) => content.includes('"recordsingested":1'))).toBe(true);

    const planted = [...texts, ...Object.values(atTheDoor)];
    const secrets = [
      ...planted,
      ...doorSecrets.map((each) => each.toLowerCase()),
      phone.slice(-9),
      '1985-12-10',
      hub.token,
    ];
    const found = [
      ...contents,
      ['what it printed', hub.printed().toLowerCase().replaceAll(hub.token, '')] as const,
    ].flatMap(([file, content]) =>
      secrets
        .flatMap((secret) => [secret, Buffer.from(secret).toString('hex')])
        .filter((secret) => content.includes(secret))
        .map((secret) => `${secret} in ${file}`),
    );
    expect(found).toEqual([]);
  });
});

/** A customer asks for a link, opens his door with it, looks and corrects; a spoke sends the letter. */
async function ownDoor() {
  const delivery = { events: true, letters: ['email'] };
  const body = { style: 'consolidation', trust: 10, delivery };
  await call('putSpoke', { params: { spoke: 'post' }, body });
  const email = `${atTheDoor.mail}@example.com`;
  await put('post', 'door', 'person', { emails: [{ value: email }], jobTitle: atTheDoor.title });
  expect((await call('requestLink', { body: { email } })).status).toBe(204);
  const log = await readFile(join(hub.folder, 'hub.log'), 'utf8');
  const letterId = /"letterId":"(ltr_[0-9a-z]{26})"/.exec(log)?.[1] ?? '';
  const title = { title: 'post', role: 'integrator', spoke: 'post' };
  const { body: post } = await call('createToken', { body: title });
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const letter = await call('readLetter', { params: { letterId }, ...bearer(post.token) });
  expect(letter.body, JSON.stringify(letter.body)).toMatchObject({ to: { value: email } });
  const { link } = letter.body.facts;
  const opened = await call('openSession', { body: { link } });
  expect(opened.status).toBe(201);
  const { token } = opened.body;
  doorSecrets.push(link, token, post.token);
  const seen = await call('readMe', bearer(token));
  expect(seen.body.attributes.jobTitle).toBe(atTheDoor.title);
  const corrected = await call('correctMe', {
    body: { attributes: { jobTitle: atTheDoor.corrected } },
    headers: { ...bearer(token).headers, 'if-match': seen.headers.get('etag') ?? '' },
  });
  expect(corrected.body.attributes.jobTitle).toBe(atTheDoor.corrected);
  expect((await call('readMyHistory', bearer(token))).status).toBe(200);
  await ownConsents(bearer(token).headers);
  expect((await call('endSession', bearer(token))).status).toBe(204);
}

/** What a customer says at his own door, and what his browser says for him. */
async function ownConsents(headers: Record<string, string>) {
  const named = { params: { purpose: 'planted-at-the-door' }, headers };
  const purpose = { title: 'Planted', legalBases: ['consent'], channels: ['sharing'] };
  const body = { ...purpose, kinds: ['sale_share'] };
  await call('putPurpose', { params: { name: 'planted-at-the-door' }, body });
  const seen = await call('readMyConsents', { headers: { ...headers, 'sec-gpc': '1' } });
  expect(seen.body.gpc.honoured).toMatchObject([{ purpose: 'planted-at-the-door' }]);
  const said = await call('putMyConsent', { ...named, body: { status: 'given' } });
  expect(said.status, JSON.stringify(said.body)).toBe(200);
  const { body: history } = await call('readMyConsentHistory', { headers });
  expect(history.items).toHaveLength(2);
  await call('readMyReceipt', named);
}

/** Links of an address, followed as mail software and people do. */
async function links(customerId: string, contactPoint: string) {
  const to = (url: string) => ({ params: { token: url.split('/').at(-1) ?? '' } });
  const one = { customerId, purpose: 'planted', channel: 'email', contactPoint };
  const made = await call('makeUnsubscribeLinks', { body: { links: [one] } });
  const { url } = made.body.answers[0];
  expect((await call('showUnsubscribe', to(url))).status).toBe(200);
  const form = { 'List-Unsubscribe': 'One-Click' };
  expect((await call('unsubscribe', { ...to(url), form })).status).toBe(200);
  const { body: yes } = await call('putConsent', {
    params: { customerId, purpose: 'planted' },
    body: { status: 'given', jurisdiction: 'GB', collection: { method: 'app' }, contactPoint },
  });
  const asked = { links: [{ customerId, eventId: yes.eventId, contactPoint }] };
  const { body } = await call('makeConfirmationLinks', { body: asked });
  const confirming = to(body.answers[0].url);
  expect((await call('showConfirmation', confirming)).status).toBe(200);
  expect((await call('confirm', { ...confirming, form: {} })).status).toBe(200);
  await call('tellGlobalPrivacyControl', { body: { customerId } });
  await call('readGpcSupport');
}

/** Takes a file in by all routes of imports; the rejected lines are read back. */
async function importOf(lines: readonly object[]) {
  const file = lines.map((line) => JSON.stringify(line)).join('\n');
  const body = { spoke: 'crm', schema: 'person', format: 'ndjson', bytes: file.length };
  const made = await call('createImport', { body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const { url, method, headers } = made.body.upload;
  expect((await fetch(url, { method, headers, body: file })).status).toBe(200);
  const params = { importId: made.body.id };
  await call('startImport', { params });
  const ended = await until('readImport', params);
  expect(ended.counts).toMatchObject({ read: 2, rejected: 1 });
  const rejects = await call('readRejects', { params });
  expect(JSON.stringify(rejects.body)).toContain(uploadedWrong);
  await call('cancelImport', { params });
}

/** Contact points, and how a consent came about. */
async function consents(customerId: string) {
  const named = { params: { name: 'planted' } };
  const purpose = { title: 'Planted', legalBases: ['consent'], channels: ['email', 'sms'] };
  expect((await call('putPurpose', { ...named, body: purpose })).status).toBe(201);
  await call('readPurpose', named);
  await call('listPurposes');
  await call('putNotice', { ...named, body: { title: 'Planted', texts: { en: 'What we do.' } } });
  await call('readNotice', { ...named, query: { version: '1' } });
  await call('listNotices');
  const { body: rules } = await call('listRules');
  const proposed = rules.items.find(({ check }: { check: string }) => check === 'memory');
  await call('signOffRule', {
    params: { ruleId: proposed.ruleId },
    body: { isSignedOff: true, ground: 'An opinion' },
  });
  const contactPoint = `${consentMail}@example.com`;
  const said = (body: object) =>
    call('putConsent', {
      params: { customerId, purpose: 'planted' },
      body: { status: 'given', jurisdiction: 'GB', ...body },
    });
  const script = { id: 'form', version: '1' };
  const attachmentHash = 'a'.repeat(64);
  const given = await said({
    collection: { method: 'paper', agent, touchpoint, script, attachmentHash },
    notice: { id: 'planted', version: 1, language: 'en' },
    ...{ contactPoint, evidence },
  });
  expect(given.status, JSON.stringify(given.body)).toBe(200);
  await said({ collection: { method: 'app' }, contactPoint: phone, channels: ['sms'] });
  await said({ collection: { method: 'app' }, contactPoint: `${wrongPoint} at nowhere` });
  const params = { customerId };
  await call('readConsents', { params, query: { contactPoint } });
  await call('putRecord', {
    params: { spoke: 'crm', sourceId: 'planted-consents' },
    body: {
      schema: 'person',
      attributes: { emails: [{ value: contactPoint }] },
      updatedAt: '2025-01-01T00:00:00Z',
      consents: [
        {
          ...{
            purpose: 'planted',
            status: 'withdrawn',
            jurisdiction: 'GB',
            contactPoint,
            evidence,
          },
          ...{ collection: { method: 'app', touchpoint }, at: '2025-01-01T00:00:00Z' },
        },
      ],
    },
  });
  const heard = await call('readSpokeConsents', { params: { spoke: 'crm', customerId } });
  expect(heard.status, JSON.stringify(heard.body)).toBe(200);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const changed = await call('listSpokeConsents', { params: { spoke: 'crm' }, query: { since } });
  expect(changed.status, JSON.stringify(changed.body)).toBe(200);
  const { body: history } = await call('readConsentHistory', { params });
  expect(JSON.stringify(history)).toContain(agent);
  await call('addRelationship', { params, body: { kind: 'purchase', evidence } });
  const hold = { kind: 'legal-hold', ground: 'legal-claim', restricts: true, evidence };
  const held = await call('placeRestriction', { params, body: { ...hold, reason: heldFor } });
  expect(held.status, JSON.stringify(held.body)).toBe(201);
  const restrictions = await call('listRestrictions', { params });
  expect(JSON.stringify(restrictions.body)).toContain(heldFor);
  const { restrictionId } = held.body;
  await call('liftRestriction', {
    params: { ...params, restrictionId },
    body: { reason: heldFor },
  });
  const question = { customerId, purpose: 'planted', channel: 'email', contactPoint };
  const decided = await call('decideContact', { body: question });
  expect(decided.status, JSON.stringify(decided.body)).toBe(200);
  await call('decideContacts', { body: { questions: [question] } });
  await links(customerId, contactPoint);
  await call('putController', { body: controllerBody });
  await call('readController');
  const receipt = await call('readReceipt', { params: { customerId, purpose: 'planted' } });
  expect(receipt.status, JSON.stringify(receipt.body)).toBe(200);
  expect((await call('listProofKeys')).body.keys).toHaveLength(1);
  const wrong = { eventId: given.body.eventId, evidence };
  expect((await call('correctConsent', { params, body: wrong })).status).toBe(201);
}

/** A colleague is a person, too; what a unit, a role or a token is called is not about one. */
async function peopleAndMachines() {
  const unit = { params: { orgUnit: 'planted' } };
  await call('putOrgUnit', { ...unit, body: { title: 'Planted' } });
  await call('readOrgUnit', unit);
  await call('listOrgUnits');
  const role = { params: { role: 'planted' } };
  const definition = { title: 'Planted', permissions: ['customer:read'], reads: ['public'] };
  await call('putRole', { ...role, body: definition });
  await call('readRole', role);
  await call('listRoles');
  const person = { params: { email: `${colleague}@example.com` } };
  for (const state of ['active', 'ended']) {
    const grants = [{ role: 'planted', orgUnit: 'planted' }];
    const put = await call('putUser', { ...person, body: { grants, state } });
    expect(put.status, JSON.stringify(put.body)).toBeLessThan(300);
  }
  await call('readUser', person);
  const { body: people } = await call('listUsers');
  expect(JSON.stringify(people)).toContain(colleague);
  await call('putUser', { ...person, body: { grants: [] } });
  await call('deleteOrgUnit', unit);
  const token = await call('createToken', { body: { title: 'for the test', role: 'reader' } });
  await call('listTokens');
  const params = { tokenId: token.body.tokenId };
  await call('rotateToken', { params, body: {} });
  await call('revokeToken', { params });
}

async function dedupeRun() {
  const made = await call('createDedupeRun', { body: { schema: 'person', dryRun: true } });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const params = { runId: made.body.id };
  await until('readDedupeRun', params);
  for (const route of ['readDedupeReport', 'listDedupeChanges'])
    expect((await call(route, { params })).status).toBe(200);
  await call('listDedupeRuns');
  for (const route of ['cancelDedupeRun', 'resumeDedupeRun']) await call(route, { params });
}

/** Of a purpose that anybody may be written to for. */
async function rehearsal() {
  const purpose = {
    name: 'rehearsed',
    title: 'Rehearsed',
    legalBases: ['contract'],
    channels: ['post'],
  };
  const made = await call('createConsentRehearsal', { body: { change: { purpose } } });
  expect(made.status, JSON.stringify(made.body)).toBe(202);
  const params = { runId: made.body.id };
  const { result } = await until('readConsentRehearsal', params);
  expect(result.gains).toBeGreaterThan(0);
  const rows = await call('listConsentRehearsalRows', { params });
  expect(rows.body.items).toHaveLength(result.gains);
  await call('cancelConsentRehearsal', { params });
  const activated = await call('activateConsentRehearsal', { params });
  expect(activated.body.state).toBe('activated');
}

/** Asks until it has ended; it must have finished. */
async function until(route: string, params: Record<string, string>) {
  for (;;) {
    const { body } = await call(route, { params });
    if (body.state === 'finished') return body;
    expect(body.state).toBe('running');
    await sleep(100);
  }
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
}
