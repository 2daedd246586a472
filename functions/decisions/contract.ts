import * as z from 'zod';
import { permissions } from '#core/access/roles';
import type { Contract } from '#functions/shared/contract';
import {
  asOf,
  attributeName,
  customerId,
  glassId,
  instant,
  lensName,
  orgUnitName,
  reason,
  spokeName,
} from '#functions/shared/fields';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);
const grant = z.strictObject({ role: name, orgUnit: orgUnitName });
const place = ['customerId', 'spoke', 'orgUnit', 'configuration'] as const;

export const explainAccess = {
  method: 'POST',
  isRead: true,
  path: '/access/explain',
  summary:
    'Why somebody may, or may not, do this, or might at a moment in the past; of oneself, or of others whose grants one may look at.',
  permission: 'governance:read',
  body: z
    .strictObject({
      principal: z
        .strictObject({
          actorId: z
            .string()
            .regex(/^(usr|tok)_[\w-]{1,64}$/)
            .optional()
            .describe('A person or a token, as the audit names them; or else `grants`.'),
          grants: z.array(grant).min(1).max(100).optional(),
          spoke: spokeName.optional(),
          purposes: z.array(name).max(50).optional(),
        })
        .refine(
          ({ actorId, grants, spoke, purposes }) =>
            actorId === undefined
              ? grants !== undefined
              : grants === undefined && spoke === undefined && purposes === undefined,
          { error: 'is somebody by actorId, or else has grants' },
        )
        .optional()
        .describe('The caller himself unless told. Of others: needs access:read at their units.'),
      permission: z.enum([...permissions, 'attribute:read']),
      customerId: customerId.optional(),
      spoke: spokeName.optional(),
      orgUnit: orgUnitName.optional(),
      configuration: z
        .strictObject({ type: name, name, orgUnit: orgUnitName.optional() })
        .optional(),
      attribute: attributeName.optional().describe('For attribute:read: a top-level attribute.'),
      purpose: name.optional(),
      lens: lensName.optional(),
      asOf: asOf.describe(
        'What was permitted at this moment, RFC 3339, by the grants, roles, units and lenses of then.',
      ),
    })
    .refine((body) => place.filter((each) => body[each] !== undefined).length <= 1, {
      error: 'asks about one place: customerId, spoke, orgUnit or configuration',
    })
    .refine(
      ({ permission, customerId, attribute }) =>
        (permission === 'attribute:read') === (customerId !== undefined && attribute !== undefined),
      { path: ['attribute'], error: 'goes with attribute:read and a customerId' },
    ),
  response: z.object({
    allowed: z.boolean(),
    because: z
      .array(z.object({ policy: z.string(), says: z.string() }))
      .readonly()
      .describe('The policies that decided; none where nothing permits it.'),
    grants: z.array(grant).readonly().describe('What was looked at.'),
    needed: z
      .array(z.string())
      .readonly()
      .describe('Roles of the hub, any of which would permit it, and the units where one would.'),
    orgUnits: z.array(z.string()).readonly().describe('Where the thing lies.'),
  }),
  refusals: [
    'customer.not-found',
    'customer.removed',
    'schema.not-found',
    'lens.not-found',
    'conflict.busy',
  ],
} as const satisfies Contract;

const glassView = z.object({
  glassId,
  customerId: customerId.optional(),
  orgUnits: z.array(z.string()).readonly(),
  brokenAt: instant,
  endsAt: instant,
  endedAt: instant.optional(),
});

export const breakGlass = {
  method: 'POST',
  path: '/access/break-glass',
  summary:
    'Sees everything for a while, for a reason, before the eyes of all: requests that name the answer’s id in `X-Goldspoke-Break-Glass`.',
  permission: 'access:break-glass',
  body: z.strictObject({
    reason,
    minutes: z.int().min(1).max(60),
    customerId: customerId.optional().describe('Only this one; else all in the caller’s units.'),
  }),
  response: glassView,
  status: 201,
  refusals: ['customer.not-found', 'customer.removed', 'conflict.busy'],
} as const satisfies Contract;

export const endGlass = {
  method: 'DELETE',
  path: '/access/break-glass/{glassId}',
  summary: 'Ends a broken glass of one’s own before its time.',
  permission: 'access:break-glass',
  params: z.object({ glassId }),
  response: glassView,
  refusals: ['glass.not-found'],
} as const satisfies Contract;
