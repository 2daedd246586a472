import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { workBucket } from '#local/environment';

import { accountability } from './planted-accountability.ts';
import { consents, ownDoor } from './planted-consents.ts';
import {
  addressFull,
  atTheDoor,
  byName,
  call,
  called,
  city,
  colleague,
  doorSecrets,
  employer,
  family,
  full,
  given,
  handle,
  hub,
  idValue,
  industry,
  inRequests,
  jobTitle,
  legalForm,
  lettersFile,
  line1,
  line2,
  mail,
  mail2,
  matchGiven,
  mergedGiven,
  middle,
  network,
  orgCity,
  orgLine,
  orgMail,
  orgName,
  orgSource,
  originFamily,
  originGiven,
  patchGiven,
  phone,
  pinTitle,
  postcode,
  prefix,
  previous,
  put,
  putWrong,
  reason1,
  reason2,
  reason3,
  region,
  registration,
  searchMail,
  searchName,
  sourceId,
  splitReason,
  splitSource,
  suffix,
  taskReason,
  texts,
  tradeName,
  twin,
  unmergeReason,
  uploadedGiven,
  uploadedWrong,
  usePlantedHub,
  website,
  wrongMail,
  wrongName,
} from './planted-values.ts';

usePlantedHub();

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
    const { body: tasks } = await call('listTasks');
    const task = { params: { taskId: tasks.items[0].taskId } };
    await call('readTask', task);
    await call('decideTask', { ...task, body: { decision: 'different', reason: taskReason } });
    await putWrong('web', 'wrong', 'person', {
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
    await call('readCheckpoint', { params: { number: '1' }, refused: 404 });
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
    await call('breakGlass', { body: { reason: reason1, minutes: 1 }, refused: 403 });
    await call('endGlass', { params: { glassId: `gls_${'0'.repeat(26)}` }, refused: 403 });

    await accountability();
    expect([...byName.keys()].filter((name) => !called.has(name))).toEqual([]);
  }, 120_000);

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

    const planted = [...texts, ...Object.values(atTheDoor), ...Object.values(inRequests)];
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
  await call('cancelImport', { params, refused: 409 });
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
  for (const route of ['cancelDedupeRun', 'resumeDedupeRun'])
    await call(route, { params, refused: 409 });
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
  await call('cancelConsentRehearsal', { params, refused: 409 });
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
