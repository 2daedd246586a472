import { lambdaOf, type Route, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleCorrectMe } from './correct-me.ts';
import { handleEndSession, handleOpenSession, realSignIn, type SignIn } from './open-session.ts';
import { handleReadMyHistory } from './read-history.ts';
import { handleReadMe } from './read-me.ts';
import { handleRequestLink } from './request-link.ts';

export const routesWith = (signIn: () => SignIn | undefined): readonly Route[] => [
  route(contracts.requestLink, handleRequestLink),
  route(contracts.openSession, handleOpenSession(signIn)),
  route(contracts.endSession, handleEndSession),
  route(contracts.readMe, handleReadMe),
  route(contracts.correctMe, handleCorrectMe),
  route(contracts.readMyHistory, handleReadMyHistory),
];

export const routes = routesWith(realSignIn);

export const handler = lambdaOf(routes, realServices);
