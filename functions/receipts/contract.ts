import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import { consentEventId, customerId, instant, purposeName, words } from '#functions/shared/fields';

const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .describe('ISO 3166-1: `GB`.');
const address = z
  .url({ protocol: /^https$/ })
  .max(500)
  .describe('An address that begins with https://.');

const controllerBody = z.strictObject({
  legalName: words(200),
  contact: words(200).describe('A person or a role: `Data protection officer`.'),
  address: z.strictObject({
    street: words(200),
    locality: words(100).optional(),
    region: words(100).optional(),
    postcode: words(20).optional(),
    country,
  }),
  email: z.email().max(254),
  phone: z.string().regex(/^\+[0-9 ]{6,30}$/),
  policyUrl: address,
  withdrawalUrl: address.describe('Where a consent is withdrawn.'),
  retention: words(500).describe('For how long the data is kept, in a customer’s words.'),
  storedIn: z.array(country).min(1).max(50).describe('Countries in which it is stored.'),
  recipients: z
    .array(
      z.strictObject({
        name: words(200),
        purposes: z.array(purposeName).min(1).max(50).optional(),
      }),
    )
    .max(100)
    .describe('Third parties that get the data, each for some purposes or for all.'),
});
const controllerView = controllerBody.extend({
  version: z.number(),
  storedIn: z.array(country).readonly(),
  recipients: z
    .array(z.object({ name: z.string(), purposes: z.array(purposeName).readonly().optional() }))
    .readonly(),
  revision: z.number(),
  updatedAt: instant,
});

export const putController = {
  method: 'PUT',
  path: '/controller',
  summary: 'Says who answers for the customers’ data; receipts and certificates name it.',
  permission: 'consent:govern',
  everywhere: true,
  ifMatch: 'optional',
  body: controllerBody,
  response: controllerView,
  creates: true,
  refusals: ['precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

export const readController = {
  method: 'GET',
  path: '/controller',
  summary: 'Who answers for the customers’ data.',
  permission: 'governance:read',
  response: controllerView,
  refusals: ['controller.not-found'],
} as const satisfies Contract;

export const readReceipt = {
  method: 'GET',
  path: '/customers/{customerId}/consents/{purpose}/receipt',
  summary:
    'The signed receipt of what a customer said last about a purpose, for the customer to keep.',
  permission: 'consent:read',
  params: z.object({ customerId, purpose: purposeName }),
  query: z.strictObject({
    event: consentEventId
      .optional()
      .describe('A certain entry of the ledger; the last that counts unless told.'),
  }),
  response: z.object({
    receipt: z
      .string()
      .describe(
        'A compact JWS (RFC 7515), ES256, `typ` goldspoke-receipt. Keep the answer as it is.',
      ),
  }),
  refusals: [
    'customer.not-found',
    'customer.removed',
    'consent.not-found',
    'purpose.not-found',
    'receipt.no-controller',
    'receipt.proof-destroyed',
    'conflict.busy',
  ],
} as const satisfies Contract;
