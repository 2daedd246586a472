import * as z from 'zod';
import { orderAnswers, requestChannels } from '#core/privacy-request/privacy-request';
import type { Contract } from '#functions/shared/contract';
import {
  customerId,
  instant,
  pageOf,
  paging,
  requestId,
  sourceId,
  spokeName,
  toInstant,
  words,
} from '#functions/shared/fields';
import { askedDetails } from './asked-details.ts';
import { about, facts, right, rights, sha256 } from './request-fields.ts';
import { code, orderView, requestView, requestWithClocks } from './request-shape.ts';

const orderNote = words(500).optional().describe('In words; kept sealed.');
/** Answers that leave something undone. */
const unfinished = ['partial', 'refused'] as const;

const params = z.object({ requestId });
const found = ['privacy-request.not-found'] as const;

export const createPrivacyRequest = {
  method: 'POST',
  path: '/privacy-requests',
  summary: 'Takes in what a person asks for; its workflow verifies, decides, acts and proves.',
  permission: 'request:open',
  body: z
    .strictObject({
      rights,
      customerId: customerId.optional().describe('Whom it is about, where that is known.'),
      about: about
        .optional()
        .describe(
          'Whom it is about, where that id is not known; kept sealed. The answer is the same, and takes as long, whether somebody is found or not.',
        ),
      jurisdiction: z
        .union([jurisdiction, z.array(jurisdiction).min(1).max(5)])
        .describe('Whose law the person appeals to.'),
      channel: z
        .enum(requestChannels)
        .exclude(['person', 'retention'])
        .describe(
          '`spoke` for a token that acts for one. What comes through the own door says so itself.',
        ),
      note: words(2000).optional().describe('What was asked for, in words; kept sealed.'),
      details: askedDetails.optional(),
    })
    .meta({
      examples: [
        {
          rights: ['access', 'portability'],
          about: { contactPoint: 'ada@example.com' },
          jurisdiction: 'GB',
          channel: 'steward',
          note: 'By letter.',
        },
        {
          rights: ['rectification'],
          customerId: 'cus_01jz0000000000000000000000',
          jurisdiction: 'EU',
          channel: 'steward',
          details: { corrections: { jobTitle: 'Analyst' } },
        },
      ],
    }),
  response: requestView,
  status: 201,
  refusals: [
    'customer.not-found',
    'customer.removed',
    'privacy-request.invalid',
    'privacy-request.too-many-tries',
    'schema.not-found',
    'record.invalid',
  ],
} as const satisfies Contract;

export const listPrivacyRequests = {
  method: 'GET',
  path: '/privacy-requests',
  summary: 'Open requests by arrival, or ended ones by their end.',
  permission: 'request:read',
  everywhere: true,
  query: z.strictObject({ ...paging, which: z.enum(['open', 'ended']).default('open') }),
  response: pageOf(requestView),
  refusals: [],
} as const satisfies Contract;

export const readPrivacyRequest = {
  method: 'GET',
  path: '/privacy-requests/{requestId}',
  summary: 'How far a privacy request is, and which clocks run for it, by which law.',
  permission: 'request:read',
  everywhere: true,
  params,
  response: requestWithClocks,
  refusals: found,
} as const satisfies Contract;

const identified = customerId.optional().describe('Who it is, where the request does not say.');

export const identifyPrivacyRequest = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/identify',
  summary: 'Says whom a privacy request is about; once, and before it is verified.',
  permission: 'request:decide',
  everywhere: true,
  params,
  body: z
    .strictObject({ customerId })
    .meta({ examples: [{ customerId: 'cus_01jz0000000000000000000000' }] }),
  response: requestView,
  refusals: [
    ...found,
    'privacy-request.not-possible',
    'customer.not-found',
    'customer.removed',
    'schema.not-found',
  ],
} as const satisfies Contract;

export const verifyPrivacyRequest = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/verify',
  summary: 'Says that it was made sure who asks, and how.',
  permission: 'request:decide',
  everywhere: true,
  params,
  body: z
    .discriminatedUnion('method', [
      z.strictObject({ method: z.literal('steward'), customerId: identified }),
      z.strictObject({
        method: z.literal('document'),
        customerId: identified,
        documentHash: sha256.describe('Of the document that was looked at; itself it is not kept.'),
      }),
      z.strictObject({
        method: z.literal('agent'),
        customerId: identified,
        reference: words(200).describe(
          'By what the agent is known, and the case there; kept sealed.',
        ),
        permissionHash: sha256.describe('Of the permission that the person signed.'),
      }),
      z.strictObject({
        method: z.literal('contact-point'),
        code: z
          .string()
          .regex(/^\d{8}$/)
          .describe('That was sent, as the person told it.'),
      }),
      z.strictObject({ method: z.literal('knowledge'), facts }),
    ])
    .meta({
      examples: [
        { method: 'contact-point', code: '04711815' },
        {
          method: 'document',
          documentHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        },
      ],
    }),
  response: requestView,
  refusals: [
    ...found,
    'privacy-request.not-possible',
    'privacy-request.invalid',
    'customer.not-found',
    'customer.removed',
    'privacy-request.not-proved',
    'privacy-request.too-many-tries',
    'schema.not-found',
  ],
} as const satisfies Contract;

