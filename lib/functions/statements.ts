import { Stack } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { AnyTable } from '#lib/data/any-table';
import { checkpointFolder } from '#store/checkpoint-objects';
import {
  auditDayPartition,
  auditPartition,
  checkpointsObject,
  checkpointTailKey,
  configurationList,
  configurationPartition,
  consentPrefix,
  customerPartition,
  endsPrefix,
  endsTailPartition,
  erasureHeadKey,
  erasuresDoneKey,
  proofKeysPartition,
  requestList,
  requestPartition,
  unchangingPrefixes,
} from '#store/keys';

/**
 * Who may do what, written out action by action. The grant methods of the constructs are not used:
 * they give more actions than the hub calls, some with wildcards.
 */

const readActions = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const writeActions = [
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
];

/** The main table and the indexes that it names. */
export const readMainTable = (table: AnyTable, indexes: readonly string[]) => [
  new iam.PolicyStatement({
    sid: 'ReadMainTable',
    actions: readActions,
    resources: [table.tableArn, ...indexes.map((name) => `${table.tableArn}/index/${name}`)],
  }),
  useKeyThroughDynamoDb('MainTableKey', table),
];

export const readAndWriteMainTable = (table: AnyTable, indexes: readonly string[]) => [
  ...readMainTable(table, indexes),
  new iam.PolicyStatement({
    sid: 'WriteMainTable',
    actions: writeActions,
    resources: [table.tableArn],
  }),
  keepWhatWasSaid(table),
];

/** Entries of the audit and of the ledger of consents are put and neither changed nor deleted. */
const keepWhatWasSaid = (table: AnyTable) =>
  new iam.PolicyStatement({
    sid: 'KeepAuditAndLedger',
    effect: iam.Effect.DENY,
    actions: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
    resources: [table.tableArn],
    conditions: {
      'ForAnyValue:StringLike': {
        'dynamodb:LeadingKeys': unchangingPrefixes.map((each) => `${each}*`),
      },
    },
  });

/** What was written since the last checkpoint, and the places of checkpoints themselves. */
export const makeCheckpointsIn = (table: AnyTable) => [
  new iam.PolicyStatement({
    sid: 'ReadWhatWasWritten',
    actions: ['dynamodb:Query'],
    resources: [`${table.tableArn}/index/GSI1`],
    conditions: leadingKeys([`${auditDayPartition('*', 0).split('*', 1)[0]}*`]),
  }),
  new iam.PolicyStatement({
    sid: 'WriteCheckpoints',
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    resources: [table.tableArn],
    conditions: leadingKeys([auditPartition(checkpointsObject), checkpointTailKey.PK]),
  }),
  useKeyThroughDynamoDb('MainTableKey', table),
];

/** Ends of consents with what is told of them, ledgers, heads of customers, purposes. */
export const tellEndsIn = (table: AnyTable) => [
  new iam.PolicyStatement({
    sid: 'ReadLedgersAndTheirEnds',
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resources: [table.tableArn],
    conditions: leadingKeys(
      [
        endsPrefix,
        endsTailPartition,
        consentPrefix,
        customerPartition(''),
        configurationPartition('purpose', ''),
      ].map((each) => `${each}*`),
    ),
  }),
  new iam.PolicyStatement({
    sid: 'TellEnds',
    actions: ['dynamodb:PutItem'],
    resources: [table.tableArn],
    conditions: leadingKeys([`${endsPrefix}*`, endsTailPartition]),
  }),
  useKeyThroughDynamoDb('MainTableKey', table),
];

/** Privacy requests with their list of open ones, and by what their clocks run; of customers nothing. */
export const readRequestsIn = (table: AnyTable, more: readonly string[] = []) => [
  ...readItemsOf(table, [
    requestPartition(''),
    configurationPartition('privacy-targets', ''),
    // Whether the table has caught up with erasures: store/replay-gate.ts.
    erasuresDoneKey.PK,
    ...more,
  ]),
  new iam.PolicyStatement({
    sid: 'ListOpenRequests',
    actions: ['dynamodb:Query'],
    resources: [`${table.tableArn}/index/GSI1`],
    conditions: {
      'ForAllValues:StringEquals': {
        'dynamodb:LeadingKeys': [
          requestList('open'),
          requestList('owed'),
          configurationList('sign-off'),
        ],
      },
    },
  }),
];

