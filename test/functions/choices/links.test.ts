import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as contracts from '#functions/choices/contract';
import { routes } from '#functions/choices/index';
import type { Contract } from '#functions/shared/contract';
import { lambdaOf } from '#functions/shared/lambda';
import { eventOf, startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
let handler: ReturnType<typeof lambdaOf>;
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };

beforeAll(async () => {
  vi.stubEnv('API_URL', 'https://hub.example.com/v1');
  hub = await startHub();
  handler = lambdaOf(routes, () => hub.services);
  await hub.spoke('crm');
  await define('newsletter', { title: 'News & <offers>' });
  await define('club', { isDoubleOptIn: true });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await hub.stop();
});

const define = (name: string, more: object) =>
  hub.call('putPurpose', {
    params: { name },
    body: { title: name, legalBases: ['consent'], channels: ['email', 'sms'], ...more },
  });

let next = 0;
async function newCustomer() {
  next += 1;
  const email = `person${next}@example.com`;
  const { body } = await hub.put('crm', `c-${next}`, { emails: [{ value: email }] });
  return { customerId: body.customerId as string, email };
}

const say = async (customerId: string, status: string, more: object = {}, purpose = 'newsletter') =>
  (
    await hub.call('putConsent', {
      params: { customerId, purpose },
      body: { status, jurisdiction: 'GB', collection: { method: 'web-form' }, ...more },
    })
  ).body.eventId as string;

const stateOf = async (
  customerId: string,
  { contactPoint, purpose = 'newsletter' }: { contactPoint?: string; purpose?: string } = {},
  channel = 'email',
) => {
  const { body } = await hub.call('readConsents', {
    params: { customerId },
    query: contactPoint === undefined ? {} : { contactPoint },
  });
  return body.states.find(
    (each: { purpose: string; channel: string }) =>
      each.purpose === purpose && each.channel === channel,
  )?.status;
};
const historyOf = async (customerId: string) =>
  (await hub.call('readConsentHistory', { params: { customerId } })).body.items;

const unsubscribeLink = async (customerId: string, more: object = {}) => {
  const { body } = await hub.call('makeUnsubscribeLinks', {
    body: { links: [{ customerId, purpose: 'newsletter', channel: 'email', ...more }] },
  });
  return body.answers[0];
};
const confirmationLink = async (customerId: string, eventId: string, more: object = {}) =>
  (
    await hub.call('makeConfirmationLinks', {
      body: { links: [{ customerId, eventId, ...more }] },
    })
  ).body.answers[0];

async function follow(contract: Contract, url: string, call: TestCall = {}) {
  const token = url.split('/').at(-1) ?? '';
  const answer = (await handler(
    eventOf(contract, { params: { token }, role: null, ...call }),
    {} as Context,
  )) as APIGatewayProxyResult;
  return { status: answer.statusCode, headers: answer.headers ?? {}, page: answer.body };
}
const click = (url: string, call?: TestCall) => follow(contracts.unsubscribe, url, call);

