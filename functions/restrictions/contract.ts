import * as z from 'zod';
import { holdGrounds, restrictionGrounds } from '#core/consent/restriction';
import type { Contract } from '#functions/shared/contract';
import { attributeName, customerId, instant, toInstant, words } from '#functions/shared/fields';

const restrictionId = z.string().regex(/^rst_[0-9a-z]{26}$/);
const evidence = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/)
  .describe('Where the ground for it is kept.');
const moment = instant.transform(toInstant).optional();

export const placeRestriction = {
  method: 'POST',
  path: '/customers/{customerId}/restrictions',
  summary:
    'Restricts the processing of a customer (GDPR art. 18), or holds data that must be kept whatever is asked.',
  permission: 'restriction:write',
  params: z.object({ customerId }),
  body: z.strictObject({
    kind: z.enum(['restriction', 'legal-hold']),
    ground: z
      .enum([...restrictionGrounds, ...holdGrounds])
      .describe(
        `Of a restriction: ${restrictionGrounds.join(', ')}. Of a hold: ${holdGrounds.join(', ')}.`,
      ),
    reason: words(500).describe('In words; sealed.'),
    evidence: evidence.optional(),
    at: moment.describe('From when on; now unless told.'),
    until: moment.describe('When it ends by itself; not before it is lifted unless told.'),
    restricts: z
      .boolean()
      .optional()
      .describe('Of a hold: contact and use are restricted, too. A hold alone only keeps.'),
    attributes: z
      .array(attributeName)
      .min(1)
      .max(100)
      .refine((all) => new Set(all).size === all.length, 'names one twice')
      .optional()
      .describe('Of a hold: the attributes that it keeps; all unless told.'),
  }),
  response: z.object({ restrictionId, sequence: z.number() }),
  status: 201,
  refusals: ['customer.not-found', 'customer.removed', 'restriction.invalid', 'conflict.busy'],
} as const satisfies Contract;

const view = z.object({
  restrictionId,
  customerId: customerId.describe('The constituent that it was placed for.'),
  kind: z.enum(['restriction', 'legal-hold']),
  ground: z.string(),
  from: instant,
  until: instant.optional(),
  recordedAt: instant,
  liftedAt: instant.optional(),
  isOpen: z.boolean().describe('Whether it holds at the moment asked for.'),
  restricts: z.boolean(),
  attributes: z.array(z.string()).readonly().optional(),
  reason: z.string().optional(),
  evidence: z.string().optional(),
  actor: z.string().optional(),
});

export const listRestrictions = {
  method: 'GET',
  path: '/customers/{customerId}/restrictions',
  summary: 'Every restriction and legal hold of a customer, ended ones as well, oldest first.',
  permission: 'consent:read',
  params: z.object({ customerId }),
  query: z.strictObject({
    at: moment.describe('What held then; now unless told.'),
    knownAt: moment.describe('As far as the hub knew then; now unless told.'),
  }),
  response: z.object({
    customerId,
    isRestricted: z.boolean(),
    until: instant.optional().describe('When the restriction ends if nothing else happens.'),
    items: z.array(view).readonly(),
  }),
  refusals: ['customer.not-found', 'customer.removed', 'customer.retired'],
} as const satisfies Contract;

export const liftRestriction = {
  method: 'POST',
  path: '/customers/{customerId}/restrictions/{restrictionId}/lift',
  summary: 'Ends a restriction or a hold, from now on; what was recorded stays.',
  permission: 'restriction:write',
  params: z.object({ customerId, restrictionId }),
  body: z.strictObject({
    reason: words(500).describe('In words; sealed.'),
    evidence: evidence.optional(),
  }),
  response: z.object({ restrictionId, liftedAt: instant, sequence: z.number() }),
  refusals: [
    'customer.not-found',
    'customer.removed',
    'restriction.not-found',
    'restriction.ended',
    'conflict.busy',
  ],
} as const satisfies Contract;
