import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import { handleDecideContact, handleDecideContacts } from './contact-decisions.ts';
import * as contracts from './contract.ts';
import {
  handleListNotices,
  handleListPurposes,
  handleListRules,
  handlePutNotice,
  handlePutPurpose,
  handleReadNotice,
  handleReadPurpose,
  handleSignOffRule,
} from './govern.ts';
import { handleAddRelationship, handleCorrectConsent, handlePutConsent } from './put-consent.ts';
import { handleReadConsentHistory, handleReadConsents } from './read-consents.ts';

export const routes = [
  route(contracts.putConsent, handlePutConsent),
  route(contracts.readConsents, handleReadConsents),
  route(contracts.readConsentHistory, handleReadConsentHistory),
  route(contracts.correctConsent, handleCorrectConsent),
  route(contracts.addRelationship, handleAddRelationship),
  route(contracts.decideContact, handleDecideContact),
  route(contracts.decideContacts, handleDecideContacts),
  route(contracts.putPurpose, handlePutPurpose),
  route(contracts.listPurposes, handleListPurposes),
  route(contracts.readPurpose, handleReadPurpose),
  route(contracts.putNotice, handlePutNotice),
  route(contracts.listNotices, handleListNotices),
  route(contracts.readNotice, handleReadNotice),
  route(contracts.listRules, handleListRules),
  route(contracts.signOffRule, handleSignOffRule),
];

export const handler = lambdaOf(routes, realServices);