describe('a link to unsubscribe', () => {
  it('comes with the headers of RFC 8058, and outlives what the laws ask', async () => {
    const { customerId } = await newCustomer();
    const { url, headers, expiresAt } = await unsubscribeLink(customerId);
    expect(url).toMatch(/^https:\/\/hub\.example\.com\/v1\/unsubscribe\/[\w.-]+$/);
    expect(headers).toEqual({
      'List-Unsubscribe': `<${url}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    const days = (Date.parse(expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(60);
  });

  it.each([
    ['urlencoded', { headers: urlencoded, body: 'List-Unsubscribe=One-Click' }],
    [
      'multipart',
      {
        headers: { 'content-type': 'multipart/form-data; boundary=xyz' },
        body: '--xyz\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--xyz--\r\n',
      },
    ],
    ['with no body, as the page’s own form', { headers: urlencoded, body: '' }],
    ['with neither body nor type', {}],
  ])('withdraws by a post %s', async (_, call) => {
    const { customerId } = await newCustomer();
    await say(customerId, 'given');
    const { url, linkId } = await unsubscribeLink(customerId);
    const { status, page } = await click(url, call);
    expect([status, page]).toEqual([200, expect.stringContaining('You are unsubscribed')]);
    expect(await stateOf(customerId)).toBe('withdrawn');
    expect(await stateOf(customerId, {}, 'sms')).toBe('given');
    expect((await historyOf(customerId)).at(-1)).toMatchObject({
      kind: 'withdrawn',
      collection: { method: 'link' },
      evidence: linkId,
      actor: `link:${linkId}`,
    });
  });

  it.each([
    ['another type', { headers: { 'content-type': 'application/json' }, body: '{}' }, 415],
    ['another word', { headers: urlencoded, body: 'List-Unsubscribe=Two-Clicks' }, 400],
    ['a form that is too long', { headers: urlencoded, body: `x=${'y'.repeat(5000)}` }, 413],
    [
      'a file',
      {
        headers: { 'content-type': 'multipart/form-data; boundary=xyz' },
        body: '--xyz\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n--xyz--\r\n',
      },
      400,
    ],
  ])('refuses %s', async (_, call, expected) => {
    const { customerId } = await newCustomer();
    const { url } = await unsubscribeLink(customerId);
    expect((await click(url, call)).status).toBe(expected);
    expect(await historyOf(customerId)).toEqual([]);
  });

  it('changes nothing when it is only looked at, and shows one button and no script', async () => {
    const { customerId } = await newCustomer();
    await say(customerId, 'given');
    const { url } = await unsubscribeLink(customerId);
    const { status, headers, page } = await follow(contracts.showUnsubscribe, url);
    expect(status).toBe(200);
    expect(await stateOf(customerId)).toBe('given');
    expect(page.match(/<button/g)).toHaveLength(1);
    expect(page).not.toMatch(/<script|\son\w+=/);
    expect(page).toContain('News &amp; &lt;offers&gt;');
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; /,
    );
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['de-AT,de;q=0.9,en;q=0.5', 'de', 'Abmelden'],
    ['en;q=0.4, fr-CA', 'fr', 'Se désabonner'],
    ['sw, *', 'en', 'Unsubscribe'],
    [undefined, 'en', 'Unsubscribe'],
    ['de;q=0', 'en', 'Unsubscribe'],
  ])('speaks to who accepts %s in %s', async (accepted, language, word) => {
    const { customerId } = await newCustomer();
    const { url } = await unsubscribeLink(customerId);
    const { page } = await follow(contracts.showUnsubscribe, url, {
      headers: accepted === undefined ? {} : { 'accept-language': accepted },
    });
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(`<h1>${word}</h1>`);
  });

  it('is used twice with no second entry, and again after a later yes with one', async () => {
    const { customerId } = await newCustomer();
    await say(customerId, 'given');
    const { url } = await unsubscribeLink(customerId);
    await click(url);
    await click(url);
    expect(await historyOf(customerId)).toHaveLength(2);
    await say(customerId, 'given');
    expect(await stateOf(customerId)).toBe('given');
    await click(url);
    expect(await stateOf(customerId)).toBe('withdrawn');
    expect(await historyOf(customerId)).toHaveLength(4);
  });

  it('of an address holds there, whoever has it, and nowhere else', async () => {
    const { customerId, email } = await newCustomer();
    await say(customerId, 'given');
    const { url } = await unsubscribeLink(customerId, { contactPoint: email });
    expect(url).not.toContain('person');
    await click(url);
    expect(await stateOf(customerId)).toBe('given');
    expect(await stateOf(customerId, { contactPoint: email })).toBe('withdrawn');
    const { customerId: other } = await newCustomer();
    await say(other, 'given');
    expect(await stateOf(other, { contactPoint: email })).toBe('withdrawn');
  });

  it('holds for all who are one when it is used, after a merge as well', async () => {
    const [one, other] = [await newCustomer(), await newCustomer()];
    for (const each of [one, other]) await say(each.customerId, 'given');
    const { url } = await unsubscribeLink(other.customerId);
    await hub.call('mergeCustomers', {
      params: { customerId: one.customerId },
      body: { with: other.customerId, reason: 'x' },
    });
    await click(url);
    expect(await stateOf(one.customerId)).toBe('withdrawn');
  });

  it.each([
    'multipart/form-data; boundary=\u4e2d',
    'multipart/form-data',
    'multipart/form-data; boundary=""',
  ])('takes no form that cannot be read: %s', async (type) => {
    const { url } = await unsubscribeLink((await newCustomer()).customerId);
    const { status } = await click(url, { headers: { 'content-type': type }, body: 'x=1' });
    expect(status).toBe(400);
  });

  it('answers the same for a customer who was removed', async () => {
    const { customerId } = await newCustomer();
    const { url } = await unsubscribeLink(customerId);
    const { headers } = await hub.call('readCustomer', { params: { customerId } });
    await hub.call('removeCustomer', {
      params: { customerId },
      headers: { 'if-match': headers.etag ?? '' },
    });
    const { status, page } = await click(url);
    expect([status, page]).toEqual([200, expect.stringContaining('You are unsubscribed')]);
  });

  it('of one address holds there for whoever has it after its customer was removed, written once', async () => {
    const { customerId, email } = await newCustomer();
    const { url } = await unsubscribeLink(customerId, { contactPoint: email });
    const { headers } = await hub.call('readCustomer', { params: { customerId } });
    await hub.call('removeCustomer', {
      params: { customerId },
      headers: { 'if-match': headers.etag ?? '' },
    });
    const token = await hub.services.consents.contactPoint('email', email);
    const here = async () => (await hub.services.consents.read([], token)).consents;
    for (let time = 0; time < 3; time += 1) expect((await click(url)).status).toBe(200);
    expect(await here()).toMatchObject([{ kind: 'withdrawn', customerId, channels: ['email'] }]);

    const later = await hub.put('crm', 'later', { emails: [{ value: email }] });
    await say(later.body.customerId, 'given');
    expect(await stateOf(later.body.customerId, { contactPoint: email })).toBe('withdrawn');
    expect(await stateOf(later.body.customerId)).toBe('given');

    // Who reads there says yes, and then follows the old link again.
    await say(later.body.customerId, 'confirmed', { contactPoint: email });
    expect(await stateOf(later.body.customerId, { contactPoint: email })).toBe('given');
    await click(url);
    expect(await stateOf(later.body.customerId, { contactPoint: email })).toBe('withdrawn');
    const query = {
      from: new Date(Date.now() - 60_000).toISOString(),
      limit: '200',
      to: new Date(Date.now() + 60_000).toISOString(),
    };
    const { body } = await hub.call('listAudit', { query });
    const told = body.items.filter(
      (each: Record<string, string>) =>
        each.action === 'consent.withdrawn' && each.about === `customer:${customerId}`,
    );
    const byLink = { actor: expect.stringMatching(/^link:lnk_/) };
    expect(told).toMatchObject([byLink, byLink]);
  });

  it('is answered with a calm page where it is none, none of this kind, or none any more', async () => {
    const { customerId } = await newCustomer();
    const yes = await say(customerId, 'given', {}, 'club');
    const { url: toConfirm } = await confirmationLink(customerId, yes);
    const { url } = await unsubscribeLink(customerId);
    const changed = `${url.slice(0, -3)}${url.endsWith('AAA') ? 'BBB' : 'AAA'}`;
    const ended = await hub.services.links.sign({
      kind: 'unsubscribe',
      customerId,
      facts: { linkId: 'lnk_1', purpose: 'newsletter', channel: 'email' },
      expiresAt: '2020-01-01T00:00:00.000Z',
    });
    for (const [token, expected] of [
      ['nonsense', 404],
      [changed, 410],
      [ended, 410],
      [toConfirm, 410],
    ] as const)
      for (const contract of [contracts.unsubscribe, contracts.showUnsubscribe]) {
        const { status, page } = await follow(contract, token);
        expect([status, page]).toEqual([
          expected,
          expect.stringContaining('This link no longer works'),
        ]);
      }
    expect(await stateOf(customerId)).toBeUndefined();
  });

  it('is made for many at once; who is refused stops nobody, and the audit knows who asked', async () => {
    const { customerId } = await newCustomer();
    const link = { customerId, purpose: 'newsletter', channel: 'email' };
    const { body } = await hub.call('makeUnsubscribeLinks', {
      body: {
        links: [
          { ...link, customerId: `cus_${'0'.repeat(26)}` },
          { ...link, purpose: 'unknown' },
          { ...link, channel: 'post' },
          { ...link, contactPoint: 'nowhere' },
          link,
        ],
      },
      actorId: 'tok_mailer',
    });
    expect(body.answers).toEqual([
      { refused: 'customer.not-found' },
      { refused: 'purpose.not-found' },
      { refused: 'consent.invalid' },
      { refused: 'consent.invalid' },
      expect.objectContaining({ linkId: expect.stringMatching(/^lnk_/) }),
    ]);
    const [from, to] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
    const { items } = await hub.services.audit.search(
      {
        about: `customer:${customerId}`,
        from: from.toISOString(),
        to: to.toISOString(),
      },
      { limit: 10 },
    );
    expect(items).toMatchObject([
      { actor: 'tok_mailer', action: 'consent.unsubscribe-links-made' },
    ]);
  });

  it('is made for a thousand, and for no more', async () => {
    const { customerId } = await newCustomer();
    const links = (count: number) =>
      Array.from({ length: count }, () => ({
        customerId,
        purpose: 'newsletter',
        channel: 'email',
      }));
    const { body } = await hub.call('makeUnsubscribeLinks', { body: { links: links(1000) } });
    expect(new Set(body.answers.map(({ url }: { url: string }) => url)).size).toBe(1000);
    expect((await hub.call('makeUnsubscribeLinks', { body: { links: links(1001) } })).status).toBe(
      400,
    );
  });
});

describe('a link to confirm', () => {
  const inClub = (customerId: string, contactPoint?: string) =>
    stateOf(customerId, { purpose: 'club', ...(contactPoint && { contactPoint }) });
  const press = (url: string) => follow(contracts.confirm, url);

  it('is the second step: nothing holds before, and looking at it is not enough', async () => {
    const { customerId, email } = await newCustomer();
    const yes = await say(customerId, 'given', { contactPoint: email }, 'club');
    const { url, linkId } = await confirmationLink(customerId, yes);
    expect((await follow(contracts.showConfirmation, url)).page).toContain('<button>Confirm<');
    expect(await inClub(customerId, email)).toBe('pending');
    expect((await press(url)).page).toContain('that is confirmed');
    expect(await inClub(customerId, email)).toBe('given');
    expect((await historyOf(customerId)).at(-1)).toMatchObject({
      kind: 'confirmed',
      hasContactPoint: true,
      actor: `link:${linkId}`,
    });
    expect((await press(url)).status).toBe(200);
    expect(await historyOf(customerId)).toHaveLength(2);
  });

  it('confirms where it was sent, and for nobody elsewhere', async () => {
    const { customerId, email } = await newCustomer();
    const yes = await say(customerId, 'given', {}, 'club');
    const { url } = await confirmationLink(customerId, yes, { contactPoint: email });
    await press(url);
    expect(await inClub(customerId, email)).toBe('given');
    expect(await inClub(customerId)).toBe('pending');
  });

  it.each([
    ['withdrawal', 'withdrawn'],
    ['refusal', 'denied'],
    ['objection', 'objected'],
  ])('revives nothing after a %s, nor a yes that was said after that', async (_, no) => {
    const { customerId } = await newCustomer();
    const yes = await say(customerId, 'given', {}, 'club');
    const { url } = await confirmationLink(customerId, yes);
    await say(customerId, no, {}, 'club');
    expect((await press(url)).status).toBe(410);
    await say(customerId, 'given', {}, 'club');
    expect((await press(url)).status).toBe(410);
    expect((await follow(contracts.showConfirmation, url)).status).toBe(410);
    expect(await inClub(customerId)).toBe(no);
  });

  it('lifts a refusal by a yes that was said since, and confirmed', async () => {
    const { customerId } = await newCustomer();
    await say(customerId, 'withdrawn', {}, 'club');
    const yes = await say(customerId, 'given', {}, 'club');
    expect(await inClub(customerId)).toBe('withdrawn');
    const { url } = await confirmationLink(customerId, yes);
    expect((await press(url)).status).toBe(200);
    expect(await inClub(customerId)).toBe('given');
  });

  it('is not made where nothing waits, for another’s yes, or for another address', async () => {
    const { customerId, email } = await newCustomer();
    const { customerId: other } = await newCustomer();
    const no = await say(customerId, 'withdrawn', {}, 'club');
    const yes = await say(customerId, 'given', { contactPoint: email }, 'club');
    expect(await confirmationLink(customerId, no)).toEqual({
      refused: 'consent.nothing-to-confirm',
    });
    expect(await confirmationLink(other, yes)).toEqual({ refused: 'consent.not-found' });
    expect(await confirmationLink(customerId, yes, { contactPoint: 'x@example.com' })).toEqual({
      refused: 'consent.invalid',
    });
  });

  it('is gone with the customer', async () => {
    const { customerId } = await newCustomer();
    const { url } = await confirmationLink(customerId, await say(customerId, 'given', {}, 'club'));
    const { headers } = await hub.call('readCustomer', { params: { customerId } });
    await hub.call('removeCustomer', {
      params: { customerId },
      headers: { 'if-match': headers.etag ?? '' },
    });
    expect((await press(url)).status).toBe(410);
  });
});
