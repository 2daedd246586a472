import * as z from 'zod';
import { recordConsents } from '#functions/shared/brought-consents';
import type { Contract } from '#functions/shared/contract';
import {
  asOf,
  attributes,
  auditEntry,
  crosswalkRef,
  customerId,
  customerView,
  hidden,
  ingestAnswer,
  instant,
  json,
  lensName,
  orgUnitName,
  pageOf,
  paging,
  pairScore,
  provenance,
  reason,
  schemaName,
} from '#functions/shared/fields';

const byId = z.object({ customerId });
const notHere = ['customer.not-found', 'customer.retired', 'customer.removed'] as const;

const lens = lensName
  .optional()
  .describe(
    'Through which to look; without it, through that of the spoke which the token acts for.',
  );
const lensRefusals = ['lens.not-found', 'lens.not-allowed'] as const;

const searchText = z.string().trim().min(1).max(200).optional();

export const listCustomers = {
  method: 'GET',
  path: '/customers',
  summary: 'Searches customers by name, e-mail, phone or identifier, or lists them all.',
  permission: 'customer:read',
  query: z.strictObject({
    name: searchText.describe(
      'One or more words of a name, in any order and spelling of case and accents.',
    ),
    email: searchText,
    phone: searchText.describe('In any spelling; the last nine digits count.'),
    identifier: searchText.describe('The number itself, of whatever type.'),
    lifecycle: z.string().max(50).optional(),
    schema: schemaName.optional(),
    lens,
    ...paging,
  }),
  response: pageOf(customerView),
  refusals: lensRefusals,
} as const satisfies Contract;

export const matchCustomers = {
  method: 'POST',
  isRead: true,
  path: '/customers/match',
  summary: 'Search before create: whom these attributes resemble, and why. Writes nothing.',
  permission: 'customer:read',
  query: z.strictObject({ lens }),
  body: z.strictObject({ schema: schemaName, attributes }),
  response: z.object({
    outcome: z.enum(['link', 'review', 'new']),
    candidates: z
      .array(
        z.object({
          customerId,
          decision: z.enum(['match', 'possible-match', 'no-match']),
          because: z.string(),
          attributes,
          hidden,
          score: pairScore,
        }),
      )
      .readonly(),
    cappedKeys: z.array(z.string()).readonly(),
    notAsked: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('Pointers to what was left out of the question: the caller may read it of nobody.'),
  }),
  refusals: ['schema.not-found', 'record.invalid', ...lensRefusals],
} as const satisfies Contract;

export const originateCustomer = {
  method: 'POST',
  path: '/customers',
  summary: 'Origination: the record is born in the hub, under the spoke `hub`.',
  permission: 'customer:write',
  body: z.strictObject({
    schema: schemaName,
    attributes,
    orgUnit: orgUnitName
      .optional()
      .describe('Where the record belongs; the only unit of the caller, or the root, unless told.'),
    provenance: provenance.optional(),
    reason: reason.optional(),
    consents: recordConsents.optional(),
  }),
  response: ingestAnswer,
  creates: true,
  refusals: [
    'consent.invalid',
    'schema.not-found',
    'org-unit.not-found',
    'record.invalid',
    'customer.too-large',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const readCustomer = {
  method: 'GET',
  path: '/customers/{customerId}',
  summary:
    'The golden record, through a lens if one is named; with `asOf`, what was believed at that moment, seen through the lens as it was then.',
  permission: 'customer:read',
  params: byId,
  query: z.strictObject({ asOf, lens }),
  response: customerView,
  refusals: [...notHere, ...lensRefusals],
} as const satisfies Contract;

export const editCustomer = {
  method: 'PATCH',
  path: '/customers/{customerId}',
  summary: "A steward's edit as RFC 7396 merge patch; each attribute named becomes pinned.",
  permission: 'customer:write',
  ifMatch: 'required',
  params: byId,
  body: z.strictObject({ attributes, reason: reason.optional() }),
  response: customerView,
  refusals: [
    ...notHere,
    'record.invalid',
    'customer.hidden-values',
    'customer.too-large',
    'precondition.required',
    'precondition.failed',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const removeCustomer = {
  method: 'DELETE',
  path: '/customers/{customerId}',
  summary: 'Removes the customer with all its source records; the id answers 410 from then on.',
  permission: 'customer:write',
  ifMatch: 'required',
  params: byId,
  response: z.object({ customerId, status: z.literal('removed') }),
  refusals: [
    ...notHere,
    'customer.held',
    'customer.too-large',
    'precondition.required',
    'precondition.failed',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const readSources = {
  method: 'GET',
  path: '/customers/{customerId}/sources',
  summary:
    'Every source record of the customer that the caller may read, and the constituent it came under; a token bound to a spoke sees its own.',
  permission: 'record:read',
  params: byId,
  query: z.strictObject({
    ...paging,
    limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
  }),
  response: pageOf(
    crosswalkRef.extend({
      constituentId: customerId,
      schema: schemaName,
      attributes,
      hidden,
      updatedAt: instant,
      receivedAt: instant,
      provenance,
    }),
  ),
  refusals: notHere,
} as const satisfies Contract;

const valueSource = crosswalkRef.extend({ updatedAt: instant, trust: z.number(), provenance });

export const readLineage = {
  method: 'GET',
  path: '/customers/{customerId}/lineage',
  summary: 'For every golden value: the rule, where it came from, and what it beat.',
  permission: 'customer:read',
  params: byId,
  response: z.object({
    customerId,
    attributes,
    hidden,
    lineage: z.record(
      z.string(),
      z.object({
        rule: z.string(),
        sources: z.array(valueSource).readonly(),
        pin: z
          .object({ actor: z.string(), pinnedAt: instant, reason: z.string().optional() })
          .optional(),
        runnersUp: z
          .array(z.object({ value: json.optional(), sources: z.array(valueSource).readonly() }))
          .readonly(),
      }),
    ),
  }),
  refusals: notHere,
} as const satisfies Contract;

const historyEntry = z.object({
  sequence: z.number(),
  at: instant,
  type: z.string(),
  actor: z.string(),
  action: z.string(),
  reason: z.string().optional(),
  correlationId: z.string(),
  mergedInto: customerId.optional(),
  idMap: z.record(z.string(), z.string()).optional(),
  changed: z.array(z.object({ attribute: z.string(), now: json.optional(), hidden })).readonly(),
});

export const readHistory = {
  method: 'GET',
  path: '/customers/{customerId}/history',
  summary:
    'Every version of the golden record, oldest first: who changed what to which value, when and why.',
  permission: 'customer:read',
  params: byId,
  query: z.strictObject(paging),
  response: pageOf(historyEntry),
  refusals: ['customer.not-found'],
} as const satisfies Contract;

export const readEvents = {
  method: 'GET',
  path: '/customers/{customerId}/events',
  summary: 'The audit chain of the customer, oldest first: every act on it, chained by hash.',
  permission: 'audit:read',
  params: byId,
  query: z.strictObject(paging),
  response: pageOf(auditEntry),
  refusals: ['customer.not-found'],
} as const satisfies Contract;
