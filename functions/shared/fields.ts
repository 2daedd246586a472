/** The shapes that several contracts share. */
import * as z from 'zod';
import type { Json, JsonObject } from '#core/kernel/types';

export const customerId = z
  .string()
  .regex(/^cus_[0-9a-z]{26}$/)
  .describe('A customer id: cus_ and a ULID in lower case.');
export const taskId = z.string().regex(/^tsk_[0-9a-z]{26}$/);
export const importId = z.string().regex(/^imp_[0-9a-z]{26}$/);
export const runId = z.string().regex(/^run_[0-9a-z]{26}$/);
export const requestId = z
  .string()
  .regex(/^req_[0-9a-z]{26}$/)
  .describe('A privacy request id.');
/** Of an entry of the ledger of consents. */
export const consentEventId = z.string().regex(/^con_[0-9a-z]{26}$/);
export const glassId = z.string().regex(/^gls_[0-9a-z]{26}$/);
export const letterId = z.string().regex(/^ltr_[0-9a-z]{26}$/);
export const tokenId = z.string().regex(/^tok_[0-9a-z]{26}$/);
export const spokeName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/)
  // Every object has one: what is kept by name of spoke would seem to be there.
  .refine((name) => name !== 'constructor', 'is no name of a spoke')
  .describe('Lower-case letters, digits and hyphens, at most 63.');
export const orgUnitName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/)
  .describe('Of an org unit: lower-case letters, digits and hyphens, at most 63.');
export const schemaName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);
export const sourceId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._~:@+=|-]{0,255}$/)
  .describe(
    'The id under which the spoke knows the record; no white space, slashes or control characters.',
  );
export const attributeName = z.string().regex(/^[a-z][A-Za-z0-9]{0,62}$/);

// In UTC a year beyond 0 to 9999 takes a sign, and would no longer compare as text.
const isInstant = (text: string): boolean => {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString().length === 24;
};

/** Accepts any RFC 3339 time, answers UTC with milliseconds, so that instants compare as text. */
export const instant = z.iso
  .datetime({ offset: true })
  .max(40)
  .refine(isInstant, 'is not a moment of the years 0 to 9999')
  .describe('RFC 3339.');
export const toInstant = (text: string): string => new Date(text).toISOString();

/** A moment in the past; without it, now. */
export const asOf = instant
  .transform(toInstant)
  .optional()
  .describe('What stood at this moment, RFC 3339; without it, what stands now.');

export const purposeName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);
export const lensName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);

/** A line that a person writes. DynamoDB takes no half of a surrogate pair. */
export const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => text.isWellFormed(), 'holds half of a surrogate pair');
export const reason = words(500).describe('Why, in words; kept sealed.');
/** Any JSON value. zod types its arrays as mutable, ours are not. */
export const json = z.json() as unknown as z.ZodType<Json, Json>;
/** As above: the cast only makes arrays read-only. */
export const attributes = z
  .record(z.string(), z.json())
  .describe('Attributes as the schema defines them.') as unknown as z.ZodType<
  JsonObject,
  JsonObject
>;
export const provenance = z.enum(['zero-party', 'first-party', 'second-party', 'third-party']);

export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,2048}$/)
    .optional(),
};
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item).readonly(), cursor: z.string().optional() });

export const contribution = z.object({
  comparison: z.string(),
  level: z.string(),
  m: z.number(),
  u: z.number(),
  sharedBy: z.number().optional(),
  matchWeight: z.number(),
});
export const pairScore = z.object({
  matchProbability: z.number(),
  matchWeight: z.number(),
  priorWeight: z.number(),
  contributions: z.array(contribution).readonly(),
  model: z.object({ name: z.string(), version: z.number() }),
});

export const hidden = z
  .array(z.string())
  .readonly()
  .optional()
  .describe(
    'Pointers into the attributes: values that are there, and that this caller may not read. Told to stewards, and to everybody where a lens hides them.',
  );

export const customerView = z.object({
  customerId,
  schema: schemaName,
  schemaVersion: z.number(),
  attributes,
  hidden,
  updatedAt: instant,
  revision: z.number(),
});

export const crosswalkRef = z.object({ spoke: spokeName, sourceId });

export const finding = z.object({ pointer: z.string(), rule: z.string(), message: z.string() });
export const quality = z.object({
  completeness: z.number().describe("Share of the schema's attributes that have a value, 0 to 1."),
  findings: z.array(finding).readonly().describe('What was accepted but looks wrong.'),
});

/** What became of a record that was taken in. */
export const ingestAnswer = z.object({
  customerId,
  outcome: z.enum(['created', 'linked', 'updated', 'unchanged', 'review']),
  match: z
    .object({
      decision: z.enum(['match', 'possible-match', 'no-match']),
      because: z.string(),
      comparedWith: z.number().describe('Customers compared.'),
      cappedKeys: z
        .array(z.string())
        .readonly()
        .describe('Kinds of match keys too many customers share to be used.'),
      score: pairScore.optional(),
      taskIds: z.array(z.string()).readonly().optional(),
    })
    .optional(),
  quality,
  consentsAdded: z
    .number()
    .optional()
    .describe('Of the consents in the record, how many the ledger did not hold yet.'),
});

/** One link of an object's audit chain. */
export const auditEntry = z.object({
  object: z.string(),
  sequence: z.number(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  reason: z.string().optional(),
  correlationId: z.string(),
  writtenAt: instant.optional().describe('A sweep may tell later of what happened `at`.'),
  onBehalfOf: z.string().optional(),
  about: z.string().optional().describe('What a read or a refusal was about.'),
  refused: z.string().optional().describe('Of a refusal: its code.'),
  changed: z.array(z.string()).readonly().describe('Names of what changed or was read.'),
  state: z
    .string()
    .optional()
    .describe(
      'SHA-256 of the object as it was sealed after the change; the entry before tells before.',
    ),
  after: z.unknown().optional().describe('Of a configuration object: what `state` is of, opened.'),
  reasonHash: z
    .string()
    .optional()
    .describe('SHA-256 of the reason as it is sealed; part of what `hash` is over.'),
  hash: z.string(),
  previousHash: z.string(),
});
