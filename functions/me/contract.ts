import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import {
  attributes,
  customerId,
  instant,
  pageOf,
  paging,
  schemaName,
} from '#functions/shared/fields';

const nobody = ['auth.unauthenticated'] as const;

export const requestLink = {
  method: 'POST',
  path: '/me/links',
  summary:
    'Asks for a link to the own door, sent to this address. The answer is the same, and takes as long, whoever has the address.',
  permission: null,
  body: z.union([
    z.strictObject({ email: z.string().trim().min(3).max(254) }),
    z.strictObject({
      phone: z.string().trim().min(6).max(30).describe('With its country: +44 7700 900123.'),
    }),
  ]),
  response: z.undefined(),
  status: 204,
  refusals: [],
} as const satisfies Contract;

export const openSession = {
  method: 'POST',
  path: '/me/sessions',
  summary:
    'Opens the own door: for a link that was sent, or for an ID token of the business’s own accounts. Each opens it once.',
  permission: null,
  body: z.union([
    z.strictObject({ link: z.string().min(20).max(2000) }),
    z.strictObject({
      idToken: z.string().min(20).max(8000),
      nonce: z
        .string()
        .min(16)
        .max(256)
        .describe('The text whose SHA-256, in base64url, stands in the token as its `nonce`.'),
    }),
  ]),
  response: z.object({
    token: z.string().describe('The bearer token of `/v1/me`; it opens nothing else.'),
    expiresAt: instant,
  }),
  status: 201,
  secrets: ['token'],
  refusals: ['door.not-opened'],
} as const satisfies Contract;

export const endSession = {
  method: 'DELETE',
  path: '/me/session',
  summary: 'Closes the own door: the token that calls opens nothing any more.',
  permission: 'me',
  response: z.undefined(),
  status: 204,
  refusals: [],
} as const satisfies Contract;

const heldAttribute = z.object({
  attribute: z.string(),
  title: z.string().optional(),
  sources: z
    .array(z.object({ spoke: z.string(), title: z.string().optional(), since: instant }))
    .readonly()
    .describe('The systems that say so. None: it was said in the hub itself.'),
  saidBy: z
    .enum(['sources', 'you', 'staff'])
    .describe('Who has the last word: the systems, the customer himself, or a member of staff.'),
  isCorrectable: z.boolean().describe('Whether this session may change it: `PATCH /v1/me`.'),
});

const ownView = z.object({
  customerId,
  schema: schemaName,
  attributes,
  hidden: z
    .array(z.string())
    .readonly()
    .describe(
      'Pointers into what the hub holds: values that are there, and that this session does not show. It came by a link, and they are sensitive; or only records say so that do not hold the address of the link, or that are of another account.',
    ),
  held: z.array(heldAttribute).readonly(),
  purposes: z
    .array(
      z.object({
        purpose: z.string(),
        title: z.string(),
        benefit: z.string().optional().describe('What the customer has of it.'),
        legalBases: z.array(z.string()).readonly(),
        attributes: z.array(z.string()).readonly().describe('What is used for it.'),
        states: z
          .array(z.object({ channel: z.string(), status: z.string(), at: instant.optional() }))
          .readonly()
          .describe('What the customer said, by channel; docs/consent.md.'),
      }),
    )
    .readonly(),
  recipients: z
    .array(
      z.object({
        spoke: z.string(),
        title: z.string().optional(),
        attributes: z.array(z.string()).readonly(),
        purposes: z.array(z.string()).readonly(),
      }),
    )
    .readonly()
    .describe('The systems that may read it as things stand, and which attributes each.'),
  revision: z.number(),
  updatedAt: instant,
});

export const readMe = {
  method: 'GET',
  path: '/me',
  summary:
    'What is held of the calling customer, where it came from, what for, and who receives it.',
  permission: 'me',
  response: ownView,
  refusals: [...nobody, 'schema.not-found', 'conflict.busy'],
} as const satisfies Contract;

export const correctMe = {
  method: 'PATCH',
  path: '/me',
  summary:
    'The customer corrects what is held of him, as RFC 7396 merge patch; his word stands above those of the systems. What identifies him asks for a session by sign-in.',
  permission: 'me',
  ifMatch: 'required',
  body: z.strictObject({ attributes }),
  response: ownView,
  refusals: [
    ...nobody,
    'door.sign-in-needed',
    'record.invalid',
    'schema.not-found',
    'customer.hidden-values',
    'customer.too-large',
    'precondition.required',
    'precondition.failed',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const readMyHistory = {
  method: 'GET',
  path: '/me/history',
  summary: 'What changed in what is held of the calling customer, oldest first; without values.',
  permission: 'me',
  query: z.strictObject(paging),
  response: pageOf(
    z.object({
      at: instant,
      says: z.string().describe('In plain words.'),
      by: z.enum(['you', 'staff', 'system', 'hub']),
      changed: z.array(z.string()).readonly().describe('Names of attributes.'),
    }),
  ),
  refusals: [...nobody, 'conflict.busy'],
} as const satisfies Contract;
