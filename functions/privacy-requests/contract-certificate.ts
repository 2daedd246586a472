import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import { requestId } from '#functions/shared/fields';

export const readCertificate = {
  method: 'GET',
  path: '/privacy-requests/{requestId}/certificate',
  summary:
    'The signed certificate of an erasure: every kind of copy, when it can be read no more, and what the spokes said.',
  permission: 'request:read',
  everywhere: true,
  params: z.object({ requestId }),
  response: z.object({
    certificate: z
      .string()
      .describe(
        'A compact JWS (RFC 7515), ES256, `typ` goldspoke-certificate. Keep the answer as it is. Asked for again when `finalAfter` is past, it says `final`.',
      ),
  }),
  refusals: ['privacy-request.not-found', 'privacy-request.no-certificate'],
} as const satisfies Contract;
