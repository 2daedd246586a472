import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import { deadLinkPages } from '#functions/shared/dead-link-pages';
import { attributes, instant, letterId, requestId, spokeName } from '#functions/shared/fields';
import { formats, mostAnnexBytes } from './package-text.ts';

const params = z.object({ requestId });
const format = z.enum(formats);
const mediaTypes = ['text/html', 'application/json'] as const;

export const readPackage = {
  method: 'GET',
  path: '/privacy-requests/{requestId}/package',
  summary:
    'Everything that answers a request for access or portability, to be handed over: JSON, or a page to read. Leaves an audit entry.',
  permission: 'request:decide',
  everywhere: true,
  params,
  query: z.strictObject({ format: format.default('json') }),
  mediaTypes,
  response: z.string().describe('docs/privacy-package.schema.json'),
  refusals: ['privacy-request.not-found', 'package.not-found'],
} as const satisfies Contract;

export const sendPackage = {
  method: 'POST',
  path: '/privacy-requests/{requestId}/package/letter',
  summary:
    'Sends the person another link to the package, to the address that was settled when it was made.',
  permission: 'request:decide',
  everywhere: true,
  params,
  response: z.object({ letterId, expiresAt: instant }),
  status: 201,
  refusals: [
    'privacy-request.not-found',
    'privacy-request.not-possible',
    'privacy-request.too-many-tries',
    'package.not-found',
    'package.no-address',
  ],
} as const satisfies Contract;

export const putAnnex = {
  method: 'PUT',
  path: '/privacy-requests/{requestId}/packages/{spoke}',
  summary:
    'A spoke adds what it holds itself to the package, in place of what it added before; while its order is open.',
  permission: 'request:answer',
  params: z.object({ requestId, spoke: spokeName }),
  maxBodyBytes: mostAnnexBytes,
  body: z
    .strictObject({
      data: attributes.describe('Of this person alone, in any form; shown as it is.'),
    })
    .meta({ examples: [{ data: { orders: [{ number: '1001', placedOn: '2026-01-12' }] } }] }),
  response: z.object({ requestId, spoke: spokeName, receivedAt: instant, bytes: z.number() }),
  refusals: [
    'privacy-request.not-found',
    'privacy-request.no-such-order',
    'privacy-request.not-possible',
    'package.too-large',
  ],
} as const satisfies Contract;

/** Whatever is no link is answered with the page that says so. */
const token = z.object({ token: z.string().min(1).max(2048) });

export const showPackage = {
  method: 'GET',
  path: '/packages/{token}',
  summary: 'The page behind a link to a package; looking at it uses nothing up.',
  permission: null,
  params: token,
  headers: ['accept-language'],
  mediaTypes: ['text/html'],
  response: z.string(),
  refusals: [],
  ownAnswers: deadLinkPages,
} as const satisfies Contract;

export const downloadPackage = {
  method: 'POST',
  path: '/packages/{token}',
  summary:
    'The package that a link opens: once in each format. 404 and 410 for what is no link, or none any more.',
  permission: null,
  params: token,
  headers: ['accept-language'],
  query: z.strictObject({ format: format.default('html') }),
  form: true,
  maxBodyBytes: 4096,
  body: z.object({}),
  mediaTypes,
  response: z.string(),
  refusals: [],
  ownAnswers: deadLinkPages,
} as const satisfies Contract;
