import {
  AuthorizationType,
  type IAuthorizer,
  type Integration,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { Contract } from '#functions/shared/contract';
import { acknowledge } from '../acknowledge.ts';

export interface RouteTarget {
  /** The contract's name in its capability: `putRecord`. */
  readonly name: string;
  readonly contract: Contract;
  readonly integration: Integration;
}

/** Makes one method for each contract. Paths are those of the contracts; the stage puts `/v1` before them. */
export function addRoutes(
  api: RestApi,
  targets: readonly RouteTarget[],
  authorizer: IAuthorizer,
): void {
  const clash = clashingPaths(targets.map(({ contract }) => contract.path));
  if (clash !== undefined)
    throw new Error(
      `API Gateway takes one name for a variable at one place: ${clash.join(' and ')} have two`,
    );
  for (const target of targets) addRoute(api, target, authorizer);
}

function addRoute(
  api: RestApi,
  { name, contract: { method, path, permission }, integration }: RouteTarget,
  authorizer: IAuthorizer,
): void {
  const added = api.root.resourceForPath(path).addMethod(method, integration, {
    operationName: name,
    ...(permission === null
      ? { authorizationType: AuthorizationType.NONE }
      : { authorizationType: AuthorizationType.CUSTOM, authorizer }),
  });
  if (permission === null)
    acknowledge(added, {
      'AwsSolutions-APIG4': 'Open to everyone by its contract: it says nothing about customers.',
      'AwsSolutions-COG4': 'Open to everyone by its contract: it says nothing about customers.',
    });
}

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
