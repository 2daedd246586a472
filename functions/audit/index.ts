import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import { handleListCheckpoints, handleReadCheckpoint } from './checkpoints.ts';
import * as contracts from './contract.ts';
import { handleListAudit } from './list-audit.ts';

export const routes = [
  route(contracts.listAudit, handleListAudit),
  route(contracts.listCheckpoints, handleListCheckpoints),
  route(contracts.readCheckpoint, handleReadCheckpoint),
];

export const handler = lambdaOf(routes, realServices);
