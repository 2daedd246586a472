import * as z from 'zod';
import { masks } from '#core/access/lens';
import type { Contract } from '#functions/shared/contract';
import {
  asOf,
  attributeName,
  instant,
  lensName,
  orgUnitName,
  provenance,
  purposeName,
  schemaName,
  spokeName,
  words,
} from '#functions/shared/fields';

const spokeBody = z.strictObject({
  title: words(200).optional(),
  style: z
    .enum(['registry', 'consolidation', 'coexistence', 'centralised'])
    .describe("How the spoke's word counts; docs/architecture.md, Who sends, who hears."),
  trust: z.number().int().min(0).max(100).describe('0: never preferred; 100: system of record.'),
  lens: lensName
    .optional()
    .describe(
      'Through which the spoke reads golden records and hears of changes; `whole` unless told.',
    ),
  purposes: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,62}$/))
    .max(50)
    .optional(),
  orgUnit: orgUnitName
    .optional()
    .describe(
      'Where it belongs, and with it the customers whose records it holds; the root unless told.',
    ),
  provenance: provenance.optional(),
  delivery: z
    .strictObject({
      events: z.boolean(),
      letters: z
        .array(z.enum(['email', 'phone']))
        .max(2)
        .readonly()
        .optional()
        .describe('It sends letters for the hub to these kinds of address; docs/me.md, Letters.'),
    })
    .optional(),
});
const spokeView = spokeBody.extend({
  name: spokeName,
  purposes: z.array(z.string()).readonly().optional(),
  revision: z.number(),
  updatedAt: instant,
});

export const putSpoke = {
  method: 'PUT',
  path: '/spokes/{spoke}',
  summary: 'Registers a spoke or changes it.',
  permission: 'governance:write',
  mayBeNew: true,
  ifMatch: 'optional',
  params: z.object({ spoke: spokeName.refine((name) => name !== 'hub', 'is built in') }),
  body: spokeBody,
  response: spokeView,
  creates: true,
  refusals: ['lens.not-found', 'org-unit.not-found', 'precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

export const listSpokes = {
  method: 'GET',
  path: '/spokes',
  summary: 'All spokes.',
  permission: 'governance:read',
  query: z.strictObject({ asOf }),
  response: z.object({ items: z.array(spokeView).readonly() }),
  refusals: [],
} as const satisfies Contract;

export const readSpoke = {
  method: 'GET',
  path: '/spokes/{spoke}',
  summary: 'One spoke.',
  permission: 'governance:read',
  params: z.object({ spoke: spokeName }),
  query: z.strictObject({ asOf }),
  response: spokeView,
  refusals: ['spoke.not-found'],
} as const satisfies Contract;

/** Nested definitions are checked by core/schema/define.ts, whose violations carry pointers. */
const definition = z
  .looseObject({
    kind: z.enum(['person', 'organisation']),
    title: z.string(),
    attributes: z.array(
      z.looseObject({ name: z.string(), type: z.string(), classification: z.string() }),
    ),
    orgUnit: orgUnitName
      .optional()
      .describe('Where it is changed, and read from there and below; the root unless told.'),
  })
  .describe(
    'A customer schema: its kind and its attributes with type, classification, match role, survivorship and rules.',
  );
const schemaView = z.looseObject({
  name: schemaName,
  version: z.number(),
  kind: z.enum(['person', 'organisation']),
  title: z.string(),
  attributes: z.array(z.unknown()).readonly(),
  orgUnit: orgUnitName.optional(),
});

export const putSchema = {
  method: 'PUT',
  path: '/schemas/{name}',
  summary: 'Defines a customer schema; a changed definition becomes its next version.',
  permission: 'governance:write',
  ifMatch: 'optional',
  params: z.object({ name: schemaName }),
  body: definition,
  response: schemaView,
  creates: true,
  refusals: ['schema.invalid', 'org-unit.not-found', 'precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

export const listSchemas = {
  method: 'GET',
  path: '/schemas',
  summary: 'All schemas in their newest version.',
  permission: 'governance:read',
  query: z.strictObject({ asOf }),
  response: z.object({ items: z.array(schemaView).readonly() }),
  refusals: [],
} as const satisfies Contract;

export const readSchema = {
  method: 'GET',
  path: '/schemas/{name}',
  summary: 'One schema, newest or the version named.',
  permission: 'governance:read',
  params: z.object({ name: schemaName }),
  query: z.strictObject({ version: z.coerce.number().int().min(1).optional(), asOf }),
  response: schemaView,
  refusals: ['schema.not-found'],
} as const satisfies Contract;

export const listSchemaTemplates = {
  method: 'GET',
  path: '/schema-templates',
  summary: 'The built-in templates, to start a schema from.',
  permission: 'governance:read',
  response: z.object({ items: z.array(schemaView).readonly() }),
  refusals: [],
} as const satisfies Contract;

const lensBody = z.strictObject({
  title: words(200),
  schema: schemaName
    .optional()
    .describe('Customers of this schema only; of every one unless told.'),
  attributes: z
    .array(attributeName)
    .min(1)
    .max(100)
    .refine((names) => new Set(names).size === names.length, 'names one twice')
    .describe('Top-level attributes that are seen through it; all others are absent.'),
  masks: z
    .record(attributeName, z.enum(masks))
    .optional()
    .describe(
      '`hidden` of any attribute; `year` of dates; `last-four` of texts, phones and identifiers; `domain` of e-mail addresses.',
    ),
  purpose: purposeName.optional().describe('For which it is looked through.'),
  needsConsent: z
    .boolean()
    .optional()
    .describe('Nothing is seen of a customer who has not agreed to the purpose.'),
  orgUnits: z
    .array(orgUnitName)
    .min(1)
    .max(100)
    .optional()
    .describe('Customers of these units and below only.'),
  orgUnit: orgUnitName.optional().describe('Where the lens itself belongs; the root unless told.'),
});
const lensView = lensBody.extend({
  name: lensName,
  attributes: z.union([z.array(attributeName).readonly(), z.literal('all')]),
  masks: z.record(z.string(), z.enum(masks)).readonly().optional(),
  orgUnits: z.array(orgUnitName).readonly().optional(),
  revision: z.number(),
  updatedAt: instant,
});

export const putLens = {
  method: 'PUT',
  path: '/lenses/{name}',
  summary: 'Defines a lens or changes it.',
  permission: 'governance:write',
  ifMatch: 'optional',
  params: z.object({ name: lensName.refine((name) => name !== 'whole', 'is built in') }),
  body: lensBody,
  response: lensView,
  creates: true,
  refusals: ['lens.invalid', 'precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

export const listLenses = {
  method: 'GET',
  path: '/lenses',
  summary: 'All lenses.',
  permission: 'governance:read',
  query: z.strictObject({ asOf }),
  response: z.object({ items: z.array(lensView).readonly() }),
  refusals: [],
} as const satisfies Contract;

export const readLens = {
  method: 'GET',
  path: '/lenses/{name}',
  summary: 'One lens.',
  permission: 'governance:read',
  params: z.object({ name: lensName }),
  query: z.strictObject({ asOf }),
  response: lensView,
  refusals: ['lens.not-found'],
} as const satisfies Contract;
