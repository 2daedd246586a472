import type { CustomerSchema } from '#core/schema/customer-schema';
import { defaultModels } from './default-models.ts';
import type { MatchModel } from './match-model.ts';

/** The model that customers of a schema are matched by: its own, named after it, or the shipped one. */
export const modelFor = ({ name, version, kind, matchModel }: CustomerSchema): MatchModel =>
  matchModel === undefined ? defaultModels[kind] : { name, version, kind, ...matchModel };
