import * as z from 'zod';
import { putConsent } from '#functions/consents/contract';
import { instant, toInstant } from './fields.ts';

/** Each becomes up to four items of one transaction, which holds a hundred. */
const mostConsents = 20;

/** What PUT consents takes, and for which purpose. Only its moment tells a repeat from a new word. */
export const recordConsent = putConsent.body.extend({
  purpose: putConsent.params.shape.purpose,
  at: instant
    .transform(toInstant)
    .describe('When the person said it. The same again, in the same record, adds nothing.'),
});

export const recordConsents = z
  .array(recordConsent)
  .max(mostConsents)
  .describe(
    'What the person said where the record comes from; added to the ledger, whether or not the attributes are news.',
  );
