import type { Services } from '#functions/shared/handle';
import { lambdaOf, route } from '#functions/shared/lambda';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import * as contracts from './contract.ts';

export const routes = [
  route(contracts.readHealth, async () => ({ status: 'ok' as const })),
  route(contracts.readOpenApi, async () => openApi),
];

// Neither route reads anything, so this function gets no table and no keys.
export const handler = lambdaOf(routes, () => ({}) as Services);
