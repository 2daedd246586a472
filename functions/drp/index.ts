import { type PrivacyMeans, realMeans } from '#functions/privacy-requests/services';
import type { Services } from '#functions/shared/handle';
import { lambdaOf, type Route, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import { handleReadAgentKey, handleSetUpAgentKey } from './agent-key.ts';
import { handlePutAgent, handleReadAgent } from './agents.ts';
import * as contracts from './contract.ts';
import { handleExerciseDataRight } from './exercise.ts';
import { handleReadDataRight, handleRevokeDataRight } from './own-request.ts';

export const routesWith = (means: () => PrivacyMeans): readonly Route[] => {
  const all = (services: Services) => ({ ...services, ...means() });
  return [
    route(contracts.putAgent, handlePutAgent),
    route(contracts.readAgent, handleReadAgent),
    route(contracts.setUpAgentKey, handleSetUpAgentKey),
    route(contracts.readAgentKey, handleReadAgentKey),
    route(contracts.exerciseDataRight, (call, services) =>
      handleExerciseDataRight(call, all(services)),
    ),
    route(contracts.readDataRight, (call, services) => handleReadDataRight(call, all(services))),
    route(contracts.revokeDataRight, (call, services) =>
      handleRevokeDataRight(call, all(services)),
    ),
  ];
};

export const routes = routesWith(realMeans);

export const handler = lambdaOf(routes, realServices);
