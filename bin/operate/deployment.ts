import {
  CloudFormationClient,
  paginateListStackResources,
  paginateListStacks,
} from '@aws-sdk/client-cloudformation';

/** What a deployment is made of, as CloudFormation knows it. */
export interface Deployment {
  readonly name: string;
  readonly resources: readonly DeployedResource[];
}

export interface DeployedResource {
  readonly stack: string;
  readonly type: string;
  readonly logicalId: string;
  /** The resource's name, ARN or URL. */
  readonly physicalId: string;
}

const gone = new Set(['DELETE_COMPLETE', 'CREATE_FAILED', 'ROLLBACK_COMPLETE']);

/** All resources of the stacks `NAME-…`. Throws where there are none: another name, region or account. */
export async function readDeployment(
  name: string,
  client: CloudFormationClient = new CloudFormationClient({}),
): Promise<Deployment> {
  const stacks: string[] = [];
  for await (const page of paginateListStacks({ client }, {}))
    for (const { StackName = '', StackStatus = '' } of page.StackSummaries ?? [])
      if (stackNames(name).has(StackName) && !gone.has(StackStatus)) stacks.push(StackName);
  if (stacks.length === 0)
    throw new Error(`no stack of the deployment ${name} in this account and region`);

  const resources: DeployedResource[] = [];
  for (const stack of new Set(stacks))
    for await (const page of paginateListStackResources({ client }, { StackName: stack }))
      for (const {
        ResourceType,
        LogicalResourceId,
        PhysicalResourceId,
      } of page.StackResourceSummaries ?? [])
        resources.push({
          stack,
          type: ResourceType ?? '',
          logicalId: LogicalResourceId ?? '',
          physicalId: PhysicalResourceId ?? '',
        });
  return { name, resources };
}

/** lib/define-goldspoke.ts. By whole names: `shop-data` is no stack of a deployment `sho`. */
const stackNames = (name: string): ReadonlySet<string> =>
  new Set(
    [
      'data',
      'events',
      'identity',
      'api',
      'console',
      'syndication',
      'spokes',
      'sample-subscriber',
      'workflows',
      'observability',
    ].map((each) => `${name}-${each}`),
  );

export const physicalIds = ({ resources }: Deployment, type: string): readonly string[] =>
  resources.filter((each) => each.type === type).map(({ physicalId }) => physicalId);

/** The one resource of a type whose logical id begins so: `MainTable` and the hash of its path. */
export function resourceNamed({ name, resources }: Deployment, type: string, id: string): string {
  const found = resources.find((each) => each.type === type && each.logicalId.startsWith(id));
  if (found === undefined) throw new Error(`the deployment ${name} has no ${id}`);
  return found.physicalId;
}
