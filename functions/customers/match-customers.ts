import { chooseCandidate } from '#core/matching/admit';
import { emitMatchKeys } from '#core/matching/match-keys';
import { standardise } from '#core/standardise/standardise';
import { readSchema } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { admitAttributes } from '#functions/shared/ingest';
import { findCandidates, weighRecord } from '#functions/shared/matching';
import type { matchCustomers } from './contract.ts';

/** Whom these attributes resemble, best first, with every contribution to the score. Writes nothing. */
export const handleMatchCustomers: Handle<typeof matchCustomers> = async ({ body }, services) => {
  const schema = await readSchema(services, body.schema);
  const { attributes } = admitAttributes(body.attributes, schema, services.clock());
  const { record } = standardise(attributes, schema);

  const candidates = await findCandidates(services, emitMatchKeys(record), schema);
  const weighed = weighRecord(record, candidates, schema);
  const { outcome } = chooseCandidate(
    weighed.map(({ stored, admission }) => ({ customerId: stored.customer.customerId, admission })),
  );
  return {
    outcome,
    candidates: weighed
      .toSorted((a, b) => b.admission.score.matchWeight - a.admission.score.matchWeight)
      .map(({ stored: { customer }, admission: { decision, because, score } }) => ({
        customerId: customer.customerId,
        decision,
        because,
        attributes: customer.golden.attributes,
        score,
      })),
    cappedKeys: candidates.cappedKinds,
  };
};
