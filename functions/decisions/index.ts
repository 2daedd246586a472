import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import { handleBreakGlass, handleEndGlass } from './break-glass.ts';
import * as contracts from './contract.ts';
import { handleExplainAccess } from './explain-access.ts';

export const routes = [
  route(contracts.explainAccess, handleExplainAccess),
  route(contracts.breakGlass, handleBreakGlass),
  route(contracts.endGlass, handleEndGlass),
];

export const handler = lambdaOf(routes, realServices);
