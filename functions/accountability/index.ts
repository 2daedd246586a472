import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleReadMinimisation } from './read-minimisation.ts';
import { handleReadRequestMetrics, handleReadRequestRegister } from './read-register.ts';

export const routes = [
  route(contracts.readRequestRegister, handleReadRequestRegister),
  route(contracts.readRequestMetrics, handleReadRequestMetrics),
  route(contracts.readMinimisation, handleReadMinimisation),
];

export const handler = lambdaOf(routes, realServices);
