import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import {
  attributes,
  customerId,
  hidden,
  instant,
  pairScore,
  requestId,
} from '#functions/shared/fields';
import { facts } from './request-fields.ts';

const params = z.object({ requestId });
const found = ['privacy-request.not-found'] as const;

export const listRequestCandidates = {
  method: 'GET',
  path: '/privacy-requests/{requestId}/candidates',
  summary:
    'Whom a privacy request may be about, for who decides it; who asks is told nothing of it.',
  permission: 'request:decide',
  everywhere: true,
  params,
  response: z.object({
    customerId: customerId.optional().describe('Who it is, where that is decided.'),
    candidates: z
      .array(
        z.object({
          customerId,
          attributes,
          hidden,
          because: z.string().describe('`crosswalk`, `contact-point`, or how the matcher decided.'),
          score: pairScore.optional(),
          requestsInYear: z
            .number()
            .describe('Requests of this person within twelve months, this one apart.'),
        }),
      )
      .readonly(),
  }),
  refusals: [...found, 'schema.not-found', 'record.invalid'],
} as const satisfies Contract;

export const challengePrivacyRequest = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/challenges',
  summary:
    'Has a one-time code and a link sent to an address that the person is known by, to be shown again.',
  permission: 'request:decide',
  everywhere: true,
  params,
  body: z
    .strictObject({
      contactPoint: z
        .string()
        .trim()
        .min(3)
        .max(254)
        .optional()
        .describe('One that is on record, and nobody else’s; the first one unless told.'),
    })
    .meta({ examples: [{}, { contactPoint: 'ada@example.com' }] }),
  response: z.object({
    to: z.enum(['email', 'phone']),
    expiresAt: instant,
  }),
  status: 202,
  refusals: [
    ...found,
    'privacy-request.not-possible',
    'privacy-request.invalid',
    'privacy-request.too-many-tries',
    'schema.not-found',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const proveByLink = {
  method: 'POST',
  path: '/request-proofs',
  summary:
    'Who asks shows the link that was sent, and what is known besides. The answer is the same, and takes as long, whatever becomes of it.',
  permission: null,
  body: z
    .strictObject({ link: z.string().min(20).max(2000), facts: facts.optional() })
    .meta({ examples: [{ link: 'what the letter has in facts.link' }] }),
  response: z.undefined(),
  status: 204,
  refusals: [],
} as const satisfies Contract;
