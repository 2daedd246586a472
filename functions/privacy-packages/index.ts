import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import {
  handleDownloadPackage,
  handleReadPackage,
  handleSendPackage,
  handleShowPackage,
} from './hand-over.ts';
import { handlePutAnnex } from './put-annex.ts';

export const routes = [
  route(contracts.readPackage, handleReadPackage),
  route(contracts.sendPackage, handleSendPackage),
  route(contracts.putAnnex, handlePutAnnex),
  route(contracts.showPackage, handleShowPackage),
  route(contracts.downloadPackage, handleDownloadPackage),
];

export const handler = lambdaOf(routes, realServices);
