import * as z from 'zod';
import { recordConsents } from '#functions/shared/brought-consents';
import type { Contract } from '#functions/shared/contract';
import {
  attributes,
  crosswalkRef,
  customerId,
  hidden,
  ingestAnswer,
  instant,
  provenance,
  reason,
  schemaName,
  toInstant,
} from '#functions/shared/fields';

export const putRecord = {
  method: 'PUT',
  path: '/spokes/{spoke}/records/{sourceId}',
  summary: 'Upserts one source record: validates, standardises, matches, links, survives, commits.',
  permission: 'record:write',
  params: crosswalkRef,
  body: z.strictObject({
    schema: schemaName,
    attributes,
    updatedAt: instant
      .transform(toInstant)
      .describe("When the spoke last changed it; at most 24 hours ahead of the hub's clock."),
    provenance: provenance.optional(),
    reason: reason.optional(),
    consents: recordConsents.optional(),
  }),
  response: ingestAnswer,
  refusals: [
    'consent.invalid',
    'spoke.not-found',
    'schema.not-found',
    'record.invalid',
    'record.deleted',
    'record.erased',
    'record.schema-mismatch',
    'customer.too-large',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const readRecord = {
  method: 'GET',
  path: '/spokes/{spoke}/records/{sourceId}',
  summary: 'What the hub holds of this source record.',
  permission: 'record:read',
  params: crosswalkRef,
  response: z.object({
    customerId,
    schema: schemaName,
    attributes,
    hidden,
    updatedAt: instant,
    receivedAt: instant,
    provenance,
  }),
  refusals: ['record.not-found'],
} as const satisfies Contract;

export const deleteRecord = {
  method: 'DELETE',
  path: '/spokes/{spoke}/records/{sourceId}',
  summary:
    'The spoke no longer holds this record. For 35 days only a later `updatedAt` brings it back.',
  permission: 'record:write',
  params: crosswalkRef,
  response: z.object({ customerId, outcome: z.literal('removed') }),
  refusals: ['record.not-found', 'customer.too-large', 'conflict.busy'],
} as const satisfies Contract;

export const readCrosswalk = {
  method: 'GET',
  path: '/crosswalk/{spoke}/{sourceId}',
  summary: 'The living customer of a source record, through merges and splits.',
  permission: 'customer:read',
  params: crosswalkRef,
  response: z.object({ customerId }),
  refusals: ['record.not-found'],
} as const satisfies Contract;
