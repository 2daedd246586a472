import { createHash, generateKeyPairSync } from 'node:crypto';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { exportJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { idTokenReader } from '#functions/me/customer-accounts';
import { authenticate } from '#functions/shared/authenticate';
import { startHub, type TestHub } from '#test/support/hub';
import { ada, grace } from '#test/support/people';

const accounts = {
  issuer: 'https://accounts.example.com',
  audience: 'shop-pages',
  spoke: 'web',
  jwksUri: 'https://accounts.example.com/keys',
};
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };

const published = new TextEncoder().encode(JSON.stringify({ keys: [jwk] })).buffer;

let hub: TestHub;
let laterMs = 0;
/** Ids of letters, in the order in which they were asked for. */
let letters: string[];
let adaId: string;
const now = () => Date.now() + laterMs;

beforeAll(async () => {
  hub = await startHub({
    clock: () => new Date(now()).toISOString(),
    signIn: {
      accounts,
      read: idTokenReader(
        accounts,
        now,
        new SimpleJwksCache({ fetcher: { fetch: async () => published } }),
      ),
    },
  });
  const newId = hub.services.newId;
  Object.assign(hub.services, {
    newId: (prefix: Parameters<typeof newId>[0]) => {
      const id = newId(prefix);
      if (prefix === 'ltr') letters.push(id);
      return id;
    },
  });
  await hub.spoke('crm', 50, { delivery: { events: true, letters: ['email'] } });
  await hub.spoke('web', 60, { title: 'Web shop', purposes: ['service'] });
  adaId = (await hub.put('crm', '1', { ...ada, jobTitle: 'Analyst' })).body.customerId;
  await hub.put('crm', '2', grace);
});
afterAll(() => hub.stop());
beforeEach(() => {
  letters = [];
  // Each test has a window of its own for the tries of an address.
  laterMs += 2 * 60 * 60 * 1000;
});

const adaMail = ada.emails[0]?.value ?? '';
const askFor = (body: object) => hub.call('requestLink', { role: null, body });
const read = async (letterId = letters.at(-1) ?? '') =>
  (await hub.call('readLetter', { params: { letterId }, role: 'integrator', spoke: 'crm' })).body;
const open = (body: object) => hub.call('openSession', { role: null, body });
const linkFor = async (email: string) => {
  await askFor({ email });
  return (await read()).facts.link as string;
};
/** As whom a session's token calls, by the authorizer. */
const personOf = async (token: string) => {
  const caller = await authenticate(`Bearer ${token}`, hub.services);
  if (caller?.person === undefined) throw new Error('no session');
  return caller.person;
};
const sessionFor = async (email: string) =>
  personOf((await open({ link: await linkFor(email) })).body.token);

describe('asking for a link', () => {
  it('answers the same, and as late, whether somebody has the address or not', async () => {
    const timed = async (body: object) => {
      const startedMs = performance.now();
      const { status, body: answer, headers } = await askFor(body);
      const { 'x-correlation-id': _, ...rest } = headers;
      return { ms: performance.now() - startedMs, said: { status, answer, headers: rest } };
    };
    const known = await timed({ email: adaMail });
    const unknown = await timed({ email: 'stranger@example.com' });
    const unreachable = await timed({ phone: '+44 7700 900999' });

    expect(letters).toHaveLength(1);
    expect(known.said).toMatchObject({ status: 204 });
    expect(unknown.said).toEqual(known.said);
    expect(unreachable.said).toEqual(known.said);
    for (const { ms } of [known, unknown, unreachable]) expect(ms).toBeGreaterThanOrEqual(395);
  });

  it('finds the address however it is written, and sends the link there', async () => {
    await askFor({ email: ` ${adaMail.toUpperCase()} ` });
    expect(await read()).toMatchObject({ kind: 'door', to: { kind: 'email', value: adaMail } });
  });

  it('sends three letters in an hour to one address, and answers on', async () => {
    for (let time = 0; time < 5; time += 1)
      expect((await askFor({ email: adaMail })).status).toBe(204);
    expect(letters).toHaveLength(3);
  });

  it('answers the same when the letter cannot be written', async () => {
    const { write } = hub.services.letters;
    Object.assign(hub.services.letters, { write: () => Promise.reject(new Error('gone')) });
    const { status } = await askFor({ email: adaMail });
    Object.assign(hub.services.letters, { write });
    expect(status).toBe(204);
  });

  it('tells who shares an address that it opens no door: nobody sees another’s data', async () => {
    const joint = { emails: [{ value: 'house@example.com' }] };
    await hub.put('crm', 'j1', { ...joint, name: { given: 'Mary', family: 'Somerville' } });
    await hub.put('crm', 'j2', { ...joint, name: { given: 'Charles', family: 'Babbage' } });
    await askFor({ email: 'house@example.com' });
    expect(letters).toHaveLength(1);
    expect(await read()).toMatchObject({ kind: 'door-shared', facts: {} });
  });

  it('takes the mailbox of a function for a shared one', async () => {
    await hub.put('crm', 'f1', {
      name: { given: 'Emmy', family: 'Noether' },
      emails: [{ value: 'info@noether.example.com' }],
    });
    await askFor({ email: 'info@noether.example.com' });
    expect(await read()).toMatchObject({ kind: 'door-shared' });
  });

  it('refuses what is no address, which says nothing about anybody', async () => {
    for (const body of [
      { email: 'no address' },
      { phone: '077' },
      {},
      { email: adaMail, phone: '' },
    ])
      expect((await askFor(body)).status).toBe(400);
  });
});

