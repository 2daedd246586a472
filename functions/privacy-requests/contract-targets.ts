import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import { instant } from '#functions/shared/fields';

const period = z.strictObject({
  value: z.int().min(1).max(400),
  unit: z.enum(['calendar_days', 'business_days', 'months', 'years']),
});
const leadTimes = z
  .array(
    z.strictObject({
      value: z.int().min(1).max(400),
      unit: z.enum(['hours', 'calendar_days']),
    }),
  )
  .max(5);

const targets = {
  acknowledge: period.describe('From the request until the person has heard that it came.'),
  answer: period.describe('From the request until it is answered.'),
  answerExtension: period.nullable().describe('On top, once extended; null: never.'),
  optOut: period.describe('From the request until an opt-out is honoured.'),
  task: period.describe('From the order until a spoke has done it.'),
  verification: period.describe('From the request until the wait for a proof is given up.'),
  remindBefore: leadTimes.describe('How long before each due date somebody is reminded.'),
  escalateBefore: leadTimes.describe('How long before each due date it is escalated.'),
  timeZone: z
    .string()
    .max(64)
    .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC', {
      message: 'is no time zone that the hub knows',
    })
    .describe('IANA: `Europe/Vienna`.')
    .meta({ examples: ['Europe/Vienna', 'UTC'] }),
  holidays: z
    .string()
    .regex(/^[A-Z]{2}(-[A-Z]{2,3})?$/)
    .nullable()
    .describe('Whose public holidays are no business days: `AT`; null: weekends alone.'),
};
const body = z.strictObject(targets).meta({
  examples: [
    {
      acknowledge: { value: 3, unit: 'business_days' },
      answer: { value: 21, unit: 'calendar_days' },
      answerExtension: { value: 30, unit: 'calendar_days' },
      optOut: { value: 5, unit: 'business_days' },
      task: { value: 7, unit: 'calendar_days' },
      verification: { value: 30, unit: 'calendar_days' },
      remindBefore: [{ value: 5, unit: 'calendar_days' }],
      escalateBefore: [{ value: 48, unit: 'hours' }],
      timeZone: 'Europe/Vienna',
      holidays: 'AT',
    },
  ],
});
const view = z.object({
  ...targets,
  remindBefore: leadTimes.readonly(),
  escalateBefore: leadTimes.readonly(),
  version: z.number().describe('0: nobody has set any yet.'),
  revision: z.number(),
  updatedAt: instant,
});

export const putPrivacyTargets = {
  method: 'PUT',
  path: '/privacy-targets',
  summary: 'Sets what the business asks of itself with privacy requests; a stricter law holds.',
  permission: 'consent:govern',
  everywhere: true,
  ifMatch: 'optional',
  body,
  response: view,
  creates: true,
  refusals: ['privacy-targets.invalid', 'precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

export const readPrivacyTargets = {
  method: 'GET',
  path: '/privacy-targets',
  summary: 'What the business asks of itself with privacy requests.',
  permission: 'request:read',
  response: view,
  refusals: [],
} as const satisfies Contract;
