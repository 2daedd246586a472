import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleCreateToken, handleListTokens, handleRevokeToken } from './tokens.ts';

export const routes = [
  route(contracts.createToken, handleCreateToken),
  route(contracts.listTokens, handleListTokens),
  route(contracts.revokeToken, handleRevokeToken),
];

export const handler = lambdaOf(routes, realServices);