describe('the door', () => {
  it('opens once for a link', async () => {
    const link = await linkFor(adaMail);
    const opened = await open({ link });
    expect(opened).toMatchObject({ status: 201, body: { token: expect.stringMatching(/^gsd_/) } });
    expect(await personOf(opened.body.token)).toMatchObject({ customerId: adaId });
    expect(await open({ link })).toMatchObject({
      status: 403,
      body: { type: '/problems/door.not-opened' },
    });
  });

  it('opens for one of two that come at once', async () => {
    const link = await linkFor(adaMail);
    const both = await Promise.all([open({ link }), open({ link })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 403]);
  });

  it('opens once however the same link is spelt: spare bits of base64url, padding, blanks', async () => {
    const link = await linkFor(adaMail);
    expect((await open({ link })).status).toBe(201);
    for (const again of spellingsOf(link)) expect((await open({ link: again })).status).toBe(403);
  });

  it('stays closed for a link that is over, changed, or of another kind', async () => {
    const link = await linkFor(adaMail);
    const facts = { point: 'p' };
    const expiresAt = new Date(now() + 60_000).toISOString();
    const other = await hub.services.links.sign({
      kind: 'unsubscribe',
      customerId: adaId,
      facts,
      expiresAt,
    });
    for (const wrong of [`${link}x`, other, 'x'.repeat(40)])
      expect((await open({ link: wrong })).status).toBe(403);
    laterMs += 15 * 60_000;
    expect((await open({ link })).status).toBe(403);
  });

  it('closes after half an hour, and when it is closed', async () => {
    const { body } = await open({ link: await linkFor(adaMail) });
    laterMs += 29 * 60_000;
    const person = await personOf(body.token);
    laterMs += 60_000;
    await expect(personOf(body.token)).rejects.toThrow('no session');
    const next = await open({ link: await linkFor(adaMail) });
    const { sessionHash } = await personOf(next.body.token);
    expect(
      (await hub.call('endSession', { person: { ...person, sessionHash } as never })).status,
    ).toBe(204);
    await expect(personOf(next.body.token)).rejects.toThrow('no session');
  });

  it('leads to the living customer after a merge, and nowhere after a removal', async () => {
    const newcomer = async (given: string, mail: string) =>
      (
        await hub.put('crm', given, {
          name: { given, family: 'Hopper' },
          birthDate: given === 'Anne' ? '1950-02-01' : '1990-07-07',
          emails: [{ value: mail }],
        })
      ).body.customerId as string;
    const [one, other] = [
      await newcomer('Anne', 'anne@example.com'),
      await newcomer('Zoe', 'zoe@example.com'),
    ];
    const person = await sessionFor('zoe@example.com');
    await hub.call('mergeCustomers', { params: { customerId: one }, body: { with: other } });
    const seen = await hub.call('readMe', { person });
    expect(seen.body.customerId).toBe(one);
    // The records that came together are not for that the same person's.
    expect(JSON.stringify(seen.body)).not.toContain('anne@example.com');
    const { headers } = await hub.call('readCustomer', { params: { customerId: one } });
    await hub.call('removeCustomer', {
      params: { customerId: one },
      headers: { 'if-match': headers.etag ?? '' },
    });
    expect((await hub.call('readMe', { person })).status).toBe(401);
  });

  it('leads to nobody once a split took address or account to another customer', async () => {
    const newcomer = async (sourceId: string, given: string, birthDate: string) =>
      (
        await hub.put('web', sourceId, {
          name: { given, family: 'Herschel' },
          birthDate,
          emails: [{ value: `${sourceId}@example.com` }],
        })
      ).body.customerId as string;
    const one = await newcomer('caroline', 'Caroline', '1950-03-16');
    const other = await newcomer('william', 'William', '1938-11-15');
    await hub.call('mergeCustomers', { params: { customerId: one }, body: { with: other } });
    const byLink = await sessionFor('william@example.com');
    const { consents, doorSessions } = hub.services;
    const signedIn = {
      customerId: one,
      accountToken: await doorSessions.accountToken({ spoke: 'web', sourceId: 'william' }),
      // An address that hers holds as well does not make her account his.
      pointToken: await consents.contactPoint('email', 'caroline@example.com'),
    };
    expect(byLink.customerId).toBe(one);
    for (const person of [byLink, signedIn])
      expect((await hub.call('readMe', { person })).status).toBe(200);
    await hub.call('unmergeCustomer', { params: { customerId: one }, body: { customerId: other } });
    for (const person of [byLink, signedIn])
      expect([
        (await hub.call('readMe', { person })).status,
        (await hub.call('readMyConsents', { person })).status,
        (await hub.call('readMyHistory', { person })).status,
      ]).toEqual([401, 401, 401]);
  });
});

