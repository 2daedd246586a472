import {
  AuthorizationType,
  type IAuthorizer,
  type Integration,
  type MethodOptions,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { Contract } from '#functions/shared/contract';
import { acknowledge } from '../acknowledge.ts';
import { validationOf } from './validation.ts';

export interface RouteTarget {
  /** The contract's name in its capability: `putRecord`. */
  readonly name: string;
  readonly contract: Contract;
  readonly integration: Integration;
}

export interface RouteOptions {
  readonly authorizer: IAuthorizer;
}

/**
 * Makes one method for each contract: it asks the authorizer, counts against the caller's plan and
 * checks the shape of the request, unless it is open to everyone. Paths are those of the contracts;
 * the stage puts `/v1` before them.
 */
export function addRoutes(
  api: RestApi,
  targets: readonly RouteTarget[],
  { authorizer }: RouteOptions,
): void {
  const clash = clashingPaths(targets.map(({ contract }) => contract.path));
  if (clash !== undefined)
    throw new Error(
      `API Gateway takes one name for a variable at one place: ${clash.join(' and ')} have two`,
    );
  const validated = validationOf(
    api,
    targets.map(({ contract }) => contract),
  );
  for (const target of targets)
    addRoute(api, target, {
      ...validated(target.contract),
      ...access(target.contract, authorizer),
    });
}

const access = ({ permission }: Contract, authorizer: IAuthorizer): MethodOptions =>
  permission === null
    ? { authorizationType: AuthorizationType.NONE }
    : { authorizationType: AuthorizationType.CUSTOM, authorizer, apiKeyRequired: true };

function addRoute(
  api: RestApi,
  { name, contract: { method, path, permission }, integration }: RouteTarget,
  options: MethodOptions,
): void {
  const added = api.root
    .resourceForPath(path)
    .addMethod(method, integration, { operationName: name, ...options });
  if (permission === null)
    acknowledge(added, {
      'AwsSolutions-APIG4': openReason,
      'AwsSolutions-COG4': openReason,
    });
}

const openReason =
  'Open to everyone by its contract: it tells nothing about customers, and acts for one only by a link, a sign-in or a signed message that the function checks, or by sending to an address on record.';

const isVariable = (part: string) => part.startsWith('{');

/** The first two paths that differ in the name of a variable where all before it is the same. */
export function clashingPaths(paths: readonly string[]): readonly [string, string] | undefined {
  const seen = new Map<string, { readonly variable: string; readonly path: string }>();
  for (const path of paths) {
    const parts = path.split('/');
    for (const [at, part] of parts.entries()) {
      if (!isVariable(part)) continue;
      const before = parts.slice(0, at).join('/');
      const other = seen.get(before);
      if (other !== undefined && other.variable !== part) return [other.path, path];
      seen.set(before, { variable: part, path });
    }
  }
  return undefined;
}
