import * as z from 'zod';
import { channels } from '#core/consent/consent-event';
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
