import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type TableDefinition, tableDefinitions } from '#store/tables';
import type { DeploymentConfig } from '../deployment-config.ts';
import type { AnyTable } from './any-table.ts';
import { type AuditEvidence, auditEvidence, nobodyChangesWhatWasSaid } from './audit-evidence.ts';
import { closedBucket } from './closed-bucket.ts';

/**
 * What must outlive everything else: keys, tables, and what could not be published. Nothing in here
 * is ever replaced (test/lib pins the logical ids), and nothing goes with the stack unless the
 * deployment says that its data need no protection.
 */
export class DataStack extends Stack {
  /** Encrypts the main table and the poison bucket. */
  readonly dataKey: kms.Key;
  /** Encrypts the vault table, and wraps the epoch keys in it. */
  readonly vaultKey: kms.Key;
  /** The one that was restored, where the deployment says so. */
  readonly mainTable: AnyTable;
  readonly vaultTable: dynamodb.Table;
  readonly poisonBucket: s3.Bucket;
  readonly auditEvidence: AuditEvidence;
  /** Signs what others keep: receipts, certificates. */
  readonly proofKey: kms.Key;

  constructor(scope: Construct, id: string, props: StackProps & { config: DeploymentConfig }) {
    const { config } = props;
    super(scope, id, { ...props, terminationProtection: config.protectData });
    const removalPolicy = config.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const key = (keyId: string, alias: string, description: string) =>
      new kms.Key(this, keyId, {
        alias: `${config.name}/${alias}`,
        description,
        enableKeyRotation: true,
        pendingWindow: Duration.days(config.protectData ? 30 : 7),
        removalPolicy,
      });
    const table = (
      tableId: string,
      definition: TableDefinition,
      encryptionKey: kms.Key,
      resourcePolicy?: iam.PolicyDocument,
    ) =>
      defineTable(this, tableId, definition, {
        ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
        encryptionKey,
        deletionProtection: config.protectData,
        removalPolicy,
      });

    this.dataKey = key('DataKey', 'data', 'Goldspoke: main table and poison bucket');
    this.vaultKey = key('VaultKey', 'vault', 'Goldspoke: vault table and epoch keys');
    const firstTable = table(
      'MainTable',
      tableDefinitions.main,
      this.dataKey,
      nobodyChangesWhatWasSaid(),
    );
    this.mainTable = this.#restoredTable(config, firstTable) ?? firstTable;
    this.vaultTable = table('VaultTable', tableDefinitions.vault, this.vaultKey);

    this.poisonBucket = closedBucket(this, 'PoisonBucket', {
      encryptionKey: this.dataKey,
      days: config.poisonDays,
      removalPolicy,
      withoutAccessLogs:
        'Only the stream consumers write here, and operators read with CloudTrail data events on; server access logs would need a second bucket with the same care.',
    });

    this.auditEvidence = auditEvidence(this, config);
    this.proofKey = new kms.Key(this, 'ProofKey', {
      alias: `${config.name}/proofs`,
      description: 'Goldspoke: signs receipts and certificates',
      keySpec: kms.KeySpec.ECC_NIST_P256,
      keyUsage: kms.KeyUsage.SIGN_VERIFY,
      pendingWindow: Duration.days(config.protectData ? 30 : 7),
      removalPolicy,
    });

    new CfnOutput(this, 'MainTableName', { value: this.mainTable.tableName });
    new CfnOutput(this, 'VaultTableName', { value: this.vaultTable.tableName });
    new CfnOutput(this, 'VaultKeyArn', { value: this.vaultKey.keyArn });
    new CfnOutput(this, 'CheckpointKeyArn', { value: this.auditEvidence.key.keyArn });
    new CfnOutput(this, 'ProofKeyArn', { value: this.proofKey.keyArn });
    new CfnOutput(this, 'CheckpointBucketName', { value: this.auditEvidence.bucket.bucketName });
  }

  #restoredTable(
    { restoredTable }: DeploymentConfig,
    firstTable: dynamodb.Table,
  ): dynamodb.ITable | undefined {
    if (restoredTable === undefined) return undefined;
    // Other stacks still import these when this one is deployed, and an export in use cannot go.
    for (const value of [firstTable.tableName, firstTable.tableArn, firstTable.tableStreamArn])
      if (value !== undefined) this.exportValue(value);
    return dynamodb.Table.fromTableAttributes(this, 'RestoredTable', {
      tableName: restoredTable.name,
      tableStreamArn: restoredTable.streamArn,
      encryptionKey: this.dataKey,
      globalIndexes: tableDefinitions.main.indexes.map(({ name }) => name),
    });
  }
}

function defineTable(
  scope: Construct,
  id: string,
  { partitionKey, sortKey, indexes, timeToLive, stream, pointInTimeRecoveryDays }: TableDefinition,
  protection: Pick<
    dynamodb.TableProps,
    'encryptionKey' | 'deletionProtection' | 'removalPolicy' | 'resourcePolicy'
  >,
): dynamodb.Table {
  const text = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
  const table = new dynamodb.Table(scope, id, {
    partitionKey: text(partitionKey),
    sortKey: text(sortKey),
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: true,
      recoveryPeriodInDays: pointInTimeRecoveryDays,
    },
    ...(timeToLive === undefined ? {} : { timeToLiveAttribute: timeToLive }),
    ...(stream === undefined ? {} : { stream: dynamodb.StreamViewType[stream] }),
    ...protection,
  });
  for (const index of indexes)
    table.addGlobalSecondaryIndex({
      indexName: index.name,
      partitionKey: text(index.partitionKey),
      sortKey: text(index.sortKey),
      projectionType: dynamodb.ProjectionType[index.projection],
    });
  return table;
}
