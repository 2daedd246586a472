import { type PrivacyMeans, realMeans } from '#functions/privacy-requests/services';
import { lambdaOf, type Route, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleCreateRetentionRun } from './create-retention-run.ts';
import { handleReadMinimisation } from './read-minimisation.ts';
import { handleReadRequestMetrics, handleReadRequestRegister } from './read-register.ts';

export const routesWith = (means: () => PrivacyMeans): readonly Route[] => [
  route(contracts.readRequestRegister, handleReadRequestRegister),
  route(contracts.readRequestMetrics, handleReadRequestMetrics),
  route(contracts.readMinimisation, handleReadMinimisation),
  route(contracts.createRetentionRun, (call, services) =>
    handleCreateRetentionRun(call, { ...services, ...means() }),
  ),
];

export const routes = routesWith(realMeans);

export const handler = lambdaOf(routes, realServices);