/** Other texts that say the same as this compact JWT to a reader who is not strict. */
function spellingsOf(jwt: string): readonly string[] {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = letters[letters.indexOf(jwt.at(-1) ?? '') ^ 1];
  return [
    `${jwt.slice(0, -1)}${last}`,
    `${jwt}=`,
    `${jwt} `,
    `${jwt.slice(0, -4)} ${jwt.slice(-4)}`,
  ];
}

describe('signing in', () => {
  const verifier = 'a-random-text-of-the-page';
  const idToken = (claims: object = {}, key = keys.privateKey) =>
    new SignJWT({
      sub: 'account-7',
      nonce: createHash('sha256').update(verifier).digest('base64url'),
      iss: accounts.issuer,
      aud: accounts.audience,
      iat: Math.floor(now() / 1000),
      exp: Math.floor(now() / 1000) + 3600,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .sign(key);
  const signIn = async (claims?: object, nonce = verifier) =>
    open({ idToken: await idToken(claims), nonce });

  beforeAll(async () => {
    const own = { name: ada.name, emails: ada.emails, birthDate: ada.birthDate };
    const passport = { type: 'passport', value: '123456789', country: 'GB' };
    await hub.put('web', 'account-7', { ...own, identifiers: [passport] });
  });

  it('opens the door of the customer whose account it is, once for each token', async () => {
    const token = await idToken();
    const opened = await open({ idToken: token, nonce: verifier });
    expect(opened.status).toBe(201);
    const person = await personOf(opened.body.token);
    expect(person).toMatchObject({ customerId: adaId, accountToken: expect.any(String) });
    expect(person).not.toHaveProperty('pointToken');
    for (const again of [token, ...spellingsOf(token)])
      expect((await open({ idToken: again, nonce: verifier })).status).toBe(403);
  });

  it('shows what is sensitive, and what other records say who share a verified address', async () => {
    const seen = async (claims: object) => {
      const { body } = await signIn(claims);
      return (await hub.call('readMe', { person: await personOf(body.token) })).body;
    };
    const own = await seen({ jti: '1' });
    expect(JSON.stringify(own.attributes)).toContain('123456789');
    expect(own.attributes).not.toHaveProperty('jobTitle');
    expect(own.hidden).toContain('/jobTitle');
    const verified = await seen({ email: adaMail, email_verified: true });
    expect(verified.attributes).toMatchObject({ jobTitle: 'Analyst' });
    const claimed = await seen({ email: adaMail, email_verified: false });
    expect(claimed.attributes).not.toHaveProperty('jobTitle');
  });

  it('takes a verified address of a function for nobody’s own', async () => {
    const email = 'info@example.com';
    const { body } = await signIn({ email, email_verified: true });
    expect(await personOf(body.token)).not.toHaveProperty('pointToken');
  });

  it.each([
    ['of another issuer', { iss: 'https://evil.example.com' }],
    ['for another page', { aud: 'another' }],
    ['handed on by another client', { azp: 'another' }],
    ['that is over', { exp: Math.floor(Date.now() / 1000) - 1 }],
    ['that is old', { iat: Math.floor(Date.now() / 1000) - 3600 }],
    ['without a nonce', { nonce: undefined }],
    ['of an account that no record has', { sub: 'stranger' }],
  ])('takes no token %s', async (_, claims) => {
    expect((await signIn(claims)).status).toBe(403);
  });

  it('takes no token of another key, nor one whose nonce somebody else made', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const forged = await idToken({}, stranger);
    expect((await open({ idToken: forged, nonce: verifier })).status).toBe(403);
    expect((await signIn({}, 'a-text-that-is-another')).status).toBe(403);
  });
});

describe('what the customer sees', () => {
  it('is what is held, from where, what for and for whom; and leaves a trace', async () => {
    await hub.call('putPurpose', {
      params: { name: 'service' },
      body: {
        title: 'Service',
        benefit: 'We know your order when you call.',
        legalBases: ['contract'],
        channels: ['email'],
      },
    });
    await hub.call('putConsent', {
      params: { customerId: adaId, purpose: 'service' },
      body: { status: 'given', jurisdiction: 'GB', collection: { method: 'app' } },
    });
    const person = await sessionFor(adaMail);
    const { status, body } = await hub.call('readMe', { person });

    expect(status).toBe(200);
    expect(body.attributes).toMatchObject({ name: ada.name, jobTitle: 'Analyst' });
    expect(body.held).toContainEqual(
      expect.objectContaining({
        attribute: 'jobTitle',
        sources: [{ spoke: 'crm', since: '2025-01-01T00:00:00.000Z' }],
        saidBy: 'sources',
        isCorrectable: true,
      }),
    );
    expect(body.recipients).toContainEqual(
      expect.objectContaining({ spoke: 'web', title: 'Web shop', purposes: ['service'] }),
    );
    expect(body.purposes).toContainEqual(
      expect.objectContaining({
        purpose: 'service',
        benefit: 'We know your order when you call.',
        legalBases: ['contract'],
        attributes: expect.arrayContaining(['jobTitle']),
        states: [expect.objectContaining({ channel: 'email', status: 'given' })],
      }),
    );
    // Sensitive: there, and not shown to a link.
    expect(JSON.stringify(body)).not.toContain('123456789');
    expect(body.hidden.join()).toContain('/identifiers');
    expect(JSON.stringify(body)).not.toContain(grace.name.family);
    expect(await acts()).toContainEqual(['me.read', `person:${adaId}`, `customer:${adaId}`]);
    expect(await acts()).toContainEqual([
      'me.opened-by-link',
      `person:${adaId}`,
      `customer:${adaId}`,
    ]);
  });
});

const acts = async () => {
  const query = {
    from: new Date(Date.now() - 60 * 60_000).toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
    limit: '200',
  };
  const { body } = await hub.call('listAudit', { query });
  return body.items.map((each: Record<string, string>) => [each.action, each.actor, each.about]);
};

describe('what the customer corrects', () => {
  const correct = async (attributes: object, person: object) => {
    const { headers } = await hub.call('readMe', { person: person as never });
    return hub.call('correctMe', {
      person: person as never,
      body: { attributes },
      headers: { 'if-match': headers.etag ?? '' },
    });
  };

  it('stands above the systems’ word, is checked like any, and shows in the history', async () => {
    const person = await sessionFor(adaMail);
    const corrected = await correct({ jobTitle: 'Mathematician' }, person);
    expect(corrected).toMatchObject({
      status: 200,
      body: { attributes: { jobTitle: 'Mathematician' } },
    });
    await hub.put('crm', '1', { ...ada, jobTitle: 'Clerk' }, 2026);
    const { body } = await hub.call('readMe', { person });
    expect(body.attributes.jobTitle).toBe('Mathematician');
    expect(body.held).toContainEqual(
      expect.objectContaining({ attribute: 'jobTitle', saidBy: 'you' }),
    );

    expect((await correct({ gender: 'no such' }, person)).status).toBe(422);
    const history = await hub.call('readMyHistory', { person });
    expect(history.body.items).toContainEqual(
      expect.objectContaining({ says: 'You corrected it.', by: 'you', changed: ['jobTitle'] }),
    );
    expect(JSON.stringify(history.body)).not.toContain('Mathematician');
  });

  it('is refused of what identifies, unless he signed in', async () => {
    const person = await sessionFor(adaMail);
    const emails = { emails: [{ value: 'thief@example.com' }] };
    for (const each of [emails, { name: { given: 'Eve' } }, { birthDate: null }])
      expect(await correct(each, person)).toMatchObject({
        status: 403,
        body: { type: '/problems/door.sign-in-needed' },
      });
    const accountToken = await hub.services.doorSessions.accountToken({
      spoke: 'web',
      sourceId: 'account-7',
    });
    const signedIn = { ...person, accountToken };
    expect(await correct({ name: { given: 'Augusta' } }, signedIn)).toMatchObject({
      status: 200,
      body: { attributes: { name: { given: 'Augusta' } } },
    });
  });

  it('is refused where he does not see it whole', async () => {
    const accountToken = await hub.services.doorSessions.accountToken({
      spoke: 'web',
      sourceId: 'account-7',
    });
    const { body } = await correct({ addresses: [] }, { customerId: adaId, accountToken });
    expect(body.type).toBe('/problems/customer.hidden-values');
  });

  it('needs the revision that was read', async () => {
    const person = await sessionFor(adaMail);
    const body = { attributes: { jobTitle: 'x' } };
    expect((await hub.call('correctMe', { person, body })).status).toBe(428);
    const headers = { 'if-match': '"1"' };
    expect((await hub.call('correctMe', { person, body, headers })).status).toBe(412);
    expect((await hub.call('correctMe', { person, body: { attributes: {} } })).status).toBe(428);
  });
});