/** That a key of proofs was used, so that it is told for ever. */
export const keepProofKeys = (table: AnyTable) =>
  new iam.PolicyStatement({
    sid: 'KeepProofKeys',
    actions: ['dynamodb:PutItem'],
    resources: [table.tableArn],
    conditions: leadingKeys([proofKeysPartition]),
  });

const leadingKeys = (patterns: readonly string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
});

/** How many erasures there were, and nothing else of the vault: store/replay-gate.ts. */
export const readErasureHead = (vault: AnyTable) => [
  new iam.PolicyStatement({
    sid: 'ReadErasureHead',
    actions: ['dynamodb:GetItem'],
    resources: [vault.tableArn],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [erasureHeadKey.PK] } },
  }),
  useKeyThroughDynamoDb('VaultTableKey', vault),
];

/** Signing in one way, and telling the public key. */
export const signWith = (key: kms.Key) => [
  new iam.PolicyStatement({
    sid: 'Sign',
    actions: ['kms:Sign'],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
  }),
  new iam.PolicyStatement({
    sid: 'TellPublicKey',
    actions: ['kms:GetPublicKey'],
    resources: [key.keyArn],
  }),
];

export const useCheckpointObjects = (
  bucket: s3.Bucket,
  actions: readonly ('s3:GetObject' | 's3:PutObject')[],
) => [
  new iam.PolicyStatement({
    sid: 'UseCheckpointObjects',
    actions: [...actions],
    resources: [bucket.arnForObjects(`${checkpointFolder}/*`)],
  }),
  new iam.PolicyStatement({
    sid: 'TellMissingCheckpoints',
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
  }),
];

/** Items of some kinds only: those whose partition key begins with one of `prefixes`. */
export const readItemsOf = (table: AnyTable, prefixes: readonly string[]) => [
  new iam.PolicyStatement({
    sid: 'ReadTheseKindsOfItem',
    actions: ['dynamodb:GetItem'],
    resources: [table.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((each) => `${each}*`) },
    },
  }),
  useKeyThroughDynamoDb('MainTableKey', table),
];

/** Items of its own kind, and their entries in the audit: `partition` and `audited` are where they begin. */
export const writeItemsOf = (
  table: AnyTable,
  { partitions, audited }: { readonly partitions: readonly string[]; readonly audited: string },
) => [
  new iam.PolicyStatement({
    sid: 'WriteItsOwnItems',
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
    resources: [table.tableArn],
    conditions: leadingKeys(partitions.map((each) => `${each}*`)),
  }),
  new iam.PolicyStatement({
    sid: 'AuditThem',
    actions: ['dynamodb:PutItem'],
    resources: [table.tableArn],
    conditions: leadingKeys([`${audited}*`]),
  }),
];

/** All items of one partition, and nothing else of the table. */
export const listItemsOf = (table: AnyTable, partition: string) => [
  new iam.PolicyStatement({
    sid: 'ListTheseItems',
    actions: ['dynamodb:Query'],
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [partition] } },
  }),
  useKeyThroughDynamoDb('MainTableKey', table),
];