export const approvePrivacyRequest = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/approve',
  summary: 'Lets the work begin: orders go out, the hub does its own part.',
  permission: 'request:decide',
  everywhere: true,
  params,
  ifMatch: 'optional',
  response: requestView,
  refusals: [...found, 'privacy-request.not-possible'],
} as const satisfies Contract;

export const rejectPrivacyRequest = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/reject',
  summary: 'Refuses a request, with the reason’s code; before the work has begun.',
  permission: 'request:decide',
  everywhere: true,
  params,
  ifMatch: 'optional',
  body: z
    .strictObject({ code, reason: words(500).describe('Why, in words; kept sealed.') })
    .meta({ examples: [{ code: 'excessive', reason: 'The third one in this month.' }] }),
  response: requestView,
  refusals: [...found, 'privacy-request.not-possible'],
} as const satisfies Contract;

export const withdrawPrivacyRequest = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/withdraw',
  summary:
    'The person no longer asks; before the work has begun. For who opened it, who may open requests of this customer, and who decides.',
  permission: 'request:open',
  params,
  response: requestView,
  refusals: [...found, 'privacy-request.not-possible'],
} as const satisfies Contract;

export const extendPrivacyRequest = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/extend',
  summary: 'Takes the longer time that the laws allow once, where the person was told in time.',
  permission: 'request:decide',
  everywhere: true,
  params,
  body: z.strictObject({
    reason: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,62}$/)
      .describe('`complexity`, `number_of_requests`, or a code of the business.')
      .meta({ examples: ['complexity'] }),
    noticeSentAt: instant.transform(toInstant).describe('When the person was told.'),
  }),
  response: requestWithClocks,
  refusals: [
    ...found,
    'privacy-request.not-possible',
    'privacy-request.not-extendable',
    'privacy-request.invalid',
  ],
} as const satisfies Contract;

export const pausePrivacyRequest = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/pause',
  summary: 'Lets the clocks stand whose law permits it for this reason, until `continue`.',
  permission: 'request:decide',
  everywhere: true,
  params,
  body: z
    .strictObject({
      reason: z.literal('clarification').describe('The person was asked what exactly is meant.'),
    })
    .meta({ examples: [{ reason: 'clarification' }] }),
  response: requestWithClocks,
  refusals: [...found, 'privacy-request.not-possible', 'privacy-request.no-pause'],
} as const satisfies Contract;

export const continuePrivacyRequest = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/continue',
  summary: 'Ends a pause: the person has answered.',
  permission: 'request:decide',
  everywhere: true,
  params,
  response: requestWithClocks,
  refusals: [...found, 'privacy-request.not-possible'],
} as const satisfies Contract;

const orderParams = z.object({ requestId, spoke: spokeName });

export const acknowledgePrivacyRequest = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/acknowledgements/{spoke}',
  summary: 'A spoke says how far it is; the same again changes nothing.',
  permission: 'request:answer',
  params: orderParams,
  body: z
    .discriminatedUnion('status', [
      z.strictObject({
        status: z.enum(orderAnswers).exclude(unfinished),
        code: code.optional(),
        note: orderNote,
      }),
      z
        .strictObject({ status: z.enum(unfinished), code, note: orderNote })
        .describe('Of what is left undone the code says why.'),
    ])
    .meta({
      examples: [
        { status: 'done' },
        { status: 'partial', code: 'kept-by-law', note: 'Invoices of 2025.' },
      ],
    }),
  response: z.object({ requestId, spoke: spokeName, order: orderView }),
  refusals: [...found, 'privacy-request.no-such-order', 'privacy-request.not-possible'],
} as const satisfies Contract;

export const readOrder = {
  method: 'GET',
  path: '/privacy-requests/{requestId}/orders/{spoke}',
  summary: 'What a spoke has to do, with the ids under which it knows the person.',
  permission: 'request:answer',
  params: orderParams,
  response: z.object({
    requestId,
    spoke: spokeName,
    rights: z.array(right).readonly(),
    customerIds: z.array(customerId).readonly().describe('Every id that the person has or had.'),
    sourceIds: z
      .array(sourceId)
      .readonly()
      .describe('The spoke’s own, as they were when the order was made.'),
    order: orderView,
  }),
  refusals: [...found, 'privacy-request.no-such-order'],
} as const satisfies Contract;

export const waiveOrder = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/orders/{spoke}/waive',
  summary: 'Ends the order of a spoke that does not answer; the request is fulfilled in part then.',
  permission: 'request:decide',
  everywhere: true,
  params: orderParams,
  body: z
    .strictObject({ code, reason: words(500).describe('Why, in words; kept sealed.') })
    .meta({ examples: [{ code: 'unreachable', reason: 'The system was switched off.' }] }),
  response: requestView,
  refusals: [...found, 'privacy-request.no-such-order', 'privacy-request.not-possible'],
} as const satisfies Contract;

export { readCertificate } from './contract-certificate.ts';
export {
  createMyRequest,
  listMyRequests,
  openMyPackage,
  proveMyRequest,
  readMyRequest,
  withdrawMyRequest,
} from './contract-own.ts';
export {
  challengePrivacyRequest,
  listRequestCandidates,
  proveByLink,
} from './contract-proof.ts';

import { jurisdiction } from '#functions/shared/said-fields';

export { putPrivacyTargets, readPrivacyTargets } from './contract-targets.ts';
