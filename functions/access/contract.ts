import * as z from 'zod';
import { rootUnit } from '#core/access/grant';
import { type BuiltInRole, breakGlassRole, builtInRoles, permissions } from '#core/access/roles';
import type { Classification } from '#core/schema/customer-schema';
import type { Contract } from '#functions/shared/contract';
import {
  asOf,
  instant,
  pageOf,
  paging,
  spokeName,
  toInstant,
  tokenId,
  words,
} from '#functions/shared/fields';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/)
  .describe('Lower-case letters, digits and hyphens, at most 63.');
const orgUnit = name.describe('An org unit; `root` is above all others.');
const governed = { revision: z.number(), updatedAt: instant };
const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item).readonly() });

/** As it is kept: in lower case, so that one person is one person. */
const email = z
  .string()
  .max(254)
  .regex(/^[^\s@/]+@[^\s@/]+$/)
  .transform((text) => text.toLowerCase())
  .describe('An e-mail address in one of the domains of this hub.');

const orgUnitView = z.object({
  id: orgUnit,
  title: z.string(),
  parent: orgUnit.optional(),
  ...governed,
});

export const putOrgUnit = {
  method: 'PUT',
  path: '/org-units/{orgUnit}',
  summary: 'Adds an org unit, or moves it with all below it under another parent.',
  permission: 'access:manage',
  ifMatch: 'optional',
  params: z.object({ orgUnit: orgUnit.refine((text) => text !== rootUnit, 'is built in') }),
  body: z.strictObject({
    title: words(200),
    parent: orgUnit.optional().describe('`root` unless told.'),
  }),
  response: orgUnitView,
  creates: true,
  refusals: [
    'org-unit.not-found',
    'org-unit.below-itself',
    'org-unit.tree-too-large',
    'precondition.failed',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const listOrgUnits = {
  method: 'GET',
  path: '/org-units',
  summary: 'The org units within your reach.',
  permission: 'access:read',
  query: z.strictObject({ asOf }),
  response: listOf(orgUnitView),
  refusals: [],
} as const satisfies Contract;

export const readOrgUnit = {
  method: 'GET',
  path: '/org-units/{orgUnit}',
  summary: 'One org unit.',
  permission: 'access:read',
  params: z.object({ orgUnit }),
  query: z.strictObject({ asOf }),
  response: orgUnitView,
  refusals: ['org-unit.not-found'],
} as const satisfies Contract;

export const deleteOrgUnit = {
  method: 'DELETE',
  path: '/org-units/{orgUnit}',
  summary: 'Removes an org unit that has no units, spokes, people or tokens any more.',
  permission: 'access:manage',
  ifMatch: 'optional',
  params: z.object({ orgUnit: orgUnit.refine((text) => text !== rootUnit, 'is built in') }),
  response: orgUnitView,
  refusals: ['org-unit.not-found', 'org-unit.not-empty', 'precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

const classifications = [
  'public',
  'personal',
  'sensitive',
] as const satisfies readonly Classification[];
const isOwnRole = (text: string) =>
  !Object.hasOwn(builtInRoles, text) && text !== breakGlassRole.name;
const roleView = z.object({
  name,
  title: z.string(),
  isBuiltIn: z.boolean(),
  permissions: z.array(z.string()).readonly(),
  reads: z.array(z.string()).readonly(),
  readsNamed: z.literal(true).optional(),
  when: z.string().optional(),
  ...governed,
});

export const putRole = {
  method: 'PUT',
  path: '/roles/{role}',
  summary: 'Defines a role of your own: what it permits where it is granted, and below.',
  permission: 'access:manage',
  ifMatch: 'optional',
  params: z.object({ role: name.refine(isOwnRole, 'is built in') }),
  body: z.strictObject({
    title: words(200),
    permissions: z.array(z.enum(permissions)).max(permissions.length),
    reads: z
      .array(z.enum(classifications))
      .max(classifications.length)
      .describe('Attributes of these classifications are readable.'),
    readsNamed: z
      .boolean()
      .optional()
      .describe(
        'Whatever their classification, attributes that a lens names are readable through it.',
      ),
    when: words(2000)
      .optional()
      .describe('A Cedar condition that must hold as well; docs/access.md.'),
  }),
  response: roleView,
  creates: true,
  refusals: ['role.invalid', 'access.not-held', 'precondition.failed', 'conflict.busy'],
} as const satisfies Contract;

export const listRoles = {
  method: 'GET',
  path: '/roles',
  summary: 'All roles, the built-in ones among them.',
  permission: 'access:read',
  query: z.strictObject({ asOf }),
  response: listOf(roleView),
  refusals: [],
} as const satisfies Contract;

export const readRole = {
  method: 'GET',
  path: '/roles/{role}',
  summary: 'One role.',
  permission: 'access:read',
  params: z.object({ role: name }),
  query: z.strictObject({ asOf }),
  response: roleView,
  refusals: ['role.not-found'],
} as const satisfies Contract;

// A grant has 63 + 63 letters at most, and API Gateway takes 8 KB from an authorizer.
const mostGrants = 30;
const grant = z.strictObject({ role: name, orgUnit: orgUnit.default(rootUnit) });
const userView = z.object({
  userId: z.string().describe('What audit and events name the person by.'),
  email: z.string(),
  state: z.enum(['active', 'ended']),
  grants: z.array(z.object({ role: z.string(), orgUnit: z.string() })).readonly(),
  createdAt: instant,
  ...governed,
});

export const putUser = {
  method: 'PUT',
  path: '/users/{email}',
  summary: 'Says what a person may do where; invites a new one, ends the work of one who leaves.',
  permission: 'access:manage',
  ifMatch: 'optional',
  params: z.object({ email }),
  body: z.strictObject({
    grants: z
      .array(grant)
      .max(mostGrants)
      .describe('In place of those within your reach; others stay.'),
    state: z
      .enum(['active', 'ended'])
      .default('active')
      .describe('`ended`: nothing opens any more, within a minute.'),
  }),
  response: userView,
  creates: true,
  refusals: [
    'user.address-not-allowed',
    'user.not-found',
    'org-unit.not-found',
    'role.not-found',
    'access.not-held',
    'precondition.failed',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const listUsers = {
  method: 'GET',
  path: '/users',
  summary: 'The people who have grants within your reach.',
  permission: 'access:read',
  query: z.strictObject(paging),
  response: pageOf(userView),
  refusals: [],
} as const satisfies Contract;

export const readUser = {
  method: 'GET',
  path: '/users/{email}',
  summary: 'One person.',
  permission: 'access:read',
  params: z.object({ email }),
  response: userView,
  refusals: ['user.not-found'],
} as const satisfies Contract;

const tokenView = z.object({
  tokenId,
  kind: z.enum(['secret', 'oauth-client']),
  clientId: z.string().optional().describe('Of an OAuth client.'),
  title: z.string(),
  role: z.string(),
  orgUnit,
  spoke: spokeName.optional(),
  purposes: z.array(z.string()).readonly().optional(),
  createdAt: instant,
  expiresAt: instant.optional(),
  rotatedAt: instant.optional(),
  revokedAt: instant.optional(),
  lastUsedAt: instant.optional().describe('To the hour.'),
});
const secrets = {
  token: z
    .string()
    .optional()
    .describe('The secret. A repeat under the same Idempotency-Key comes without it.'),
  clientSecret: z
    .string()
    .optional()
    .describe('The secret of an OAuth client. A repeat comes without it, too.'),
  tokenUrl: z.string().optional().describe('Where an OAuth client gets its access tokens.'),
};

export const createToken = {
  method: 'POST',
  path: '/tokens',
  summary: 'Makes an API token; its secret is shown this once and kept only as a hash.',
  permission: 'access:manage',
  body: z
    .strictObject({
      title: words(200),
      kind: z
        .enum(['secret', 'oauth-client'])
        .default('secret')
        .describe('`oauth-client`: it gets short tokens for itself, by OAuth client credentials.'),
      role: name,
      orgUnit: orgUnit.optional().describe('Where the role holds; `root` unless told.'),
      spoke: spokeName
        .optional()
        .describe('The one spoke whose source records an integrator may read and write.'),
      purposes: z
        .array(name)
        .min(1)
        .max(20)
        .optional()
        .describe('It reads attributes for these purposes only.'),
      expiresAt: instant.transform(toInstant).optional().describe('In the future.'),
    })
    .refine(
      ({ role, spoke }) =>
        spoke === undefined ||
        !Object.hasOwn(builtInRoles, role) ||
        (role as BuiltInRole) === 'integrator',
      {
        path: ['spoke'],
        error: 'binds an integrator, or a role of your own; other roles act for the hub as a whole',
      },
    ),
  response: tokenView.extend(secrets),
  status: 201,
  secrets: ['token', 'clientSecret'],
  refusals: ['spoke.not-found', 'org-unit.not-found', 'role.not-found', 'access.not-held'],
} as const satisfies Contract;

export const listTokens = {
  method: 'GET',
  path: '/tokens',
  summary: 'The API tokens within your reach, without their secrets.',
  permission: 'access:read',
  query: z.strictObject(paging),
  response: pageOf(tokenView),
  refusals: [],
} as const satisfies Contract;

const weekSeconds = 7 * 24 * 60 * 60;
const daySeconds = 24 * 60 * 60;

export const rotateToken = {
  method: 'POST',
  path: '/tokens/{tokenId}/rotate',
  summary: 'Gives a token another secret; the one before opens it for a while longer.',
  permission: 'access:manage',
  params: z.object({ tokenId }),
  body: z.strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(weekSeconds)
      .default(daySeconds)
      .describe('For so long the secret before opens it, too; a day unless told, a week at most.'),
  }),
  response: tokenView.extend({ ...secrets, previousClosesAt: instant.optional() }),
  secrets: ['token', 'clientSecret'],
  refusals: [
    'token.not-found',
    'token.ended',
    'role.not-found',
    'access.not-held',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const revokeToken = {
  method: 'DELETE',
  path: '/tokens/{tokenId}',
  summary: 'Ends a token. Warm functions stop accepting it within a minute.',
  permission: 'access:manage',
  params: z.object({ tokenId }),
  response: tokenView,
  refusals: ['token.not-found'],
} as const satisfies Contract;