/** When a secret was used last, and nothing else of its item. */
export const noteInItemsOf = (table: AnyTable, prefix: string) =>
  new iam.PolicyStatement({
    sid: 'NoteLastUse',
    actions: ['dynamodb:UpdateItem'],
    resources: [table.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}*`] },
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['PK', 'SK', 'lastUsedAt'] },
    },
  });

/** Who there is in the pool, and the clients of machines; what they may do is no matter of the pool. */
export const managePeople = (userPool: cognito.UserPool) =>
  new iam.PolicyStatement({
    sid: 'ManagePeople',
    actions: [
      'cognito-idp:AdminCreateUser',
      'cognito-idp:AdminDisableUser',
      'cognito-idp:AdminEnableUser',
      'cognito-idp:AdminGetUser',
      'cognito-idp:AdminUserGlobalSignOut',
      'cognito-idp:CreateUserPoolClient',
      'cognito-idp:DeleteUserPoolClient',
    ],
    resources: [userPool.userPoolArn],
  });

/** Subject keys, and the KMS key that wraps the epoch keys above them. */
export const useVault = (table: AnyTable, wrappingKey: kms.Key, tenant: string) => [
  new iam.PolicyStatement({
    sid: 'ReadAndWriteVault',
    actions: [
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ],
    resources: [table.tableArn],
  }),
  useKeyThroughDynamoDb('VaultTableKey', table),
  new iam.PolicyStatement({
    sid: 'WrapEpochAndIndexKeys',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [wrappingKey.keyArn],
    // What store/vault.ts binds its keys to; nothing else under this key opens for a function.
    conditions: {
      StringEquals: {
        'kms:EncryptionContext:tenant': tenant,
        'kms:EncryptionContext:use': ['epoch', 'index', 'links'],
      },
    },
  }),
];

/**
 * DynamoDB opens a table's key with its caller's permission; only DynamoDB may, and only for this
 * account's tables. docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
function useKeyThroughDynamoDb(sid: string, table: AnyTable): iam.PolicyStatement {
  const key = table.encryptionKey;
  if (key === undefined) throw new Error(`${table.node.path} has no key of its own`);
  const { account, region } = Stack.of(table);
  return new iam.PolicyStatement({
    sid,
    actions: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    resources: [key.keyArn],
    conditions: {
      StringEquals: {
        'kms:CallerAccount': account,
        'kms:ViaService': `dynamodb.${region}.amazonaws.com`,
      },
    },
  });
}

export const readStream = (table: AnyTable) => {
  if (table.tableStreamArn === undefined) throw new Error(`${table.node.path} has no stream`);
  return new iam.PolicyStatement({
    sid: 'ReadStream',
    actions: [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ],
    resources: [table.tableStreamArn],
  });
};

export const publishTo = (bus: events.EventBus) =>
  new iam.PolicyStatement({
    sid: 'Publish',
    actions: ['events:PutEvents'],
    resources: [bus.eventBusArn],
    conditions: { StringEquals: { 'events:source': 'goldspoke' } },
  });

export const sendTo = (queue: sqs.Queue, key: kms.Key) => [
  new iam.PolicyStatement({
    sid: 'SendToPoisonQueue',
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
  }),
  new iam.PolicyStatement({
    sid: 'PoisonQueueKey',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [key.keyArn],
    conditions: {
      StringEquals: { 'kms:ViaService': `sqs.${Stack.of(queue).region}.amazonaws.com` },
    },
  }),
];

/** Calls that failed for good. Lambda sends them with the role of the function. */
export const sendFailedCalls = (queue: sqs.IQueue) => [
  new iam.PolicyStatement({
    sid: 'SendFailedCalls',
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
  }),
  ...(queue.encryptionMasterKey === undefined
    ? []
    : [
        new iam.PolicyStatement({
          sid: 'FailedCallsKey',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [queue.encryptionMasterKey.keyArn],
          conditions: {
            StringEquals: { 'kms:ViaService': `sqs.${Stack.of(queue).region}.amazonaws.com` },
          },
        }),
      ]),
];

/** Objects under a prefix can be added and not read back. Its wildcard is `objectsFinding`. */
export const putInto = (bucket: s3.Bucket, prefix: string, key: kms.Key) => [
  new iam.PolicyStatement({
    sid: 'PutIntoPoisonBucket',
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects(`${prefix}/*`)],
  }),
  new iam.PolicyStatement({
    sid: 'PoisonBucketKey',
    actions: ['kms:GenerateDataKey'],
    resources: [key.keyArn],
    conditions: {
      StringEquals: { 'kms:ViaService': `s3.${Stack.of(bucket).region}.amazonaws.com` },
    },
  }),
];

/** The pages that a bucket serves, all of them: put, listed, removed. */
export const keepPagesIn = (bucket: s3.Bucket) => [
  new iam.PolicyStatement({
    sid: 'ListPages',
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
  }),
  new iam.PolicyStatement({
    sid: 'KeepPages',
    actions: ['s3:DeleteObject', 's3:PutObject'],
    resources: [bucket.arnForObjects('*')],
  }),
];

/** cdk-nag's name for the wildcard in the ARN of a bucket's objects, seen from another stack. */
export function objectsFinding(bucket: s3.Bucket, prefix: string): string {
  const stack = Stack.of(bucket);
  const imported = stack.resolve(stack.exportValue(bucket.bucketArn)) as {
    'Fn::ImportValue': string;
  };
  return `AwsSolutions-IAM5[Resource::${imported['Fn::ImportValue']}/${prefix}/*]`;
}
