import * as z from 'zod';
import type { JsonObject } from '#core/kernel/types';

const receipt = z.object({
  iss: z.string(),
  sub: z.string(),
  entry: z.object({
    eventId: z.string(),
    kind: z.string(),
    purpose: z.string(),
    hasContactPoint: z.boolean(),
    at: z.string(),
    recordedAt: z.string(),
    expiresAt: z.string().optional(),
    jurisdiction: z.string().optional(),
    collection: z.object({ method: z.string() }),
    notice: z
      .object({
        id: z.string(),
        version: z.number(),
        language: z.string().optional(),
        hash: z.string().optional(),
      })
      .optional(),
  }),
  outcome: z.object({ status: z.string(), channels: z.array(z.string()) }),
  governedBy: z.object({ controller: z.object({ version: z.number() }) }),
  iso27560: z.looseObject({ 'dct:publisher': z.string() }),
});

const statusWords: Readonly<Record<string, string>> = {
  given: 'consent given',
  awaited: 'consent given, awaiting its confirmation',
  denied: 'consent denied',
  withdrawn: 'consent withdrawn',
  objected: 'objection raised',
  expired: 'consent ended',
  mistaken: 'an earlier entry said to be a mistake',
};

const isYes: readonly string[] = ['given', 'awaited'];
const endText = (at: string | undefined): string =>
  at === undefined ? 'holds until it is withdrawn' : `ends ${at}, or when it is withdrawn`;

/** What a verified receipt says, a line for each thing; one line where it is of a form that is not known here. */
export function receiptText(payload: JsonObject): readonly string[] {
  const parsed = receipt.safeParse(payload);
  if (!parsed.success) return ['a receipt of a form that this command does not know'];
  const { iss, sub, entry, outcome, governedBy, iso27560 } = parsed.data;
  const { notice } = entry;
  const where = entry.hasContactPoint ? ', at one address or number alone' : '';
  return [
    `receipt ${entry.eventId} of customer ${sub}, by the hub ${iss}`,
    `${statusWords[outcome.status] ?? outcome.status}: ${entry.purpose}, by ${outcome.channels.join(', ')}${where}`,
    `said ${entry.at} (${entry.collection.method}${entry.jurisdiction === undefined ? '' : `, ${entry.jurisdiction}`}), recorded ${entry.recordedAt}`,
    ...(isYes.includes(outcome.status) ? [endText(entry.expiresAt)] : []),
    ...(notice === undefined
      ? []
      : [
          `notice ${notice.id} version ${notice.version}${notice.language === undefined ? '' : ` (${notice.language})`}${notice.hash === undefined ? '' : `, SHA-256 ${notice.hash}`}`,
        ]),
    `answers for the data: ${iso27560['dct:publisher']} (controller version ${governedBy.controller.version})`,
  ];
}
