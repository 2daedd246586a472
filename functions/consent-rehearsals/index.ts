import { lambdaOf, type Route, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleCreateConsentRehearsal } from './create-rehearsal.ts';
import { handleActivateConsentRehearsal, handleCancelConsentRehearsal } from './end-rehearsal.ts';
import { handleListConsentRehearsalRows, handleReadConsentRehearsal } from './read-rehearsal.ts';
import { type RehearsalMeans, realMeans } from './services.ts';

export const routesWith = (means: () => RehearsalMeans): readonly Route[] => [
  route(contracts.createConsentRehearsal, (call, services) =>
    handleCreateConsentRehearsal(call, { ...services, ...means() }),
  ),
  route(contracts.readConsentRehearsal, (call, services) =>
    handleReadConsentRehearsal(call, { ...services, ...means() }),
  ),
  route(contracts.listConsentRehearsalRows, (call, services) =>
    handleListConsentRehearsalRows(call, { ...services, ...means() }),
  ),
  route(contracts.activateConsentRehearsal, handleActivateConsentRehearsal),
  route(contracts.cancelConsentRehearsal, handleCancelConsentRehearsal),
];

export const routes = routesWith(realMeans);

export const handler = lambdaOf(routes, realServices);
