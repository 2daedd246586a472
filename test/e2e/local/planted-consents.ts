import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { controllerBody } from '#test/support/controller';

import { ownRequests, requests, requestsByAgent } from './planted-requests.ts';
import {
  agent,
  atTheDoor,
  call,
  consentMail,
  doorSecrets,
  evidence,
  heldFor,
  hub,
  phone,
  put,
  touchpoint,
  wrongPoint,
} from './planted-values.ts';

/** A customer asks for a link, opens his door with it, looks and corrects; a spoke sends the letter. */
export async function ownDoor() {
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
  await ownRequests(bearer(token).headers);
  expect((await call('endSession', bearer(token))).status).toBe(204);
  await requests(post.token);
  await requestsByAgent();
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

/** Contact points, and how a consent came about. */
export async function consents(customerId: string) {
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
  const said = (body: object, refused?: number) =>
    call('putConsent', {
      params: { customerId, purpose: 'planted' },
      body: { status: 'given', jurisdiction: 'GB', ...body },
      ...(refused !== undefined && { refused }),
    });
  const script = { id: 'form', version: '1' };
  const attachmentHash = 'a'.repeat(64);
  const given = await said({
    collection: { method: 'paper', agent, touchpoint, script, attachmentHash },
    notice: { id: 'planted', version: 1, language: 'en' },
    contactPoint,
    evidence,
  });
  expect(given.status, JSON.stringify(given.body)).toBe(200);
  await said({ collection: { method: 'app' }, contactPoint: phone, channels: ['sms'] });
  await said({ collection: { method: 'app' }, contactPoint: `${wrongPoint} at nowhere` }, 422);
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
          collection: { method: 'app', touchpoint },
          at: '2025-01-01T00:00:00Z',
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
