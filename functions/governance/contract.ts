import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import { instant, provenance, schemaName, spokeName, words } from '#functions/shared/fields';

const spokeBody = z.strictObject({
  title: words(200).optional(),
  style: z
    .enum(['registry', 'consolidation', 'coexistence', 'centralised'])
    .describe("How the spoke's word counts; docs/architecture.md, Who sends, who hears."),
  trust: z.number().int().min(0).max(100).describe('0: never preferred; 100: system of record.'),
  lens: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/)
    .optional(),
  purposes: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,62}$/))
    .max(50)
    .optional(),
  provenance: provenance.optional(),
  delivery: z.strictObject({ events: z.boolean() }).optional(),
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
  ifMatch: 'optional',
  params: z.object({ spoke: spokeName.refine((name) => name !== 'hub', 'is built in') }),
  body: spokeBody,
  response: spokeView,
  creates: true,
  refusals: ['precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

export const listSpokes = {
  method: 'GET',
  path: '/spokes',
  summary: 'All spokes.',
  permission: 'governance:read',
  response: z.object({ items: z.array(spokeView).readonly() }),
  refusals: [],
} as const satisfies Contract;

export const readSpoke = {
  method: 'GET',
  path: '/spokes/{spoke}',
  summary: 'One spoke.',
  permission: 'governance:read',
  params: z.object({ spoke: spokeName }),
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
  refusals: ['schema.invalid', 'precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

export const listSchemas = {
  method: 'GET',
  path: '/schemas',
  summary: 'All schemas in their newest version.',
  permission: 'governance:read',
  response: z.object({ items: z.array(schemaView).readonly() }),
  refusals: [],
} as const satisfies Contract;

export const readSchema = {
  method: 'GET',
  path: '/schemas/{name}',
  summary: 'One schema, newest or the version named.',
  permission: 'governance:read',
  params: z.object({ name: schemaName }),
  query: z.strictObject({ version: z.coerce.number().int().min(1).optional() }),
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
