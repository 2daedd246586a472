import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleListRestrictions } from './list-restrictions.ts';
import { handleLiftRestriction, handlePlaceRestriction } from './place-restriction.ts';

export const routes = [
  route(contracts.placeRestriction, handlePlaceRestriction),
  route(contracts.listRestrictions, handleListRestrictions),
  route(contracts.liftRestriction, handleLiftRestriction),
];

export const handler = lambdaOf(routes, realServices);
