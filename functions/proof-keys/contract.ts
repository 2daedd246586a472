import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';

const key = z.object({
  kty: z.string(),
  crv: z.string(),
  x: z.string(),
  y: z.string(),
  kid: z.string().describe('Its thumbprint (RFC 7638).'),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});

export const listProofKeys = {
  method: 'GET',
  path: '/.well-known/jwks.json',
  summary:
    'The public keys of everything that the hub ever signed for others (RFC 7517). Also at `/.well-known/jwks.json` of the pages’ address.',
  permission: null,
  response: z.object({ keys: z.array(key).readonly() }),
  refusals: [],
} as const satisfies Contract;
