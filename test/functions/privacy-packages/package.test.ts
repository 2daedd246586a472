import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasEnded, type PrivacyRequest } from '#core/privacy-request/privacy-request';
import { offerPackage } from '#functions/privacy-packages/offer-package';
import { makePackage } from '#functions/privacy-steps/make-package';
import { packageSubject } from '#store/packages';
import { controllerBody } from '#test/support/controller';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

const schemaFile = new URL('../../../docs/privacy-package.schema.json', import.meta.url);
const fits = addFormats
  .default(new Ajv2020({ strict: false }))
  .compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

const joint = 'household@example.com';
/** Every text that Ada's systems sent, each of which nobody else has. */
const adas = {
  crm: {
    name: { given: 'Ada', family: 'Lovelace', prefix: 'Countess' },
    birthDate: '1980-02-29',
    emails: [{ value: 'ada.private@example.com', role: 'home' }, { value: joint }],
    phones: [{ value: '+44 7700 900471', role: 'mobile' }],
    addresses: [
      { line1: '12 St James Square', city: 'London', postcode: 'SW1Y 4JH', country: 'GB' },
    ],
    jobTitle: 'Analyst of engines',
  },
  web: {
    name: { given: 'Ada', family: 'Lovelace' },
    birthDate: '1980-02-29',
    emails: [{ value: 'ada.private@example.com' }],
    phones: [{ value: '+44 7700 900471' }],
    socials: [{ network: 'mathstodon', handle: '@ada-countess' }],
    segments: ['reads-of-bernoulli'],
  },
  broker: {
    name: { given: 'Ada', family: 'Lovelace' },
    birthDate: '1980-02-29',
    emails: [{ value: 'ada.private@example.com' }],
    income: { amount: 123457, currency: 'GBP' },
  },
};
const other = {
  name: { given: 'Grigory', family: 'Potemkin' },
  birthDate: '1971-11-03',
  emails: [{ value: joint }],
  phones: [{ value: '+44 7700 900888' }],
};

let hub: PrivacyHub;
let ada: string;
let grigory: string;
let now = '';
beforeEach(async () => {
  now = '2026-03-01T12:00:00.000Z';
  hub = await startPrivacyHub({ clock: () => now });
  await hub.spoke('crm', 50, {
    title: 'Customer desk',
    delivery: { events: true, letters: ['email'] },
  });
  await hub.spoke('web');
  await hub.spoke('broker', 20, { provenance: 'third-party' });
  grigory = (await hub.put('web', '99', other)).body.customerId;
  ada = (await hub.put('crm', '7', adas.crm)).body.customerId;
  const web = { ...adas.web, leadSource: `Told by ${grigory}` };
  expect((await hub.put('web', '8', web)).body.customerId).toBe(ada);
  expect((await hub.put('broker', '9', adas.broker)).body.customerId).toBe(ada);
});
afterEach(() => hub.stop());

const ok = async (answer: ReturnType<PrivacyHub['call']>) => {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return body;
};

async function govern() {
  await ok(hub.call('putController', { body: controllerBody }));
  await ok(
    hub.call('putPurpose', {
      params: { name: 'newsletter' },
      body: {
        title: 'Our newsletter',
        kinds: ['direct_marketing'],
        legalBases: ['consent'],
        channels: ['email', 'post'],
      },
    }),
  );
  await ok(
    hub.call('putConsent', {
      params: { customerId: ada, purpose: 'newsletter' },
      body: {
        status: 'given',
        channels: ['email'],
        jurisdiction: 'GB',
        collection: {
          method: 'paper',
          agent: 'Betty',
          touchpoint: 'counter-4',
          script: { id: 'form-a', version: '3' },
          attachmentHash: 'ab'.repeat(32),
        },
        evidence: 'form-1815',
      },
    }),
  );
  await ok(
    hub.call('placeRestriction', {
      params: { customerId: ada },
      body: { kind: 'legal-hold', ground: 'legal-claim', reason: 'The case of Grigory Potemkin.' },
    }),
  );
}

async function open(rights: readonly string[]): Promise<string> {
  const { id } = await ok(
    hub.privacy('createPrivacyRequest', {
      body: { rights, customerId: ada, jurisdiction: 'EU', channel: 'steward' },
    }),
  );
  const params = { requestId: id };
  await ok(hub.privacy('verifyPrivacyRequest', { params, body: { method: 'steward' } }));
  await ok(hub.privacy('approvePrivacyRequest', { params }));
  await hub.until(
    id,
    ({ work, isOrdered }) => isOrdered && work[rights[0] ?? '']?.state !== 'open',
  );
  return id;
}

const asSpoke = (spoke: string) => ({ role: 'integrator', spoke }) as const;

