import type { Context } from 'aws-lambda';
import { realMeans } from '#functions/privacy-requests/services';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';
import { lookAtClocks } from './look-at-clocks.ts';

/** Called on a schedule. */
export const handler = observed((_event: unknown, context: Context) =>
  lookAtClocks(
    { ...realServices(), ...realMeans() },
    { remainingMs: () => context.getRemainingTimeInMillis() },
  ),
);
