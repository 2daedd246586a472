import { trustTableOf } from '#functions/shared/context';
import { sampleSpokes } from '#local/sample';
import type { Spoke } from '#store/ports';

/** The five systems of the sample, registered as spokes. */
export const sampleSpokeList: readonly Spoke[] = Object.entries(sampleSpokes).map(
  ([name, spoke]) => ({ name, ...spoke }),
);

export const sampleTrust = trustTableOf(sampleSpokeList);
