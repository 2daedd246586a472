import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import {
  DeleteObjectsCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { logGroupPrefix } from '#lib/names';

export interface DeployedStack {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Logical id → type and the id that CloudFormation knows it by. */
  readonly resources: Readonly<Record<string, { type: string; physicalId: string }>>;
}

/** What CloudFormation says is deployed under this name. Clients take the environment's endpoint. */
export async function readDeployment(name: string): Promise<readonly DeployedStack[]> {
  const client = new CloudFormationClient();
  const { Stacks = [] } = await client.send(new DescribeStacksCommand());
  const own = Stacks.filter(
    ({ StackName = '', StackStatus }) =>
      StackName.startsWith(`${name}-`) && StackStatus !== 'DELETE_COMPLETE',
  );
  return Promise.all(
    own.map(async ({ StackName = '', Outputs = [] }) => ({
      name: StackName,
      outputs: Object.fromEntries(
        Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      ),
      resources: await readResources(client, StackName),
    })),
  );
}

async function readResources(
  client: CloudFormationClient,
  StackName: string,
): Promise<DeployedStack['resources']> {
  const resources: Record<string, { type: string; physicalId: string }> = {};
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListStackResourcesCommand({ StackName, ...(NextToken && { NextToken }) }),
    );
    for (const each of page.StackResourceSummaries ?? [])
      resources[each.LogicalResourceId ?? ''] = {
        type: each.ResourceType ?? '',
        physicalId: each.PhysicalResourceId ?? '',
      };
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return resources;
}

/** CloudFormation deletes no bucket that holds objects; an operator looks into it and empties it. */
export async function emptyBuckets(stacks: readonly DeployedStack[]): Promise<void> {
  const client = new S3Client();
  const buckets = stacks
    .flatMap(({ resources }) => Object.values(resources))
    .filter(({ type }) => type === 'AWS::S3::Bucket');
  for (const { physicalId: Bucket } of buckets) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
    const Objects = Contents.map(({ Key }) => ({ Key }));
    if (Objects.length > 0)
      await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  }
}

/** Whatever carries the deployment's tag or name: stacks, buckets, log groups, and all that has tags. */
export async function leftovers(name: string): Promise<readonly string[]> {
  const [stacks, { Buckets = [] }, { logGroups = [] }, tagged] = await Promise.all([
    readDeployment(name),
    new S3Client().send(new ListBucketsCommand({})),
    new CloudWatchLogsClient().send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupPrefix(name) }),
    ),
    taggedArns(name),
  ]);
  const living = await Promise.all(tagged.map(async (arn) => ((await isGone(arn)) ? [] : [arn])));
  return [
    ...stacks.map((stack) => stack.name),
    ...Buckets.map((bucket) => bucket.Name ?? '').filter((each) => each.startsWith(`${name}-`)),
    ...logGroups.map((group) => group.logGroupName ?? ''),
    ...living.flat(),
  ];
}

async function taggedArns(name: string): Promise<readonly string[]> {
  const client = new ResourceGroupsTaggingAPIClient();
  const arns: string[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await client.send(
      new GetResourcesCommand({
        TagFilters: [{ Key: 'goldspoke:deployment', Values: [name] }],
        ...(PaginationToken && { PaginationToken }),
      }),
    );
    for (const { ResourceARN = '' } of page.ResourceTagMappingList ?? []) arns.push(ResourceARN);
    PaginationToken = page.PaginationToken;
  } while (PaginationToken);
  return arns;
}

/** MiniStack keeps the tags of a deleted table; a deleted key waits for its end. Others are there. */
async function isGone(arn: string): Promise<boolean> {
  if (arn.includes(':kms:')) {
    const { KeyMetadata } = await new KMSClient().send(new DescribeKeyCommand({ KeyId: arn }));
    return KeyMetadata?.KeyState === 'PendingDeletion';
  }
  if (!arn.includes(':table/')) return false;
  try {
    await new DynamoDBClient().send(new DescribeTableCommand({ TableName: arn.split('/')[1] }));
    return false;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return true;
    throw error;
  }
}
