import * as z from 'zod';
import { channels } from '#core/consent/consent-event';
import { consentStatuses } from '#core/consent/fold-consent';
import type { Contract } from '#functions/shared/contract';
import { deadLinkPages } from '#functions/shared/dead-link-pages';
import {
  consentEventId,
  customerId,
  instant,
  pageOf,
  paging,
  purposeName,
  sourceId,
  spokeName,
  toInstant,
} from '#functions/shared/fields';
import { saidChannels, shownNotice } from '#functions/shared/said-fields';

const contactPoint = z
  .string()
  .min(3)
  .max(254)
  .describe('An e-mail address or a phone number; the link then is about this one alone.');

const link = {
  linkId: z.string().describe('Stands in the ledger as evidence, when the link is used.'),
  url: z.url(),
  expiresAt: instant,
};
const refused = z.object({ refused: z.string().describe('The code of the refusal.') });
const mostLinks = 1000;

export const makeUnsubscribeLinks = {
  method: 'POST',
  path: '/unsubscribe-links',
  summary:
    'Links by which people withdraw without sign-in, with the headers of RFC 8058; up to a thousand at once, answered in their order.',
  permission: 'consent:write',
  maxBodyBytes: 512 * 1024,
  body: z.strictObject({
    links: z
      .array(
        z.strictObject({
          customerId,
          purpose: purposeName,
          channel: z.enum(channels),
          contactPoint: contactPoint.optional(),
        }),
      )
      .min(1)
      .max(mostLinks),
  }),
  response: z.object({
    answers: z
      .array(
        z.union([
          z.object({
            ...link,
            headers: z.object({
              'List-Unsubscribe': z.string(),
              'List-Unsubscribe-Post': z.literal('List-Unsubscribe=One-Click'),
            }),
          }),
          refused,
        ]),
      )
      .readonly(),
  }),
  refusals: [],
} as const satisfies Contract;

export const makeConfirmationLinks = {
  method: 'POST',
  path: '/confirmation-links',
  summary: 'Links by which people confirm what they agreed to: the second step of a double opt-in.',
  permission: 'consent:write',
  maxBodyBytes: 512 * 1024,
  body: z.strictObject({
    links: z
      .array(
        z.strictObject({
          customerId,
          eventId: consentEventId.describe('The yes that is to be confirmed, and no later one.'),
          contactPoint: contactPoint
            .optional()
            .describe('Where the link is sent; without it, where the yes was said for.'),
        }),
      )
      .min(1)
      .max(mostLinks),
  }),
  response: z.object({ answers: z.array(z.union([z.object(link), refused])).readonly() }),
  refusals: [],
} as const satisfies Contract;

/** Whatever is no link is answered with the page that says so. */
const params = z.object({ token: z.string().min(1).max(2048) });
const page = {
  permission: null,
  params,
  headers: ['accept-language'],
  mediaTypes: ['text/html'],
  response: z.string(),
  refusals: [],
  ownAnswers: deadLinkPages,
} as const;
/** RFC 8058, 3.1: what mail software posts. The page's own form does the same. */
const oneClick = z.object({ 'List-Unsubscribe': z.literal('One-Click').optional() });
const mostFormBytes = 4096;

export const showUnsubscribe = {
  ...page,
  method: 'GET',
  path: '/unsubscribe/{token}',
  summary: 'The page behind a link to withdraw; looking at it changes nothing.',
} as const satisfies Contract;

export const unsubscribe = {
  ...page,
  method: 'POST',
  path: '/unsubscribe/{token}',
  summary:
    'Withdraws what the link names, in one step and without sign-in (RFC 8058). 404 and 410 for what is no link, or none any more.',
  form: true,
  maxBodyBytes: mostFormBytes,
  body: oneClick,
  refusals: ['conflict.busy'],
} as const satisfies Contract;

export const showConfirmation = {
  ...page,
  method: 'GET',
  path: '/confirm/{token}',
  summary: 'The page behind a link to confirm; looking at it changes nothing.',
} as const satisfies Contract;

export const confirm = {
  ...page,
  method: 'POST',
  path: '/confirm/{token}',
  summary:
    'Confirms the yes that the link names. 404 and 410 for what is no link, or where nothing waits for it any more.',
  form: true,
  maxBodyBytes: mostFormBytes,
  body: z.object({}),
  refusals: ['conflict.busy'],
} as const satisfies Contract;

export const tellGlobalPrivacyControl = {
  method: 'POST',
  path: '/signals/gpc',
  summary:
    'A browser of a known customer sent `Sec-GPC: 1`: an objection to every purpose that sells or shares.',
  permission: 'consent:write',
  body: z
    .strictObject({
      customerId: customerId.optional(),
      spoke: spokeName.optional().describe('The token’s own unless told.'),
      sourceId: sourceId.optional(),
      at: instant.transform(toInstant).optional().describe('When it came; now unless told.'),
    })
    .refine((body) => (body.customerId === undefined) !== (body.sourceId === undefined), {
      error: 'names a customer by `customerId` or by `sourceId`, and not by both',
    }),
  response: z.object({
    customerId,
    objected: z
      .array(z.string())
      .readonly()
      .describe('Purposes that this signal changed; none where one stands already.'),
    honoured: z.array(z.object({ purpose: z.string(), since: instant })).readonly(),
  }),
  refusals: ['customer.not-found', 'customer.removed', 'consent.invalid', 'conflict.busy'],
} as const satisfies Contract;

