import type { Services } from '#functions/shared/handle';
import { lambdaOf, type Route, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import {
  handleContinuePrivacyRequest,
  handleExtendPrivacyRequest,
  handlePausePrivacyRequest,
} from './clocks.ts';
import * as contracts from './contract.ts';
import { handleCreatePrivacyRequest } from './create-request.ts';
import {
  handleAcknowledge,
  handleApprovePrivacyRequest,
  handleRejectPrivacyRequest,
  handleWaiveOrder,
  handleWithdrawPrivacyRequest,
} from './decide-request.ts';
import {
  handleListPrivacyRequests,
  handleReadOrder,
  handleReadPrivacyRequest,
} from './read-requests.ts';
import { type PrivacyMeans, realMeans } from './services.ts';
import { handlePutPrivacyTargets, handleReadPrivacyTargets } from './targets.ts';
import { handleVerifyPrivacyRequest } from './verify-request.ts';

export const routesWith = (means: () => PrivacyMeans): readonly Route[] => {
  const all = (services: Services) => ({ ...services, ...means() });
  return [
    route(contracts.createPrivacyRequest, (call, services) =>
      handleCreatePrivacyRequest(call, all(services)),
    ),
    route(contracts.listPrivacyRequests, (call, services) =>
      handleListPrivacyRequests(call, all(services)),
    ),
    route(contracts.readPrivacyRequest, (call, services) =>
      handleReadPrivacyRequest(call, all(services)),
    ),
    route(contracts.verifyPrivacyRequest, (call, services) =>
      handleVerifyPrivacyRequest(call, all(services)),
    ),
    route(contracts.approvePrivacyRequest, (call, services) =>
      handleApprovePrivacyRequest(call, all(services)),
    ),
    route(contracts.rejectPrivacyRequest, (call, services) =>
      handleRejectPrivacyRequest(call, all(services)),
    ),
    route(contracts.withdrawPrivacyRequest, (call, services) =>
      handleWithdrawPrivacyRequest(call, all(services)),
    ),
    route(contracts.acknowledgePrivacyRequest, (call, services) =>
      handleAcknowledge(call, all(services)),
    ),
    route(contracts.extendPrivacyRequest, handleExtendPrivacyRequest),
    route(contracts.pausePrivacyRequest, handlePausePrivacyRequest),
    route(contracts.continuePrivacyRequest, handleContinuePrivacyRequest),
    route(contracts.putPrivacyTargets, handlePutPrivacyTargets),
    route(contracts.readPrivacyTargets, handleReadPrivacyTargets),
    route(contracts.readOrder, (call, services) => handleReadOrder(call, all(services))),
    route(contracts.waiveOrder, (call, services) => handleWaiveOrder(call, all(services))),
  ];
};

export const routes = routesWith(realMeans);

export const handler = lambdaOf(routes, realServices);
