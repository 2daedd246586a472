import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleListSpokeConsents, handleReadSpokeConsents } from './read-spoke-consents.ts';

export const routes = [
  route(contracts.readSpokeConsents, handleReadSpokeConsents),
  route(contracts.listSpokeConsents, handleListSpokeConsents),
];

export const handler = lambdaOf(routes, realServices);
