import { lambdaOf, type Route, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleCreateDedupeRun } from './create-dedupe-run.ts';
import { handleCancelDedupeRun, handleResumeDedupeRun } from './end-dedupe-run.ts';
import {
  handleListDedupeChanges,
  handleListDedupeRuns,
  handleReadDedupeReport,
  handleReadDedupeRun,
} from './read-dedupe-run.ts';
import { type DedupeMeans, realMeans } from './services.ts';

export const routesWith = (means: () => DedupeMeans): readonly Route[] => [
  route(contracts.createDedupeRun, (call, services) =>
    handleCreateDedupeRun(call, { ...services, ...means() }),
  ),
  route(contracts.listDedupeRuns, handleListDedupeRuns),
  route(contracts.readDedupeRun, handleReadDedupeRun),
  route(contracts.readDedupeReport, (call, services) =>
    handleReadDedupeReport(call, { ...services, ...means() }),
  ),
  route(contracts.listDedupeChanges, (call, services) =>
    handleListDedupeChanges(call, { ...services, ...means() }),
  ),
  route(contracts.cancelDedupeRun, handleCancelDedupeRun),
  route(contracts.resumeDedupeRun, (call, services) =>
    handleResumeDedupeRun(call, { ...services, ...means() }),
  ),
];

export const routes = routesWith(realMeans);

export const handler = lambdaOf(routes, realServices);
