import * as z from 'zod';
import { drpReasons, drpStatuses } from '#core/privacy-request/drp-status';
import { isOfSmallOrder } from '#core/privacy-request/small-order';
import type { Contract } from '#functions/shared/contract';
import { instant, words } from '#functions/shared/fields';

const agentId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
  .describe('As the network’s directory names the agent: `CONSUMER_REPORTS`.');
const directoryId = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);
const agentBody = z.strictObject({
  title: words(200),
  verifyKey: z
    .string()
    .regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/)
    .refine((key) => !isOfSmallOrder(key), 'is of small order: anybody could sign for it')
    .describe('Its Ed25519 public key as the directory has it: 32 bytes, Base64.'),
  businessId: directoryId.describe('Under which id the directory names this business.'),
  verificationUrl: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional()
    .describe('The business’s page on which a person shows who he is.'),
  callbackHosts: z
    .array(z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/))
    .max(10)
    .optional()
    .describe('Hosts at which the hub may call it (`status_callback`); none unless told.'),
  revoked: z.boolean().default(false).describe('Nothing of it is taken in any more.'),
});
const agentView = z.object({
  id: z.string(),
  ...agentBody.shape,
  revoked: z.boolean(),
  revision: z.number(),
  updatedAt: instant,
});

export const putAgent = {
  method: 'PUT',
  path: '/agents/{agentId}',
  summary: 'Lets an agent ask in the name of others, by the Data Rights Protocol; or no longer.',
  permission: 'access:manage',
  everywhere: true,
  params: z.object({ agentId }),
  ifMatch: 'optional',
  body: agentBody.meta({
    examples: [
      {
        title: 'Permission Slip',
        // Of RFC 8032, 7.1, test 1.
        verifyKey: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
        businessId: 'EXAMPLE_SHOP',
        callbackHosts: ['agent.example.com'],
      },
    ],
  }),
  response: agentView,
  creates: true,
  refusals: ['precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

export const readAgent = {
  method: 'GET',
  path: '/agents/{agentId}',
  summary: 'An agent of the Data Rights Protocol.',
  permission: 'access:read',
  everywhere: true,
  params: z.object({ agentId }),
  response: agentView,
  refusals: ['agent.not-found'],
} as const satisfies Contract;

const signed = z
  .string()
  .max(32_768)
  .describe('Base64 of an Ed25519 signature, 64 bytes, and the JSON text that it signs.');
/** Data Rights Protocol 1.0, 3.06. */
const error = z.object({
  code: z.string(),
  message: z.string(),
  fatal: z.boolean().optional(),
});
/** Data Rights Protocol 1.0, 3.03. */
const status = z.object({
  request_id: z.string(),
  received_at: instant,
  expected_by: instant.optional(),
  agent_request_id: z.string().optional(),
  status: z.enum(drpStatuses),
  reason: z.enum(drpReasons).optional(),
  processing_details: z.string().optional(),
  user_verification_url: z.string().optional(),
});
const params = z.object({ requestId: z.string().max(100) });
const open = {
  permission: null,
  headers: ['authorization'],
  refusals: [],
} as const;
const ownError = (says: string) => ({ says, mediaType: 'application/json', body: error });
const forbidden = ownError('What must not be followed, whyever.');
const ofText = { text: true, maxBodyBytes: 32_768, body: signed } as const;

export const setUpAgentKey = {
  method: 'POST',
  path: '/agent/{agentId}',
  permission: null,
  refusals: [],
  ...ofText,
  summary:
    'Data Rights Protocol 2.05: answers the bearer token of an agent that signs who it is; 403 without a word to anybody else.',
  params: z.object({ agentId }),
  response: z.union([z.object({ 'agent-id': z.string(), token: z.string() }), z.literal('')]),
  ownAnswers: { 403: { ...forbidden, mediaType: 'text/plain', body: z.literal('') } },
} as const satisfies Contract;

export const readAgentKey = {
  method: 'GET',
  path: '/agent/{agentId}',
  ...open,
  summary: 'Data Rights Protocol 2.06: whether the agent’s bearer token is still good.',
  params: z.object({ agentId }),
  response: z.union([error, z.object({})]),
  ownAnswers: { 403: forbidden },
} as const satisfies Contract;

export const exerciseDataRight = {
  method: 'POST',
  path: '/data-rights-request',
  ...open,
  ...ofText,
  summary: 'Data Rights Protocol 2.01: takes in what an agent asks in a person’s name.',
  response: z.union([status, error]),
  ownAnswers: {
    400: ownError('The message is the agent’s and asks for what is not there.'),
    403: forbidden,
    429: ownError('Too many requests for one address in a day.'),
  },
} as const satisfies Contract;

export const readDataRight = {
  method: 'GET',
  path: '/data-rights-request/{requestId}',
  ...open,
  summary: 'Data Rights Protocol 2.02: how far a request of this agent is.',
  params,
  response: z.union([status, error]),
  ownAnswers: { 403: forbidden },
} as const satisfies Contract;

export const revokeDataRight = {
  method: 'DELETE',
  path: '/data-rights-request/{requestId}',
  ...open,
  ...ofText,
  summary: 'Data Rights Protocol 2.04: takes a request back that nobody has approved yet.',
  params,
  response: z.union([status, error]),
  refusals: ['privacy-request.not-possible', 'privacy-request.not-found', 'conflict.busy'],
  ownAnswers: { 403: forbidden, 409: ownError('The request is decided already.') },
} as const satisfies Contract;
