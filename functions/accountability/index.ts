import { type RetentionMeans, realMeans } from '#functions/retention-steps/services';
import { lambdaOf, type Route, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleReadMinimisation } from './read-minimisation.ts';
import { handleReadRequestMetrics, handleReadRequestRegister } from './read-register.ts';
import {
  handleCreateRetentionRun,
  handleListRetentionRuns,
  handleReadRetentionRun,
} from './retention-runs.ts';

export const routesWith = (means: () => RetentionMeans): readonly Route[] => [
  route(contracts.readRequestRegister, handleReadRequestRegister),
  route(contracts.readRequestMetrics, handleReadRequestMetrics),
  route(contracts.readMinimisation, handleReadMinimisation),
  route(contracts.createRetentionRun, (call, services) =>
    handleCreateRetentionRun(call, { ...services, ...means() }),
  ),
  route(contracts.listRetentionRuns, handleListRetentionRuns),
  route(contracts.readRetentionRun, (call, services) =>
    handleReadRetentionRun(call, { ...services, ...means() }),
  ),
];

export const routes = routesWith(realMeans);

export const handler = lambdaOf(routes, realServices);