export const readGpcSupport = {
  method: 'GET',
  path: '/.well-known/gpc.json',
  summary: 'That this hub heeds Global Privacy Control: the support resource of the specification.',
  permission: null,
  response: z.object({ gpc: z.literal(true), lastUpdate: z.iso.date() }),
  refusals: [],
} as const satisfies Contract;

const channel = z.enum(channels);
const honoured = z
  .array(z.object({ purpose: z.string(), since: instant }))
  .readonly()
  .describe('Purposes that sell or share, to which a signal of the browser is an objection.');
const ownPurpose = z.object({
  purpose: z.string(),
  title: z.string(),
  kinds: z.array(z.string()).readonly().describe('What the laws call it.'),
  legalBases: z.array(z.string()).readonly().describe('The grounds it may stand on.'),
  isDoubleOptIn: z.boolean().describe('What is given counts once it is confirmed.'),
  channels: z
    .array(
      z.object({
        channel,
        status: z.enum(consentStatuses),
        since: instant.optional(),
        expiresAt: instant.optional(),
        eventId: z.string().optional(),
        isUsed: z.boolean().describe('Whether it is lawful now: what was said is one part of it.'),
        legalBasis: z.string().optional().describe('On what ground, where it is.'),
        because: z.array(z.string()).readonly().describe('Codes of docs/consent.md.'),
      }),
    )
    .readonly(),
  notice: z
    .object({
      id: z.string(),
      version: z.number(),
      title: z.string(),
      language: z.string(),
      text: z.string(),
      hash: z.string(),
    })
    .optional()
    .describe('What was shown when it was said last, in the version of then.'),
});
const ownConsents = z.object({
  customerId,
  purposes: z.array(ownPurpose).readonly(),
  gpc: z.object({ honoured }),
});
const me = ['auth.unauthenticated'] as const;

export const readMyConsents = {
  method: 'GET',
  path: '/me/consents',
  summary:
    'What the calling customer said about every purpose, what it is for, on what ground it is used, and whether a signal of the browser is honoured.',
  permission: 'me',
  headers: ['accept-language'],
  response: ownConsents,
  refusals: [...me, 'schema.not-found', 'conflict.busy'],
} as const satisfies Contract;

/** One shape for yes and no: withdrawing asks for nothing that giving does not. */
export const putMyConsent = {
  method: 'PUT',
  path: '/me/consents/{purpose}',
  summary:
    'The calling customer gives, confirms, refuses, withdraws or objects: by the same call, with the same members.',
  permission: 'me',
  headers: ['accept-language'],
  params: z.object({ purpose: purposeName }),
  body: z.strictObject({
    status: z.enum(['given', 'confirmed', 'denied', 'withdrawn', 'objected']),
    channels: saidChannels,
    notice: shownNotice.describe('What was shown.'),
  }),
  response: ownPurpose.extend({ eventId: z.string() }),
  refusals: [
    ...me,
    'purpose.not-found',
    'notice.not-found',
    'consent.invalid',
    'consent.nothing-to-confirm',
    'schema.not-found',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const readMyConsentHistory = {
  method: 'GET',
  path: '/me/consents/history',
  summary: 'Everything that the calling customer is on record to have said, oldest first.',
  permission: 'me',
  query: z.strictObject(paging),
  response: pageOf(
    z.object({
      eventId: z.string(),
      kind: z.string(),
      purpose: z.string(),
      title: z.string().optional(),
      channels: z.array(channel).readonly(),
      isOfOneAddress: z.boolean().describe('It is about one address or number alone.'),
      at: instant,
      recordedAt: instant,
      expiresAt: instant.optional(),
      corrects: z.string().optional(),
      method: z.string().optional().describe('How it was said.'),
      notice: z.object({ id: z.string(), version: z.number() }).optional(),
    }),
  ),
  refusals: [...me, 'conflict.busy'],
} as const satisfies Contract;

export const readMyReceipt = {
  method: 'GET',
  path: '/me/consents/{purpose}/receipt',
  summary: 'The signed receipt of what the calling customer said last about a purpose.',
  permission: 'me',
  params: z.object({ purpose: purposeName }),
  query: z.strictObject({ event: consentEventId.optional() }),
  response: z.object({ receipt: z.string().describe('A compact JWS (RFC 7515), to be kept.') }),
  refusals: [
    ...me,
    'consent.not-found',
    'purpose.not-found',
    'receipt.no-controller',
    'receipt.proof-destroyed',
    'conflict.busy',
  ],
} as const satisfies Contract;
