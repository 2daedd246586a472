import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { AnyTable } from '#lib/data/any-table';
import { tableDefinitions } from '#store/tables';
import type { DeploymentConfig } from '../deployment-config.ts';
import { makeAlarmTopic } from './alarm-topic.ts';
import { addDashboard } from './dashboard.ts';
import { hubMetrics } from './hub-metrics.ts';
import { addObjectiveAlarms } from './objective-alarms.ts';
import { addResourceAlarms } from './resource-alarms.ts';
import { watchedResources } from './watched.ts';

export interface ObservabilityStackProps extends StackProps {
  readonly config: DeploymentConfig;
  readonly operationsKey: kms.IKey;
  readonly mainTable: AnyTable;
  readonly vaultTable: dynamodb.Table;
}

/** What looks at all the others, and so is made after them: dashboard, alarms, and where these ring. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const { name, alarms: targets } = props.config;
    const metrics = hubMetrics(name);
    const watched = watchedResources(this.node.root, name);
    const tables = {
      main: props.mainTable.tableName,
      mainIndexes: tableDefinitions.main.indexes.map((index) => index.name),
      vault: props.vaultTable.tableName,
    };

    const topic = makeAlarmTopic(this, `${name}-alarms`, {
      key: props.operationsKey,
      emails: targets.emails,
    });
    const others = targets.topicArns.map((arn, index) =>
      sns.Topic.fromTopicArn(this, `Target${index}`, arn),
    );
    const ring = [topic, ...others].map((each) => new SnsAction(each));
    const alarms = [
      ...addObjectiveAlarms(this, name, metrics),
      ...addResourceAlarms(this, name, metrics, watched, tables),
    ];
    for (const alarm of alarms) {
      alarm.addAlarmAction(...ring);
      alarm.addOkAction(...ring);
    }
    addDashboard(this, { deployment: name, metrics, watched, tables, alarms });

    new CfnOutput(this, 'AlarmTopicArn', { value: topic.topicArn });
  }
}
