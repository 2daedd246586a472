import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { AnyTable } from '#lib/data/any-table';
import { CapabilityFunction } from '#lib/functions/capability-function';
import type { Access, FunctionAccess } from '#lib/functions/function-access';
import {
  auditPrefix,
  consentPrefix,
  noticePrefix,
  taskKey,
  unchangingPrefixes,
  versionPrefix,
} from '#store/keys';
import type { DeploymentConfig } from '../deployment-config.ts';

export interface SyndicationStackProps extends StackProps {
  readonly config: DeploymentConfig;
  readonly access: FunctionAccess;
  readonly mainTable: AnyTable;
  readonly poisonQueue: sqs.Queue;
}

/**
 * What follows a commit. Both consumers read the main table's stream, and DynamoDB advises no more
 * than two readers per shard: docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export class SyndicationStack extends Stack {
  constructor(scope: Construct, id: string, props: SyndicationStackProps) {
    super(scope, id, props);
    const { access } = props;
    const versions = insertionOf({ SK: { S: [{ prefix: versionPrefix }] } });
    const consents = insertionOf({ PK: { S: [{ prefix: consentPrefix }] } });
    const notices = insertionOf({ SK: { S: [{ prefix: noticePrefix }] } });
    const tasks = insertionOf({ PK: { S: [{ prefix: taskKey('').PK }] } });

    this.addConsumer(props, 'publisher', 'Goldspoke: tells the spokes what was committed', {
      ...access.ofPublisher(),
      filters: [versions, consents, tasks, notices],
    });
    this.addConsumer(
      props,
      'converge',
      'Goldspoke: matches again after a commit, and watches over the audit',
      {
        ...access.ofConverge(),
        filters: [versions, ...touchedAuditEntries],
      },
    );
  }

  private addConsumer(
    { config, access, mainTable, poisonQueue }: SyndicationStackProps,
    name: string,
    description: string,
    { filters, ...may }: Access & { readonly filters: readonly Filter[] },
  ): void {
    const consumer = new CapabilityFunction(this, name, {
      name,
      description,
      config,
      logsKey: access.operationsKey,
      timeoutSeconds: 60,
      ...may,
    });
    const mapping = new lambda.EventSourceMapping(this, `${name}-stream`, {
      target: consumer.function,
      ...streamSettings,
      ...(mainTable.tableStreamArn === undefined
        ? {}
        : { eventSourceArn: mainTable.tableStreamArn }),
      filters: [...filters],
      // Not the construct for queues: it grants the role more than to send.
      onFailure: { bind: () => ({ destination: poisonQueue.queueArn }) },
    });
    mapping.node.addDependency(consumer.role);
  }
}

type Filter = ReturnType<typeof lambda.FilterCriteria.filter>;

const streamSettings = {
  startingPosition: lambda.StartingPosition.TRIM_HORIZON,
  batchSize: 100,
  parallelizationFactor: 4,
  reportBatchItemFailures: true,
  bisectBatchOnError: true,
  /** A record that still fails goes to the poison queue, by its place in the stream; the shard goes on. */
  retryAttempts: 20,
  /** Of the 24 hours that a stream keeps a record, half are left to look at it. */
  maxRecordAge: Duration.hours(12),
} as const;

/** What should never be there: functions/converge/audit-touched.ts. */
const touchedAuditEntries = [
  { PK: { S: unchangingPrefixes.map((prefix) => ({ prefix })) } },
  { SK: { S: [{ prefix: auditPrefix }] } },
].map((keys) =>
  lambda.FilterCriteria.filter({
    eventName: ['MODIFY', 'REMOVE'],
    dynamodb: { Keys: keys },
  }),
);

/** Only what is inserted counts: versions and tasks are written once. The rest costs no invocation. */
const insertionOf = (keys: object): Filter =>
  lambda.FilterCriteria.filter({ eventName: ['INSERT'], dynamodb: { Keys: keys } });
