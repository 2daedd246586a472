import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleLiftDifference, handleMarkDifferent } from './differences.ts';
import { handleMergeCustomers, handleUnmergeCustomer } from './merge-customers.ts';
import { handleListPins, handlePinAttribute, handleUnpinAttribute } from './pins.ts';
import { handleSplitCustomer } from './split-customer.ts';
import { handleDecideTask, handleListTasks, handleReadTask } from './tasks.ts';
import { handleWhyCustomers } from './why-customers.ts';

export const routes = [
  route(contracts.mergeCustomers, handleMergeCustomers),
  route(contracts.unmergeCustomer, handleUnmergeCustomer),
  route(contracts.splitCustomer, handleSplitCustomer),
  route(contracts.listPins, handleListPins),
  route(contracts.pinAttribute, handlePinAttribute),
  route(contracts.unpinAttribute, handleUnpinAttribute),
  route(contracts.markDifferent, handleMarkDifferent),
  route(contracts.liftDifference, handleLiftDifference),
  route(contracts.whyCustomers, handleWhyCustomers),
  route(contracts.listTasks, handleListTasks),
  route(contracts.readTask, handleReadTask),
  route(contracts.decideTask, handleDecideTask),
];

export const handler = lambdaOf(routes, realServices);
