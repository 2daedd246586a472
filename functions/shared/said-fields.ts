import * as z from 'zod';
import { channels } from '#core/consent/consent-event';
import { countryCode } from '#core/standardise/country';
import { purposeName } from './fields.ts';

/** Channels that something was said about. */
export const saidChannels = z
  .array(z.enum(channels))
  .min(1)
  .max(channels.length)
  .refine((all) => new Set(all).size === all.length, 'names one twice')
  .optional()
  .describe('All channels of the purpose unless told.');

/** The notice that was shown when something was said. */
export const shownNotice = z
  .strictObject({
    id: purposeName,
    version: z.number().int().min(1),
    language: z
      .string()
      .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
      .optional(),
  })
  .optional();

/** Whose law holds. A country by another code than its own (`UK`) would quietly be one without a law. */
export const jurisdiction = z
  .string()
  .regex(/^(EU|EEA|[A-Z]{2}(-[A-Z0-9]{1,3})?)$/, { abort: true })
  .refine(isPlace, 'begins with no country of ISO 3166-1')
  .describe('ISO 3166: `GB`, `US-CA`, `CA-QC`; or `EU`, `EEA`.');

function isPlace(code: string): boolean {
  const country = code.slice(0, 2);
  return code === 'EEA' || code === 'EU' || countryCode(country) === country;
}
