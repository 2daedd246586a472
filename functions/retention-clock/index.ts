import { realMeans } from '#functions/retention-steps/services';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';
import { startTodaysRun } from './start-todays-run.ts';

/** Called on a schedule. */
export const handler = observed((_event: unknown) =>
  startTodaysRun({ ...realServices(), ...realMeans() }, process.env),
);
