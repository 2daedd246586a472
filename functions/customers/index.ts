import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleEditCustomer } from './edit-customer.ts';
import { handleListCustomers } from './list-customers.ts';
import { handleMatchCustomers } from './match-customers.ts';
import { handleOriginateCustomer } from './originate-customer.ts';
import { handleReadCustomer, handleReadLineage, handleReadSources } from './read-customer.ts';
import { handleReadEvents, handleReadHistory } from './read-history.ts';
import { handleRemoveCustomer } from './remove-customer.ts';

export const routes = [
  route(contracts.listCustomers, handleListCustomers),
  route(contracts.matchCustomers, handleMatchCustomers),
  route(contracts.originateCustomer, handleOriginateCustomer),
  route(contracts.readCustomer, handleReadCustomer),
  route(contracts.editCustomer, handleEditCustomer),
  route(contracts.removeCustomer, handleRemoveCustomer),
  route(contracts.readSources, handleReadSources),
  route(contracts.readLineage, handleReadLineage),
  route(contracts.readHistory, handleReadHistory),
  route(contracts.readEvents, handleReadEvents),
];

export const handler = lambdaOf(routes, realServices);
