import { failRehearsal, finishRehearsal } from '#functions/consent-rehearsals/finish-rehearsal';
import { planRehearsal } from '#functions/consent-rehearsals/plan-rehearsal';
import { rehearseChunk } from '#functions/consent-rehearsals/rehearse-chunk';
import { type RehearsalServices, realMeans } from '#functions/consent-rehearsals/services';
import { chunkStepsOf, runOf } from '#functions/shared/chunk-steps';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';

/** The steps of workflows/consent-rehearsal.asl.json. */
export const rehearsalStepsOf = chunkStepsOf<RehearsalServices>({
  plan: planRehearsal,
  scan: rehearseChunk,
  finish: finishRehearsal,
  fail: failRehearsal,
});

export const handler = observed(
  rehearsalStepsOf(() => ({ ...realServices(), ...realMeans() })),
  runOf,
);
