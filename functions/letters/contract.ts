import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import { instant, letterId } from '#functions/shared/fields';

export const readLetter = {
  method: 'GET',
  path: '/letters/{letterId}',
  summary:
    'What `letter.requested.v1` asked this spoke to send, and to whom. Answered to the token of that spoke alone, ten times at most, until it expires.',
  permission: 'letter:read',
  params: z.object({ letterId }),
  response: z.object({
    letterId,
    kind: z
      .string()
      .describe(
        'What it is for: `door`, `door-shared`, `request-proof` (docs/me.md), `package-ready` (docs/privacy-package.md).',
      ),
    to: z.object({ kind: z.enum(['email', 'phone']), value: z.string() }),
    language: z.string().optional().describe("The customer's, where it is known."),
    facts: z
      .record(z.string(), z.string())
      .describe('What the letter says beside its kind, such as `link`.'),
    requestedAt: instant,
    expiresAt: instant,
    readsLeft: z.number(),
  }),
  refusals: ['letter.not-found'],
} as const satisfies Contract;
