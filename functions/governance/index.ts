import { lambdaOf, route } from '#functions/shared/lambda';
import { realServices } from '#functions/shared/services';
import * as contracts from './contract.ts';
import { handleListLenses, handlePutLens, handleReadLens } from './lenses.ts';
import {
  handleListSchemas,
  handleListSchemaTemplates,
  handlePutSchema,
  handleReadSchema,
} from './schemas.ts';
import { handleListSpokes, handlePutSpoke, handleReadSpoke } from './spokes.ts';

export const routes = [
  route(contracts.putSpoke, handlePutSpoke),
  route(contracts.listSpokes, handleListSpokes),
  route(contracts.readSpoke, handleReadSpoke),
  route(contracts.putSchema, handlePutSchema),
  route(contracts.listSchemas, handleListSchemas),
  route(contracts.readSchema, handleReadSchema),
  route(contracts.listSchemaTemplates, handleListSchemaTemplates),
  route(contracts.putLens, handlePutLens),
  route(contracts.listLenses, handleListLenses),
  route(contracts.readLens, handleReadLens),
];

export const handler = lambdaOf(routes, realServices);
