import * as z from 'zod';
import { channels } from '#core/consent/consent-event';
import { ownMethods, statedMethods } from '#core/consent/consent-proof';
import { consentStatuses } from '#core/consent/fold-consent';
import { legalBases, purposeKinds, retentionStarts } from '#core/consent/purpose';
import type { Contract } from '#functions/shared/contract';
import {
  consentEventId,
  customerId,
  instant,
  pageOf,
  paging,
  purposeName,
  spokeName,
  toInstant,
  words,
} from '#functions/shared/fields';
import { jurisdiction, saidChannels, shownNotice } from '#functions/shared/said-fields';

const channel = z.enum(channels);
const contactPoint = z
  .string()
  .min(3)
  .max(254)
  .describe('An e-mail address or a phone number; kept as a keyed token.');
const ruleId = z.string().regex(/^[a-z0-9][A-Za-z0-9-]{0,62}$/);
const status = z.enum(['given', 'denied', 'withdrawn', 'objected']);
const word = z.string().regex(/^[\x21-\x7e]{1,128}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const collection = z
  .strictObject({
    method: z.enum(statedMethods),
    spoke: spokeName.optional(),
    touchpoint: word.optional(),
    device: z.enum(['desktop', 'mobile', 'tablet', 'kiosk', 'other']).optional(),
    script: z
      .strictObject({ id: word, version: word })
      .optional()
      .describe('Which form or script was used: needed for paper and phone.'),
    attachmentHash: sha256
      .optional()
      .describe('SHA-256 of the scan or recording, in hex: needed for paper and phone.'),
    agent: word.optional().describe('Who took it down: needed for paper and phone.'),
  })
  .refine(
    ({ method, script, attachmentHash, agent }) =>
      !['paper', 'phone'].includes(method) ||
      (script !== undefined && attachmentHash !== undefined && agent !== undefined),
    { error: 'of paper and phone needs `script`, `attachmentHash` and `agent`' },
  );

const stateView = z.object({
  purpose: z.string(),
  channel,
  status: z.enum(consentStatuses),
  at: instant.optional(),
  expiresAt: instant.optional(),
  eventId: z.string().optional(),
});

export const putConsent = {
  method: 'PUT',
  path: '/customers/{customerId}/consents/{purpose}',
  summary:
    'Adds what a customer said about one purpose to the ledger; nothing in it is ever changed.',
  permission: 'consent:write',
  params: z.object({ customerId, purpose: purposeName }),
  body: z.strictObject({
    status: z.enum([...status.options, 'confirmed', 'parental']),
    channels: saidChannels,
    contactPoint: contactPoint.optional(),
    jurisdiction,
    notice: shownNotice,
    collection,
    evidence: word.optional().describe('Where the collecting system keeps the proof.'),
    forms: z
      .array(z.enum(['explicit', 'separate', 'written']))
      .max(3)
      .optional()
      .describe('How formally it was given, where a law asks for more than a tick.'),
    at: instant
      .transform(toInstant)
      .optional()
      .describe('When the person did it; now unless told.'),
    expiresAt: instant.transform(toInstant).optional(),
  }),
  response: z.object({
    customerId,
    purpose: z.string(),
    eventId: z.string(),
    sequence: z.number(),
    states: z.array(stateView).readonly(),
  }),
  refusals: [
    'customer.not-found',
    'customer.removed',
    'purpose.not-found',
    'notice.not-found',
    'consent.invalid',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const readConsents = {
  method: 'GET',
  path: '/customers/{customerId}/consents',
  summary: 'What the customer agrees to, by purpose and channel, now or at a moment.',
  permission: 'consent:read',
  params: z.object({ customerId }),
  query: z.strictObject({
    at: instant.transform(toInstant).optional().describe('What held then; now unless told.'),
    knownAt: instant
      .transform(toInstant)
      .optional()
      .describe('As far as the hub knew then; now unless told.'),
    contactPoint: contactPoint.optional(),
  }),
  response: z.object({ customerId, states: z.array(stateView).readonly() }),
  refusals: ['customer.not-found', 'customer.removed', 'customer.retired', 'consent.invalid'],
} as const satisfies Contract;

const historyEntry = z.object({
  eventId: z.string(),
  customerId,
  sequence: z.number(),
  kind: z.string(),
  status: z.string().optional(),
  purpose: z.string().optional(),
  channels: z.array(channel).readonly().optional(),
  hasContactPoint: z.boolean(),
  at: instant,
  recordedAt: instant,
  expiresAt: instant.optional(),
  jurisdiction: z.string().optional(),
  corrects: z.string().optional(),
  collection: z
    .looseObject({
      method: z
        .enum([...statedMethods, ...ownMethods])
        .describe(
          'What only the hub writes: `request` stands for the work on a privacy request, `staff` for a decision of the staff.',
        ),
    })
    .optional(),
  notice: z.looseObject({}).optional(),
  evidence: z.string().optional(),
  actor: z.string().optional(),
});

export const readConsentHistory = {
  method: 'GET',
  path: '/customers/{customerId}/consents/history',
  summary: 'Every entry of the ledger, oldest first, with how it came about.',
  permission: 'consent:read',
  params: z.object({ customerId }),
  query: z.strictObject(paging),
  response: pageOf(historyEntry),
  refusals: ['customer.not-found', 'customer.removed', 'customer.retired'],
} as const satisfies Contract;

export const correctConsent = {
  method: 'POST',
  path: '/customers/{customerId}/consent-corrections',
  summary: 'Says that an entry was a mistake; it stays in the ledger and no longer counts.',
  permission: 'consent:correct',
  params: z.object({ customerId }),
  body: z.strictObject({
    eventId: consentEventId,
    evidence: word.describe('Where the ground for it is kept.'),
  }),
  response: z.object({ eventId: z.string(), sequence: z.number() }),
  status: 201,
  refusals: ['customer.not-found', 'customer.removed', 'consent.not-found', 'conflict.busy'],
} as const satisfies Contract;

export const addRelationship = {
  method: 'POST',
  path: '/customers/{customerId}/relationships',
  summary:
    'Records a purchase, an inquiry or the like, which some laws take for consent for a while.',
  permission: 'consent:write',
  params: z.object({ customerId }),
  body: z.strictObject({
    kind: z.enum([
      'purchase',
      'contract-ended',
      'inquiry',
      'donation',
      'membership-ended',
      'address-published',
      'address-disclosed',
    ]),
    at: instant.transform(toInstant).optional(),
    refusalOffered: z
      .boolean()
      .optional()
      .describe('Of a purchase: the address was collected in it, and refusing was offered then.'),
    spoke: spokeName.optional(),
    evidence: word.optional(),
  }),
  response: z.object({ eventId: z.string(), sequence: z.number() }),
  status: 201,
  refusals: ['customer.not-found', 'customer.removed', 'consent.invalid', 'conflict.busy'],
} as const satisfies Contract;

const purposeBody = z.strictObject({
  title: words(200),
  benefit: words(300)
    .optional()
    .describe('What the customer has of it, in words for him: he reads it at his own door.'),
  dpv: z
    .string()
    .regex(/^dpv:[A-Za-z]{1,80}$/)
    .optional()
    .describe('A term of the W3C Data Privacy Vocabulary: `dpv:Marketing`.'),
  kinds: z
    .array(z.enum(purposeKinds))
    .max(purposeKinds.length)
    .optional()
    .describe(
      'What the laws call it. Unless told: `direct_marketing` where it may stand on consent or legitimate interest, else nothing.',
    ),
  legalBases: z
    .array(z.enum(legalBases))
    .min(1)
    .max(legalBases.length)
    .describe('The grounds it may stand on (GDPR art. 6), the preferred one first.'),
  channels: z.array(channel).min(1).max(channels.length),
  isDoubleOptIn: z.boolean().optional().describe('What is given counts once it is confirmed.'),
  holdsFor: z
    .strictObject({
      value: z.number().int().min(1).max(1200),
      unit: z.enum(['calendar_days', 'months', 'years']),
    })
    .optional()
    .describe('How long a consent holds that names no end itself.'),
  retention: z
    .strictObject({
      value: z.number().int().min(1).max(1200),
      unit: z.enum(['calendar_days', 'months', 'years']),
      after: z.enum(retentionStarts),
    })
    .optional()
    .describe('How long data is kept for it; for ever unless told. docs/retention.md.'),
});
/** In an address numbers are text. */
const versionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number)
  .optional();
const governed = { revision: z.number(), updatedAt: instant };
const purposeView = purposeBody.extend({
  name: purposeName,
  kinds: z.array(z.enum(purposeKinds)).readonly(),
  legalBases: z.array(z.enum(legalBases)).readonly(),
  channels: z.array(channel).readonly(),
  holdsFor: z.object({ value: z.number(), unit: z.string() }).optional(),
  retention: z.object({ value: z.number(), unit: z.string(), after: z.string() }).optional(),
  ...governed,
});

export const putPurpose = {
  method: 'PUT',
  path: '/purposes/{name}',
  summary: 'Defines a purpose or changes it.',
  permission: 'consent:govern',
  everywhere: true,
  ifMatch: 'optional',
  params: z.object({
    name: purposeName.refine((name) => name !== 'history', 'is a word of the API'),
  }),
  body: purposeBody,
  response: purposeView,
  creates: true,
  refusals: ['purpose.invalid', 'precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

export const listPurposes = {
  method: 'GET',
  path: '/purposes',
  summary: 'All purposes.',
  permission: 'governance:read',
  response: z.object({ items: z.array(purposeView).readonly() }),
  refusals: [],
} as const satisfies Contract;

export const readPurpose = {
  method: 'GET',
  path: '/purposes/{name}',
  summary: 'One purpose, as it stands or as a revision of it stood.',
  permission: 'governance:read',
  params: z.object({ name: purposeName }),
  query: z.strictObject({ version: versionNumber }),
  response: purposeView,
  refusals: ['purpose.not-found'],
} as const satisfies Contract;

const language = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/);
const noticeView = z.object({
  name: purposeName,
  version: z.number(),
  title: z.string(),
  texts: z.record(z.string(), z.object({ text: z.string(), hash: z.string() })).readonly(),
  ...governed,
});

export const putNotice = {
  method: 'PUT',
  path: '/notices/{name}',
  summary:
    'Writes a notice, or a new version of it. What people were shown before stays on record by its hash.',
  permission: 'consent:govern',
  everywhere: true,
  ifMatch: 'optional',
  params: z.object({ name: purposeName }),
  body: z.strictObject({
    title: words(200),
    texts: z
      .record(language, z.string().trim().min(1).max(20_000))
      .refine((texts) => Object.keys(texts).length > 0, 'has no text')
      .describe('By language: `en`, `de-AT`.'),
  }),
  response: noticeView,
  creates: true,
  refusals: ['precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

export const listNotices = {
  method: 'GET',
  path: '/notices',
  summary: 'All notices in their newest versions, with the hashes of their texts.',
  permission: 'governance:read',
  response: z.object({
    items: z
      .array(
        noticeView
          .omit({ texts: true })
          .extend({ hashes: z.record(z.string(), z.string()).readonly() }),
      )
      .readonly(),
  }),
  refusals: [],
} as const satisfies Contract;

export const readNotice = {
  method: 'GET',
  path: '/notices/{name}',
  summary: 'A notice in its newest version, or in the one that somebody was shown.',
  permission: 'governance:read',
  params: z.object({ name: purposeName }),
  query: z.strictObject({ version: versionNumber }),
  response: noticeView,
  refusals: ['notice.not-found'],
} as const satisfies Contract;

const ruleView = z.object({
  ruleId: z.string(),
  regulation: z.string().optional().describe('Absent: a way of counting that laws share.'),
  citation: z.string(),
  check: z.enum(['text', 'secondary', 'memory']),
  age: z
    .object({ threshold: z.number(), scope: z.string() })
    .optional()
    .describe('Of an age from which a person’s own word counts; nothing else has one.'),
  decides: z.boolean().describe('Whether it decides anything: confirmed, or signed off.'),
  signOff: z.object({ ground: z.string(), asOf: z.string(), updatedAt: instant }).optional(),
});

export const listRules = {
  method: 'GET',
  path: '/consent-rules',
  summary:
    'Every rule and age of the law about contacts, and every fact of the clocks of privacy requests: how sure it is, and whether it decides.',
  permission: 'governance:read',
  response: z.object({
    edition: z.object({ schemaVersion: z.string(), asOf: z.string() }),
    items: z.array(ruleView).readonly(),
  }),
  refusals: [],
} as const satisfies Contract;

export const signOffRule = {
  method: 'PUT',
  path: '/consent-rules/{ruleId}/sign-off',
  summary:
    'Vouches for a rule, an age or a fact of a clock that no source confirms, so that it decides; or takes that back.',
  permission: 'consent:govern',
  everywhere: true,
  params: z.object({ ruleId }),
  body: z.strictObject({
    isSignedOff: z.boolean(),
    ground: words(500).describe('On what it rests: an opinion’s reference.'),
  }),
  response: ruleView,
  refusals: ['rule.not-found', 'conflict.busy'],
} as const satisfies Contract;

const question = z.strictObject({
  customerId,
  purpose: purposeName,
  channel,
  contactPoint: contactPoint.optional(),
  at: instant.transform(toInstant).optional(),
  knownAt: instant.transform(toInstant).optional(),
  isOnDoNotCallList: z.boolean().optional(),
});
const decision = z.object({
  allowed: z.boolean(),
  basis: z.enum(legalBases).optional(),
  reasons: z
    .array(
      z.object({
        code: z.string(),
        regulation: z.string().optional(),
        rule: z.string().optional(),
        citation: z.string().optional(),
      }),
    )
    .readonly(),
  evidence: z.string().optional(),
  obligations: z.array(z.string()).readonly(),
  until: instant.optional(),
  edition: z.object({ schemaVersion: z.string(), asOf: z.string() }),
});

export const decideContact = {
  method: 'POST',
  isRead: true,
  path: '/contact-decisions',
  summary: 'Says whether a contact is lawful, on what ground, why, and until when that holds.',
  permission: 'consent:decide',
  body: question,
  response: decision,
  refusals: ['customer.not-found', 'customer.removed', 'purpose.not-found', 'consent.invalid'],
} as const satisfies Contract;

export const decideContacts = {
  method: 'POST',
  isRead: true,
  path: '/contact-decisions/batch',
  summary: 'Up to a thousand contact decisions at once, answered in their order.',
  permission: 'consent:decide',
  maxBodyBytes: 512 * 1024,
  body: z.strictObject({ questions: z.array(question).min(1).max(1000) }),
  response: z.object({
    answers: z.array(z.union([decision, z.object({ refused: z.string() })])).readonly(),
  }),
  refusals: [],
} as const satisfies Contract;
