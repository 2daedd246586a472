import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handlePutController, handleReadController } from './controller.ts';
import { handleReadReceipt } from './read-receipt.ts';

export const routes = [
  route(contracts.putController, handlePutController),
  route(contracts.readController, handleReadController),
  route(contracts.readReceipt, handleReadReceipt),
];

export const handler = lambdaOf(routes, realServices);
