import * as z from 'zod';
import { factKinds, factsAtOnce } from '#core/privacy-request/knowledge';
import { requestRights } from '#core/privacy-request/privacy-request';
import { attributes, schemaName, sourceId, spokeName, words } from '#functions/shared/fields';

export const right = z.enum(requestRights);
export const rights = z
  .array(right)
  .min(1)
  .max(requestRights.length)
  .refine((all) => new Set(all).size === all.length, 'names one twice');
export const requestState = z.enum([
  'received',
  'verified',
  'in-progress',
  'fulfilled',
  'partly-fulfilled',
  'rejected',
  'withdrawn',
  'unverified',
  'duplicate',
]);

/** Whom a request is about, where nobody knows the hub's own id. */
export const about = z.union([
  z.strictObject({ spoke: spokeName, sourceId }).describe('As a spoke knows the person.'),
  z.strictObject({
    contactPoint: z
      .string()
      .trim()
      .min(3)
      .max(254)
      .describe('An e-mail address, or a phone number with its country.'),
  }),
  z.strictObject({ schema: schemaName, attributes }).describe('As somebody describes the person.'),
]);
export type About = z.output<typeof about>;

const fact = z.strictObject({
  kind: z.enum(factKinds),
  value: words(256).describe(
    'A birth date as `1980-02-29`; of a customer number, that of one spoke.',
  ),
});
export const facts = z
  .array(fact)
  .min(factsAtOnce.least)
  .max(factsAtOnce.most)
  .refine(
    (all) => new Set(all.map(({ kind, value }) => `${kind} ${value}`)).size === all.length,
    'tells one twice',
  )
  .describe(
    'What the person knows: each must be true, and two of them by records of two different spokes.',
  );

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
