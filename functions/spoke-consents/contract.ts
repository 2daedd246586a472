import * as z from 'zod';
import { channels } from '#core/consent/consent-event';
import { consentStatuses } from '#core/consent/fold-consent';
import type { Contract } from '#functions/shared/contract';
import { customerId, instant, paging, spokeName, toInstant } from '#functions/shared/fields';

const heardConsents = z
  .object({
    customerId: customerId.describe('The living customer.'),
    schema: z.string(),
    basis: z.object({
      revision: z.number(),
      asOf: instant,
      purpose: z.string().optional(),
      heard: z.record(z.string(), z.number()),
    }),
    states: z
      .array(
        z.object({
          purpose: z.string(),
          channel: z.enum(channels),
          status: z.enum(consentStatuses),
        }),
      )
      .readonly(),
  })
  .describe('What `consent.changed.v1` says of the customer to this spoke, as it is now.');

export const readSpokeConsents = {
  method: 'GET',
  path: '/spokes/{spoke}/consents/{customerId}',
  summary: 'What a customer agrees to, as this spoke is told by events: for one that missed any.',
  permission: 'consent:read',
  params: z.object({ spoke: spokeName, customerId }),
  response: heardConsents,
  refusals: ['spoke.not-found', 'customer.not-found'],
} as const satisfies Contract;

export const listSpokeConsents = {
  method: 'GET',
  path: '/spokes/{spoke}/consents',
  summary:
    'The same of all customers of whom it may be another thing since an instant; a page may be short, or empty, and have a cursor.',
  permission: 'consent:read',
  params: z.object({ spoke: spokeName }),
  query: z.strictObject({
    since: instant
      .transform(toInstant)
      .describe('At most 35 days ago. `until` of the last time, or a moment before what was lost.'),
    ...paging,
  }),
  response: z.object({
    items: z.array(heardConsents).readonly(),
    until: instant.describe('What was recorded up to then is in it; ask from there the next time.'),
    cursor: z.string().optional(),
  }),
  refusals: ['spoke.not-found'],
} as const satisfies Contract;
