import { Answer, type Handle } from '#functions/shared/handle';
import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';

/** A key is there before the first thing that it signs; after a rotation a reader may know it this much later. */
const heldForSeconds = 300;

const handleListProofKeys: Handle<typeof contracts.listProofKeys> = async (_, { proofs }) =>
  new Answer(
    { keys: await proofs.publicKeys() },
    { headers: { 'cache-control': `public, max-age=${heldForSeconds}` } },
  );

export const routes = [route(contracts.listProofKeys, handleListProofKeys)];

export const handler = lambdaOf(routes, realServices);