async function close(requestId: string) {
  const { orders } = await hub.until(requestId, ({ isOrdered }) => isOrdered);
  for (const spoke of Object.keys(orders))
    await ok(
      hub.privacy('acknowledgePrivacyRequest', {
        params: { requestId, spoke },
        body: { status: 'done' },
        ...asSpoke(spoke),
      }),
    );
  await hub.until(requestId, ({ state }) => hasEnded(state));
}

const lettersLogged = () =>
  hub.logged.flatMap((line) => /letter requested .*"letterId":"(\w+)"/.exec(line)?.[1] ?? []);

/** The link in the newest letter, as the spoke that sends it reads it. */
async function linkOf(count = 1): Promise<string> {
  for (let n = 0; lettersLogged().length < count && n < 500; n += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  const letterId = lettersLogged().at(-1) ?? '';
  const letter = await ok(hub.call('readLetter', { params: { letterId }, ...asSpoke('crm') }));
  expect(letter).toMatchObject({ kind: 'package-ready', to: { value: 'ada.private@example.com' } });
  return letter.facts.link;
}

const download = (token: string, format: string) =>
  hub.call('downloadPackage', {
    params: { token },
    query: { format },
    body: '',
    role: null,
    headers: form,
  });
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const readBy = (requestId: string, format: string) =>
  hub.call('readPackage', { params: { requestId }, query: { format } });

/** The audit writes down by the real clock. */
const lately = () => ({
  from: new Date(Date.now() - 3_600_000).toISOString(),
  to: new Date(Date.now() + 3_600_000).toISOString(),
});

const leaves = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(leaves)
    : [String(value)];

describe('a package', () => {
  it('holds everything that is held of its person, fits its schema, and is there to read', async () => {
    await govern();
    const requestId = await open(['access', 'portability']);
    const { body } = await readBy(requestId, 'json');
    expect(fits(body), JSON.stringify(fits.errors)).toBe(true);
    const page = (await readBy(requestId, 'html')).body as string;
    for (const text of leaves(adas)) {
      expect(leaves(body.records), text).toContain(text);
      expect(page, text).toContain(text);
    }
    expect(body.access.consents).toMatchObject([
      {
        kind: 'given',
        title: 'Our newsletter',
        proof: { method: 'paper', touchpoint: 'counter-4', evidence: 'form-1815' },
      },
    ]);
    expect(body.access.contact[0].channels).toMatchObject([
      { channel: 'email', status: 'given' },
      { channel: 'post', status: 'none' },
    ]);
    expect(body.access.restrictions).toMatchObject([{ kind: 'legal-hold', isOpen: true }]);
    expect(body.access.requests).toMatchObject([{ requestId }]);
    expect(body.access.retention).toBe(controllerBody.retention);
    expect(body.access.thirdParties).toEqual(controllerBody.recipients);
    expect(body.access.recipients.map(({ spoke }: { spoke: string }) => spoke)).toEqual([
      'broker',
      'crm',
      'web',
    ]);
    expect(body.access.automatedDecisions).toMatchObject({
      comparedBy: ['name', 'birthDate', 'emails', 'phones', 'addresses', 'socials'],
      joinedByMachine: 2,
      joinedByStaff: 0,
    });
    expect(body.access.history.length).toBe(3);
    expect(body.controller.email).toBe(controllerBody.email);
  });

  it('says nothing of anybody else', async () => {
    await govern();
    await hub.call('markDifferent', { params: { customerId: ada }, body: { otherId: grigory } });
    const requestId = await open(['access', 'portability']);
    const said = {
      requestId,
      spoke: 'web',
    };
    await ok(
      hub.call('putAnnex', {
        params: said,
        body: { data: { friend: grigory } },
        ...asSpoke('web'),
      }),
    );
    for (const format of ['json', 'html']) {
      const text = JSON.stringify((await readBy(requestId, format)).body);
      expect(text).toContain(joint);
      expect(text).toContain('[withheld: another person]');
      for (const foreign of [
        grigory,
        'Grigory',
        'Potemkin',
        '1971-11-03',
        '900888',
        'tsk_',
        'Betty',
      ])
        expect(text, foreign).not.toContain(foreign);
    }
  });

  it('for portability alone holds what the person provided, and nothing that was bought or made', async () => {
    await govern();
    const requestId = await open(['portability']);
    const { body } = await readBy(requestId, 'json');
    expect(fits(body), JSON.stringify(fits.errors)).toBe(true);
    expect(body.access).toBeUndefined();
    expect(body.customerIds).toEqual([ada]);
    expect(body.records.map(({ spoke }: { spoke: string }) => spoke)).toEqual(['crm', 'web']);
    const text = JSON.stringify(body);
    expect(text).not.toContain('123457');
    expect(body.portable.jsonLd).toMatchObject({
      '@type': 'Person',
      givenName: 'Ada',
      familyName: 'Lovelace',
      email: ['ada.private@example.com', joint],
    });
    expect(body.portable.jCard[1]).toContainEqual([
      'tel',
      { type: 'cell' },
      'uri',
      'tel:+447700900471',
    ]);
  });

  it('for access alone has no portable part', async () => {
    const requestId = await open(['access']);
    const { body } = await readBy(requestId, 'json');
    expect(body.portable).toBeUndefined();
    expect(body.access.profile.length).toBeGreaterThan(5);
    expect(fits(body), JSON.stringify(fits.errors)).toBe(true);
  });
});

describe('a package that no function could answer with', () => {
  it('is not made, not even a part of it, and the request says why', async () => {
    const [stored] = await hub.services.customers.load([ada]);
    const [member, ...others] = stored?.customer.members ?? [];
    const [record] = member?.records ?? [];
    if (stored === undefined || member === undefined || record === undefined)
      throw new Error('nobody');
    const records = Array.from({ length: 500 }, (_, n) => ({
      ...record,
      sourceId: String(n),
      attributes: { ...record.attributes, note: 'x'.repeat(10_000) },
    }));
    const large = {
      ...stored,
      customer: { ...stored.customer, members: [{ ...member, records }, ...others] as const },
    };
    const requestId = await open(['restriction']);
    const found = await hub.services.privacyRequests.read(requestId);
    if (found === undefined) throw new Error('no request');
    const asked: PrivacyRequest = { ...found.request, rights: ['access'] };
    const work = await makePackage(asked, {
      ...hub.privacyServices,
      customers: { ...hub.services.customers, load: async () => [large] },
    });
    expect(work).toMatchObject({ state: 'partial', code: 'package-too-large' });
    expect(await hub.services.packages.read(requestId)).toBeUndefined();
  });
});

describe('what spokes add', () => {
  it('stands in the package, the newest alone; only while there is an order and only so much', async () => {
    const requestId = await open(['access']);
    const add = (spoke: string, data: object) =>
      hub.call('putAnnex', { params: { requestId, spoke }, body: { data }, ...asSpoke(spoke) });
    await ok(add('web', { orders: ['first'] }));
    await ok(add('web', { orders: ['O-1', 'O-2'] }));
    const { body } = await readBy(requestId, 'json');
    expect(body.annexes).toEqual({ web: { receivedAt: now, data: { orders: ['O-1', 'O-2'] } } });
    expect((await readBy(requestId, 'html')).body).toContain('O-2');
    const half = 'x'.repeat(600_000);
    await ok(add('crm', { half }));
    expect((await add('broker', { half })).status).toBe(413);
    expect((await add('web', { half })).status).toBe(413);
    await hub.spoke('late');
    expect((await add('late', {})).status).toBe(404);
    await close(requestId);
    expect((await add('web', { orders: [] })).status).toBe(409);
  });

  it('goes with the close where no package was made', async () => {
    const requestId = await open(['restriction']);
    const { packages } = hub.services;
    await packages.putAnnex(requestId, { spoke: 'web', receivedAt: now, text: '{}' }, 1000);
    await close(requestId);
    const found = await hub.services.privacyRequests.read(requestId);
    // The workflow does so after the close; repeating it changes nothing.
    if (found !== undefined) await offerPackage(found.request, hub.services);
    expect(await packages.annexes(requestId)).toEqual([]);
    expect(await hub.store.vault.subjectKeys([packageSubject(requestId)])).toEqual(new Map());
  });
});

describe('the letter', () => {
  /** A record that somebody else brought, joined with Ada's by name and birth date. */
  const brought = async () => {
    const { name, birthDate } = adas.web;
    const { body } = await hub.put(
      'web',
      'stranger',
      { name, birthDate, emails: [{ value: 'mallory@example.com' }] },
      2026,
    );
    if (body.customerId !== ada)
      await ok(
        hub.call('mergeCustomers', {
          params: { customerId: ada },
          body: { with: body.customerId },
        }),
      );
  };
  const addressOf = async (requestId: string) =>
    (await hub.services.packages.read(requestId))?.letter?.to.value;

  it('goes to the address that was shown, whatever the golden record says first', async () => {
    await brought();
    const { id } = await ok(
      hub.privacy('createPrivacyRequest', {
        body: { rights: ['access'], customerId: ada, jurisdiction: 'EU', channel: 'steward' },
      }),
    );
    const params = { requestId: id };
    const pointToken = await hub.services.consents.contactPoint('email', 'ada.private@example.com');
    await hub.services.privacyRequests.putDetails(id, { shownBy: { pointToken } });
    await ok(hub.privacy('verifyPrivacyRequest', { params, body: { method: 'steward' } }));
    await ok(hub.privacy('approvePrivacyRequest', { params }));
    await hub.until(id, ({ work }) => work.access?.state === 'done');
    expect(await addressOf(id)).toBe('ada.private@example.com');
  });

  it('goes nowhere by itself where no address was shown and the records do not agree on one', async () => {
    expect(await addressOf(await open(['access']))).toBe('ada.private@example.com');
    await brought();
    const requestId = await open(['portability']);
    expect(await addressOf(requestId)).toBeUndefined();
    await close(requestId);
    const sent = await hub.call('sendPackage', { params: { requestId } });
    expect(sent).toMatchObject({ status: 409, body: { type: '/problems/package.no-address' } });
  });
});

describe('the link', () => {
  it('goes out when the request is closed, and opens each format once', async () => {
    const requestId = await open(['access', 'portability']);
    expect(lettersLogged()).toEqual([]);
    await close(requestId);
    const token = await linkOf();
    for (let n = 0; n < 3; n += 1) {
      const page = await hub.call('showPackage', { params: { token }, role: null });
      expect(page.status).toBe(200);
      expect(page.body).toContain('action="?format=json"');
    }
    const json = await download(token, 'json');
    expect(json.status).toBe(200);
    expect(json.headers['content-disposition']).toBe(`attachment; filename="${requestId}.json"`);
    expect(fits(json.body), JSON.stringify(fits.errors)).toBe(true);
    expect((await download(token, 'html')).body).toContain('Countess');
    expect((await download(token, 'html')).status).toBe(410);
    const again = await hub.call('downloadPackage', {
      params: { token },
      query: { format: 'html' },
      body: '',
      role: null,
      headers: form,
    });
    expect(again.body).not.toContain('Countess');
    const trace = await hub.call('listAudit', {
      query: { action: 'package.export', ...lately() },
    });
    expect(trace.body.items.map(({ changed }: { changed: string[] }) => changed[0])).toEqual(
      expect.arrayContaining(['json', 'html']),
    );
  });

  it('can be sent again by an officer, and is over after seven days', async () => {
    const requestId = await open(['access']);
    const params = { requestId };
    expect((await hub.call('sendPackage', { params })).status).toBe(409);
    await close(requestId);
    const first = await linkOf();
    await download(first, 'html');
    await ok(hub.call('sendPackage', { params }));
    const second = await linkOf(2);
    expect((await download(second, 'html')).status).toBe(200);
    const sent = await Promise.all(
      Array.from({ length: 6 }, () => hub.call('sendPackage', { params })),
    );
    expect(sent.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 201, 201, 429]);
    now = '2026-03-08T12:00:01.000Z';
    expect((await download(first, 'json')).status).toBe(410);
    expect((await hub.call('showPackage', { params: { token: 'a.b.c' }, role: null })).status).toBe(
      410,
    );
    expect((await hub.call('showPackage', { params: { token: 'abc' }, role: null })).status).toBe(
      404,
    );
  });

  it('outlives the erasure that was asked for with it, until the package ends', async () => {
    const requestId = await open(['access', 'erasure']);
    await hub.until(requestId, ({ work }) => work.erasure?.state === 'done');
    await close(requestId);
    const token = await linkOf();
    expect((await download(token, 'json')).body.records.length).toBe(3);
    now = '2026-03-15T12:00:00.000Z';
    expect((await readBy(requestId, 'json')).status).toBe(404);
    expect(await hub.services.packages.destroyEnded()).toBe(1);
    const subject = packageSubject(requestId);
    expect(await hub.store.vault.subjectKeys([subject])).toEqual(new Map());
    now = '2026-03-02T12:00:00.000Z';
    expect((await readBy(requestId, 'json')).status).toBe(404);
  });

  it('is not sent to an address that somebody else has as well', async () => {
    await hub.put('crm', '7', { ...adas.crm, emails: [{ value: joint }], phones: [] }, 2026);
    await hub.call('deleteRecord', { params: { spoke: 'web', sourceId: '8' } });
    await hub.call('deleteRecord', { params: { spoke: 'broker', sourceId: '9' } });
    const requestId = await open(['access']);
    await close(requestId);
    expect(lettersLogged()).toEqual([]);
    const params = { requestId };
    expect((await hub.call('sendPackage', { params })).body.type).toContain('package.no-address');
  });
});

describe('who may have it', () => {
  it('is an officer; a spoke adds for itself alone', async () => {
    const requestId = await open(['access']);
    for (const role of ['steward', 'integrator', 'auditor', 'reader'] as const)
      expect((await hub.call('readPackage', { params: { requestId }, role })).status).toBe(403);
    const officer = { params: { requestId }, role: 'privacy-officer' } as const;
    expect((await hub.call('readPackage', officer)).status).toBe(200);
    const foreign = { params: { requestId, spoke: 'crm' }, body: { data: {} }, ...asSpoke('web') };
    expect((await hub.call('putAnnex', foreign)).status).toBe(403);
  });
});
