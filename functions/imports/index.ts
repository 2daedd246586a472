import { lambdaOf, type Route, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import { handleCancelImport } from './cancel-import.ts';
import * as contracts from './contract.ts';
import { handleCreateImport } from './create-import.ts';
import { handleReadImport } from './read-import.ts';
import { handleReadRejects } from './read-rejects.ts';
import { type ImportMeans, realMeans } from './services.ts';
import { handleStartImport } from './start-import.ts';

export const routesWith = (means: () => ImportMeans): readonly Route[] => [
  route(contracts.createImport, (call, services) =>
    handleCreateImport(call, { ...services, ...means() }),
  ),
  route(contracts.startImport, (call, services) =>
    handleStartImport(call, { ...services, ...means() }),
  ),
  route(contracts.cancelImport, (call, services) =>
    handleCancelImport(call, { ...services, ...means() }),
  ),
  route(contracts.readImport, (call, services) =>
    handleReadImport(call, { ...services, ...means() }),
  ),
  route(contracts.readRejects, (call, services) =>
    handleReadRejects(call, { ...services, ...means() }),
  ),
];

export const routes = routesWith(realMeans);

export const handler = lambdaOf(routes, realServices);
