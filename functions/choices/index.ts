import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import {
  handleConfirm,
  handleShowConfirmation,
  handleShowUnsubscribe,
  handleUnsubscribe,
} from './follow-link.ts';
import { handleMakeConfirmationLinks, handleMakeUnsubscribeLinks } from './make-links.ts';
import {
  handlePutMyConsent,
  handleReadMyConsentHistory,
  handleReadMyConsents,
  handleReadMyReceipt,
} from './my-consents.ts';
import { handleReadGpcSupport, handleTellGlobalPrivacyControl } from './signals.ts';

export const routes = [
  route(contracts.makeUnsubscribeLinks, handleMakeUnsubscribeLinks),
  route(contracts.makeConfirmationLinks, handleMakeConfirmationLinks),
  route(contracts.showUnsubscribe, handleShowUnsubscribe),
  route(contracts.unsubscribe, handleUnsubscribe),
  route(contracts.showConfirmation, handleShowConfirmation),
  route(contracts.confirm, handleConfirm),
  route(contracts.tellGlobalPrivacyControl, handleTellGlobalPrivacyControl),
  route(contracts.readGpcSupport, handleReadGpcSupport),
  route(contracts.readMyConsents, handleReadMyConsents),
  route(contracts.putMyConsent, handlePutMyConsent),
  route(contracts.readMyConsentHistory, handleReadMyConsentHistory),
  route(contracts.readMyReceipt, handleReadMyReceipt),
];

export const handler = lambdaOf(routes, realServices);
