import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleReadLetter } from './read-letter.ts';

export const routes = [route(contracts.readLetter, handleReadLetter)];

export const handler = lambdaOf(routes, realServices);
