import type { Services } from '#functions/shared/handle';
import { lambdaOf, type Route, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import { handleListRequestCandidates } from './candidates.ts';
import { handleChallengePrivacyRequest } from './challenge.ts';
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
import { handleIdentifyPrivacyRequest } from './identify.ts';
import { handleOpenMyPackage } from './open-my-package.ts';
import {
  handleCreateMyRequest,
  handleListMyRequests,
  handleProveMyRequest,
  handleReadMyRequest,
  handleWithdrawMyRequest,
} from './own-requests.ts';
import { handleProveByLink } from './prove-by-link.ts';
import { handleReadCertificate } from './read-certificate.ts';
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
    route(contracts.readCertificate, handleReadCertificate),
    route(contracts.waiveOrder, (call, services) => handleWaiveOrder(call, all(services))),
    route(contracts.listRequestCandidates, (call, services) =>
      handleListRequestCandidates(call, all(services)),
    ),
    route(contracts.identifyPrivacyRequest, (call, services) =>
      handleIdentifyPrivacyRequest(call, all(services)),
    ),
    route(contracts.challengePrivacyRequest, (call, services) =>
      handleChallengePrivacyRequest(call, all(services)),
    ),
    route(contracts.proveByLink, (call, services) => handleProveByLink(call, all(services))),
    route(contracts.createMyRequest, (call, services) =>
      handleCreateMyRequest(call, all(services)),
    ),
    route(contracts.listMyRequests, (call, services) => handleListMyRequests(call, all(services))),
    route(contracts.readMyRequest, (call, services) => handleReadMyRequest(call, all(services))),
    route(contracts.openMyPackage, (call, services) => handleOpenMyPackage(call, all(services))),
    route(contracts.withdrawMyRequest, (call, services) =>
      handleWithdrawMyRequest(call, all(services)),
    ),
    route(contracts.proveMyRequest, (call, services) => handleProveMyRequest(call, all(services))),
  ];
};

export const routes = routesWith(realMeans);

export const handler = lambdaOf(routes, realServices);
