import * as z from 'zod';
import { restrictionGrounds } from '#core/consent/restriction';
import { attributes } from '#functions/shared/fields';
import type { Services } from '#functions/shared/handle';

/** In characters of JSON: it is kept whole with its request before the schema looks at it. */
const mostOfCorrections = 32_000;

/** What a request says beyond its rights, whatever way it came; kept sealed until it has ended. */
export const askedDetails = z.strictObject({
  corrections: attributes
    .refine((each) => JSON.stringify(each).length <= mostOfCorrections, 'is too long')
    .optional()
    .describe('Of a rectification: what is to be changed, RFC 7396; `null` removes.'),
  purposes: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,62}$/))
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Of an objection: against which purposes. Unless told: all that stand on a legitimate interest or a public task, and all marketing.',
    ),
  ground: z
    .enum(restrictionGrounds)
    .optional()
    .describe('Of a restriction: which case of GDPR art. 18(1); `accuracy-contested` unless told.'),
});
export type AskedDetails = z.output<typeof askedDetails>;

/** What a request said; nothing once its key is destroyed. */
export async function readAsked(
  requestId: string,
  { privacyRequests }: Pick<Services, 'privacyRequests'>,
): Promise<AskedDetails> {
  // Its parts were checked when the request was taken in.
  return ((await privacyRequests.details(requestId)) ?? {}) as AskedDetails;
}
