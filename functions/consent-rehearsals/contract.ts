import * as z from 'zod';
import { channels } from '#core/consent/consent-event';
import * as consents from '#functions/consents/contract';
import type { Contract } from '#functions/shared/contract';
import { customerId, instant, pageOf, paging, runId, toInstant } from '#functions/shared/fields';

const count = z.int().nonnegative();
const channel = z.enum(channels);
const purpose = consents.putPurpose.body.extend({ name: consents.putPurpose.params.shape.name });
const notice = consents.putNotice.body.extend({ name: consents.putNotice.params.shape.name });
const signOff = consents.signOffRule.body.extend({
  ruleId: consents.signOffRule.params.shape.ruleId,
});

/** Three or four writes each, of the hundred of a transaction. */
const mostSignOffs = 20;

const change = z
  .strictObject({
    purpose: purpose.optional(),
    notice: notice.optional(),
    signOffs: z
      .array(signOff)
      .min(1)
      .max(mostSignOffs)
      .refine(
        (all) => new Set(all.map((each) => each.ruleId)).size === all.length,
        'names a rule twice',
      )
      .optional(),
  })
  .refine((all) => Object.values(all).filter((each) => each !== undefined).length === 1, {
    error: 'holds exactly one of `purpose`, `notice` and `signOffs`',
  })
  .describe('As it would be put to `/purposes`, `/notices` or `/consent-rules`; one of the three.');

const result = z.object({
  customers: count.describe('Living customers for whom it was decided.'),
  unreadable: count.describe('Customers whose data could not be read.'),
  gains: count.describe('Answers, one per customer, purpose and channel, that become yes.'),
  loses: count.describe('Answers that become no.'),
  changed: z
    .array(
      z.object({
        purpose: z.string(),
        channel,
        gains: count,
        loses: count,
        stays: z.object({ allowed: count, refused: count }),
      }),
    )
    .readonly(),
  reasons: z
    .array(
      z.object({
        channel,
        code: z.string(),
        regulation: z.string().optional(),
        rule: z.string().optional(),
        gains: count,
        loses: count,
      }),
    )
    .readonly()
    .describe('What permits it to those who gain, and refuses it to those who lose.'),
  samples: z
    .array(
      z.object({
        purpose: z.string(),
        channel,
        gains: z.array(customerId).readonly(),
        loses: z.array(customerId).readonly(),
      }),
    )
    .readonly()
    .optional()
    .describe('Up to a hundred customers each; as long as the rows are kept.'),
});

const rehearsalView = z.object({
  id: runId,
  kind: z.enum(['purpose', 'notice', 'sign-offs']),
  names: z.array(z.string()).readonly().describe('Of the purpose, the notice or the rules.'),
  at: instant.describe('The moment it is decided for.'),
  state: z.enum(['running', 'cancelling', 'finished', 'failed', 'cancelled', 'activated']),
  progress: z.object({ done: count, total: count }).describe('Pieces of work.'),
  result: result.optional().describe('Once it has finished.'),
  createdAt: instant,
  endedAt: instant.optional(),
  activatedAt: instant.optional(),
});

export const createConsentRehearsal = {
  method: 'POST',
  path: '/consent-rehearsals',
  summary:
    'Tells of a purpose, a notice or sign-offs, before they are put, who of all customers could be contacted afterwards and who no longer.',
  permission: 'consent:govern',
  everywhere: true,
  body: z.strictObject({
    change,
    at: instant
      .transform(toInstant)
      .optional()
      .describe('Decides for this moment; now unless told.'),
  }),
  response: rehearsalView,
  status: 202,
  refusals: [
    'purpose.invalid',
    'rule.not-found',
    'consent-rehearsal.too-many-purposes',
    'auth.forbidden',
  ],
} as const satisfies Contract;

const params = z.object({ runId });

export const readConsentRehearsal = {
  method: 'GET',
  path: '/consent-rehearsals/{runId}',
  summary: 'How far a rehearsal is, and what it came to.',
  permission: 'consent:govern',
  everywhere: true,
  params,
  response: rehearsalView,
  refusals: ['consent-rehearsal.not-found', 'auth.forbidden'],
} as const satisfies Contract;

export const listConsentRehearsalRows = {
  method: 'GET',
  path: '/consent-rehearsals/{runId}/rows',
  summary: 'Every answer that the change would turn, by customer, purpose and channel.',
  permission: 'consent:govern',
  everywhere: true,
  params,
  query: z.strictObject(paging),
  response: pageOf(
    z.object({
      customerId,
      purpose: z.string(),
      channel,
      before: z.boolean().describe('Whether a contact is allowed.'),
      after: z.boolean(),
      reasons: z
        .array(
          z.object({
            code: z.string(),
            regulation: z.string().optional(),
            rule: z.string().optional(),
          }),
        )
        .readonly()
        .describe('Of the answer afterwards.'),
    }),
  ),
  refusals: [
    'consent-rehearsal.not-found',
    'consent-rehearsal.not-finished',
    'consent-rehearsal.rows-expired',
    'auth.forbidden',
  ],
} as const satisfies Contract;

export const activateConsentRehearsal = {
  method: 'POST',
  path: '/consent-rehearsals/{runId}/activate',
  summary:
    'Puts what was rehearsed, unless what the answers rest on has changed since; again, it changes nothing.',
  permission: 'consent:govern',
  everywhere: true,
  params,
  response: rehearsalView,
  refusals: [
    'consent-rehearsal.not-found',
    'consent-rehearsal.not-finished',
    'consent-rehearsal.stale',
    'conflict.busy',
    'auth.forbidden',
  ],
} as const satisfies Contract;

export const cancelConsentRehearsal = {
  method: 'POST',
  path: '/consent-rehearsals/{runId}/cancel',
  summary: 'Ends a rehearsal that is still running.',
  permission: 'consent:govern',
  everywhere: true,
  params,
  response: rehearsalView,
  refusals: ['consent-rehearsal.not-found', 'consent-rehearsal.ended', 'auth.forbidden'],
} as const satisfies Contract;
