import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import { instant, requestId, words } from '#functions/shared/fields';
import { jurisdiction } from '#functions/shared/said-fields';
import { askedDetails } from './asked-details.ts';
import { facts, requestState, right, rights } from './request-fields.ts';

const me = ['auth.unauthenticated', 'schema.not-found', 'conflict.busy'] as const;
const one = { params: z.object({ requestId }) };
const found = [...me, 'privacy-request.not-found'] as const;

const ownRequest = z.object({
  id: requestId,
  rights: z.array(right).readonly(),
  state: requestState,
  jurisdictions: z.array(jurisdiction).readonly(),
  receivedAt: instant,
  dueAt: instant.optional(),
  verification: z.object({
    needed: z.enum(['none', 'contact-point', 'knowledge', 'document']),
    proved: z.array(z.string()).readonly().describe('What was shown so far.'),
    at: instant.optional(),
  }),
  code: z.string().optional().describe('Why it was rejected.'),
  endedAt: instant.optional(),
  package: z
    .object({
      endsAt: instant,
      by: z
        .enum(['door', 'letter', 'business'])
        .describe(
          '`door`: this session may open it, `POST …/package`. `letter`: a link was sent to an address of the customer. `business`: it hands it over.',
        ),
    })
    .optional()
    .describe('What answers access and portability is ready to be had until then.'),
});

export const createMyRequest = {
  method: 'POST',
  path: '/me/requests',
  summary:
    'The calling customer asks for what the law gives: access, correction, erasure. What the session shows already needs no other proof.',
  permission: 'me',
  body: z
    .strictObject({
      rights,
      jurisdiction: jurisdiction
        .optional()
        .describe(
          'Whose law is appealed to: unless told, that of the place the customer lives in.',
        ),
      note: words(2000).optional().describe('In words; kept sealed.'),
      details: askedDetails.optional(),
    })
    .meta({
      examples: [
        { rights: ['erasure'] },
        { rights: ['objection'], details: { purposes: ['newsletter'] } },
      ],
    }),
  response: ownRequest,
  status: 201,
  refusals: [...me, 'privacy-request.invalid', 'privacy-request.too-many-tries'],
} as const satisfies Contract;

export const listMyRequests = {
  method: 'GET',
  path: '/me/requests',
  summary: 'What the calling customer asked for, the latest first.',
  permission: 'me',
  response: z.object({ items: z.array(ownRequest).readonly() }),
  refusals: me,
} as const satisfies Contract;

export const readMyRequest = {
  ...one,
  method: 'GET',
  path: '/me/requests/{requestId}',
  summary: 'How far a request of the calling customer is.',
  permission: 'me',
  response: ownRequest,
  refusals: found,
} as const satisfies Contract;

export const openMyPackage = {
  ...one,
  method: 'POST',
  path: '/me/requests/{requestId}/package',
  summary:
    'A link to the package of a request of the calling customer, for a quarter of an hour: behind `/v1/packages/`. Only for who signed in and is vouched for by every record.',
  permission: 'me',
  response: z.object({ link: z.string(), expiresAt: instant }),
  status: 201,
  secrets: ['link'],
  refusals: [
    ...found,
    'package.not-found',
    'door.sign-in-needed',
    'privacy-request.too-many-tries',
  ],
} as const satisfies Contract;

export const withdrawMyRequest = {
  ...one,
  method: 'POST',
  path: '/me/requests/{requestId}/withdraw',
  summary: 'The calling customer no longer asks; before the work has begun.',
  permission: 'me',
  response: ownRequest,
  refusals: [...found, 'privacy-request.not-possible'],
} as const satisfies Contract;

export const proveMyRequest = {
  ...one,
  method: 'POST',
  path: '/me/requests/{requestId}/verify',
  summary:
    'The calling customer tells what only he and the business know. The answer is the same, and takes as long, whether it is true or not.',
  permission: 'me',
  body: z.strictObject({ facts }).meta({
    examples: [
      {
        facts: [
          { kind: 'customer-number', value: 'K-1001' },
          { kind: 'postcode', value: 'N1 7AA' },
        ],
      },
    ],
  }),
  response: z.undefined(),
  status: 204,
  refusals: found,
} as const satisfies Contract;
