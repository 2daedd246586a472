import * as z from 'zod';
import { clockKinds } from '#core/privacy-clock/clock';
import { orderAnswers, proofs, requestChannels } from '#core/privacy-request/privacy-request';
import { customerId, instant, requestId } from '#functions/shared/fields';
import { jurisdiction } from '#functions/shared/said-fields';
import { requestState, right } from './request-fields.ts';

export const code = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/)
  .describe('A code of the regulation’s exceptions, or of the business.');
/** An order as it is answered. */
export const orderView = z.object({
  state: z.enum(['open', ...orderAnswers]),
  mandatory: z.boolean().describe('The request is not fulfilled before this order has ended.'),
  code: z.string().optional(),
  sentAt: instant,
  dueAt: instant,
  answeredAt: instant.optional(),
  escalatedAt: instant.optional(),
  waivedBy: z.string().optional().describe('Who ended it in the spoke’s place.'),
});

const due = z.object({ kind: z.enum(clockKinds), dueAt: instant, spoke: z.string().optional() });

/** A request as it is answered; `view.ts` makes it. */
export const requestView = z.object({
  id: requestId,
  rights: z.array(right).readonly(),
  state: requestState,
  channel: z.enum(requestChannels),
  jurisdictions: z.array(jurisdiction).readonly(),
  customerId: customerId.optional(),
  receivedAt: instant,
  dueAt: instant
    .optional()
    .describe('By when it is to be answered, or the opt-out honoured: the strictest clock.'),
  next: due.optional().describe('What is due next, where anything is.'),
  verification: z.object({
    needed: z.enum(['none', 'contact-point', 'knowledge', 'document']),
    proved: z
      .array(z.enum(proofs))
      .readonly()
      .optional()
      .describe('What the person showed so far, without anybody’s word.'),
    tries: z.number().describe('Codes and answers that were tried, right or wrong.'),
    method: z.string().optional(),
    askedAt: instant.optional(),
    at: instant.optional(),
  }),
  pauses: z
    .array(z.object({ from: instant, until: instant.optional(), reason: z.string() }))
    .readonly(),
  extension: z.object({ at: instant, reason: z.string(), noticeSentAt: instant }).optional(),
  decision: z.object({ at: instant, by: z.string(), code: z.string().optional() }).optional(),
  orders: z.record(z.string(), orderView).describe('By spoke.'),
  work: z
    .record(
      z.string(),
      z.object({
        state: z.enum(['open', 'done', 'partial', 'refused']),
        code: z.string().optional(),
        until: instant
          .optional()
          .describe('When what blocks an erasure ends, where that is known.'),
        keptAs: customerId
          .optional()
          .describe(
            'Where attributes stand that a hold keeps, restricted; everything else is gone.',
          ),
        endedAt: instant.optional(),
      }),
    )
    .describe('What the hub itself did, by right.'),
  duplicateOf: requestId.optional(),
  endedAt: instant.optional(),
});

const clock = z.object({
  kind: z.enum(clockKinds),
  spoke: z.string().optional().describe('Whose task it is.'),
  rights: z.array(right).readonly(),
  regulation: z.string().optional().describe('Absent: the house’s own target.'),
  rule: z.string().optional().describe('Under which an operator signs the fact off.'),
  citation: z.string().optional(),
  place: z.string().optional().describe('The jurisdiction that brought the law with it.'),
  decides: z.boolean().describe('False: nobody confirmed the fact, and it binds nobody.'),
  startsAt: instant.nullable(),
  dueAt: instant.nullable().describe('The last moment in time; null while it waits.'),
  waitsFor: z.enum(['identity', 'fee', 'pause']).optional(),
  pausedDays: z.number(),
  isExtended: z.boolean(),
  extension: z
    .object({ noticeBy: instant.nullable(), dueAt: instant.nullable(), isUsed: z.boolean() })
    .nullable()
    .describe('Until when the person may be told, and when it would be due; null: none.'),
  doneAt: instant.optional(),
});
export const requestWithClocks = requestView.extend({
  clocks: z.array(clock).readonly().describe('All of them, by due date; those that wait last.'),
  withoutNumber: z
    .array(
      z.object({
        regulation: z.string(),
        rule: z.string(),
        citation: z.string(),
        place: z.string(),
        says: z.string().nullable(),
      }),
    )
    .readonly()
    .describe('Laws that give no number of days: the house’s target stands for them.'),
  edition: z.object({ schemaVersion: z.string(), asOf: z.string() }),
});
