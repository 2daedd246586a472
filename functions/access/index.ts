import type { Contract } from '#functions/shared/contract';
import { lambdaOf, type Route, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import {
  handleDeleteOrgUnit,
  handleListOrgUnits,
  handlePutOrgUnit,
  handleReadOrgUnit,
} from './org-units.ts';
import { handleListRoles, handlePutRole, handleReadRole } from './roles.ts';
import { type AccessMeans, type HandleAccess, realMeans } from './services.ts';
import {
  handleCreateToken,
  handleListTokens,
  handleRevokeToken,
  handleRotateToken,
} from './tokens.ts';
import { handleListUsers, handlePutUser, handleReadUser } from './users.ts';

export const routesWith = (means: () => AccessMeans): readonly Route[] => {
  const withMeans = <C extends Contract>(contract: C, handle: HandleAccess<C>): Route =>
    route(contract, (call, services) => handle(call, { ...services, ...means() }));
  return [
    route(contracts.putOrgUnit, handlePutOrgUnit),
    route(contracts.listOrgUnits, handleListOrgUnits),
    route(contracts.readOrgUnit, handleReadOrgUnit),
    route(contracts.deleteOrgUnit, handleDeleteOrgUnit),
    route(contracts.putRole, handlePutRole),
    route(contracts.listRoles, handleListRoles),
    route(contracts.readRole, handleReadRole),
    withMeans(contracts.putUser, handlePutUser),
    route(contracts.listUsers, handleListUsers),
    route(contracts.readUser, handleReadUser),
    withMeans(contracts.createToken, handleCreateToken),
    route(contracts.listTokens, handleListTokens),
    withMeans(contracts.rotateToken, handleRotateToken),
    withMeans(contracts.revokeToken, handleRevokeToken),
  ];
};

export const routes = routesWith(realMeans);

export const handler = lambdaOf(routes, realServices);
