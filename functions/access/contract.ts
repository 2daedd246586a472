import * as z from 'zod';
import { type BuiltInRole, builtInRoles } from '#core/access/roles';
import type { Contract } from '#functions/shared/contract';
import {
  instant,
  pageOf,
  paging,
  spokeName,
  toInstant,
  tokenId,
  words,
} from '#functions/shared/fields';

const role = z.enum(Object.keys(builtInRoles) as BuiltInRole[]);
const tokenView = z.object({
  tokenId,
  title: z.string(),
  role,
  spoke: spokeName.optional(),
  createdAt: instant,
  expiresAt: instant.optional(),
  revokedAt: instant.optional(),
});

export const createToken = {
  method: 'POST',
  path: '/tokens',
  summary: 'Makes an API token; its secret is shown this once and kept only as a hash.',
  permission: 'token:manage',
  body: z
    .strictObject({
      title: words(200),
      role,
      spoke: spokeName
        .optional()
        .describe('The one spoke whose source records an integrator may read and write.'),
      expiresAt: instant.transform(toInstant).optional(),
    })
    .refine(({ role, spoke }) => spoke === undefined || role === 'integrator', {
      path: ['spoke'],
      error: 'binds an integrator only; other roles act for the hub as a whole',
    }),
  response: tokenView.extend({
    token: z
      .string()
      .optional()
      .describe('The secret. A repeat under the same Idempotency-Key comes without it.'),
  }),
  status: 201,
  secrets: ['token'],
  refusals: ['spoke.not-found'],
} as const satisfies Contract;

export const listTokens = {
  method: 'GET',
  path: '/tokens',
  summary: 'All API tokens, without their secrets.',
  permission: 'token:manage',
  query: z.strictObject(paging),
  response: pageOf(tokenView),
  refusals: [],
} as const satisfies Contract;

export const revokeToken = {
  method: 'DELETE',
  path: '/tokens/{tokenId}',
  summary: 'Ends a token. Warm functions stop accepting it within a minute.',
  permission: 'token:manage',
  params: z.object({ tokenId }),
  response: tokenView,
  refusals: ['token.not-found'],
} as const satisfies Contract;
