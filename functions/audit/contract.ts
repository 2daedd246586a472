import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import { auditEntry, instant, pageOf, paging, toInstant } from '#functions/shared/fields';

const objectPattern = /^[a-z][a-z-]{0,31}:[A-Za-z0-9][A-Za-z0-9_.:/-]{0,199}$/;
const objectName = z
  .string()
  .refine((name) => objectPattern.test(name), 'must be of the form type:name')
  .describe('`customer:cus_…`, `spoke:web`, `schema:person`, `token:tok_…`, `access:…`');
const actorId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:/#-]{0,127}$/);
const action = z.string().regex(/^[a-z][a-z0-9:.-]{0,63}$/);
const moment = instant.transform(toInstant).optional();

/** The longest range of one search. */
const mostDays = 31;
const dayMs = 24 * 3600 * 1000;

interface Asked {
  readonly object?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Asks for a chain, or for a range that the index answers without going over the table. */
const isBounded = ({ object, from, to }: Asked) =>
  object !== undefined || (from !== undefined && to !== undefined);
const isForwards = ({ from, to }: Asked) => from === undefined || to === undefined || from < to;
const isShort = ({ object, from, to }: Asked) =>
  object !== undefined ||
  from === undefined ||
  to === undefined ||
  Date.parse(to) - Date.parse(from) <= mostDays * dayMs;

export const listAudit = {
  method: 'GET',
  path: '/audit',
  summary: 'Audit entries, newest last: the chain of an object, or what was written in a range.',
  permission: 'audit:read',
  query: z
    .strictObject({
      object: objectName.optional(),
      actor: actorId
        .optional()
        .describe('Who did it: the id of a token, a user, a part of the hub.'),
      action: action.optional(),
      about: objectName.optional().describe('What a read or a refusal was about.'),
      from: moment.describe('Written at or after; needed without an object.'),
      to: moment.describe(`Written before; at most ${mostDays} days behind \`from\`.`),
      ...paging,
    })
    .refine(isBounded, { path: ['from'], error: 'must be given, and `to`, unless an object is' })
    .refine(isForwards, { path: ['to'], error: 'must be later than `from`' })
    .refine(isShort, { path: ['to'], error: `must be at most ${mostDays} days behind \`from\`` }),
  response: pageOf(auditEntry),
  refusals: ['customer.not-found'],
} as const satisfies Contract;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const claims = z.object({
  hub: z.string(),
  number: z.number(),
  previous: hash.describe('SHA-256 of the claims before; zeros for the first.'),
  from: instant,
  to: instant,
  settledBefore: instant.describe(
    'Every entry written before is in this checkpoint or an earlier one.',
  ),
  leaves: z.number(),
  late: z.number().describe('How many of the leaves were written before `from`.'),
  root: hash,
  madeAt: instant,
});
const jws = z.string().describe('The same claims, signed: a compact JWS, ES256.');

export const listCheckpoints = {
  method: 'GET',
  path: '/audit/checkpoints',
  summary: 'Signed checkpoints over all audit chains, oldest first.',
  permission: 'audit:read',
  everywhere: true,
  query: z.strictObject(paging),
  response: pageOf(claims.extend({ jws })),
  refusals: [],
} as const satisfies Contract;

export const readCheckpoint = {
  method: 'GET',
  path: '/audit/checkpoints/{number}',
  summary: 'One checkpoint with its leaves, its signature and the public key.',
  permission: 'audit:read',
  everywhere: true,
  params: z.object({ number: z.coerce.number().int().min(1).max(999_999_999_999) }),
  response: z.object({
    jws,
    publicKey: z
      .object({ kty: z.string(), crv: z.string(), x: z.string(), y: z.string() })
      .describe('As RFC 7517 writes it. Compare it with the one that you keep.'),
    leaves: z
      .array(z.object({ object: z.string(), sequence: z.number(), hash }))
      .readonly()
      .describe('The entries that the checkpoint knows, in the order in which they were written.'),
  }),
  refusals: ['checkpoint.not-found'],
} as const satisfies Contract;
