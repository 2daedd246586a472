import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleDeleteRecord } from './delete-record.ts';
import { handlePutRecord } from './put-record.ts';
import { handleReadCrosswalk, handleReadRecord } from './read-record.ts';

export const routes = [
  route(contracts.putRecord, handlePutRecord),
  route(contracts.readRecord, handleReadRecord),
  route(contracts.deleteRecord, handleDeleteRecord),
  route(contracts.readCrosswalk, handleReadCrosswalk),
];

export const handler = lambdaOf(routes, realServices);
