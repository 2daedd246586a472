import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { eventSource } from '#events/catalogue';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM policies
const sameAccount = '${aws:PrincipalAccount}';

/**
 * Lets other accounts put rules on the bus: for the hub's events only, their own rules only, and
 * towards buses of their own account only. EventBridge takes no other target from another account.
 * docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-example-policy-same-account-creator.html
 * docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
export function letAccountsPutRules(bus: events.EventBus, accounts: readonly string[]): void {
  if (accounts.length === 0) return;
  const { partition, region } = Stack.of(bus);
  const resources = [
    Stack.of(bus).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: `${bus.eventBusName}/*`,
    }),
  ];
  const principals = accounts.map((account) => new iam.AccountPrincipal(account));
  const statements = [
    new iam.PolicyStatement({
      sid: 'SpokesPutRulesForTheHubsEvents',
      principals,
      actions: ['events:PutRule'],
      resources,
      conditions: {
        // A rule that is new has no creator yet.
        StringEqualsIfExists: { 'events:creatorAccount': sameAccount },
        'ForAllValues:StringEquals': { 'events:source': [eventSource] },
        Null: { 'events:source': 'false' },
      },
    }),
    new iam.PolicyStatement({
      sid: 'SpokesPutTargetsOfTheirOwn',
      principals,
      actions: ['events:PutTargets'],
      resources,
      conditions: {
        StringEquals: { 'events:creatorAccount': sameAccount },
        'ForAllValues:ArnLike': {
          'events:TargetArn': [`arn:${partition}:events:${region}:${sameAccount}:event-bus/*`],
        },
        Null: { 'events:TargetArn': 'false' },
      },
    }),
    new iam.PolicyStatement({
      sid: 'SpokesManageTheirOwnRules',
      principals,
      actions: [
        'events:DeleteRule',
        'events:DescribeRule',
        'events:DisableRule',
        'events:EnableRule',
        'events:RemoveTargets',
      ],
      resources,
      conditions: { StringEquals: { 'events:creatorAccount': sameAccount } },
    }),
  ];
  for (const statement of statements)
    new events.CfnEventBusPolicy(bus, statement.sid ?? '', {
      eventBusName: bus.eventBusName,
      statementId: statement.sid ?? '',
      statement: statement.toStatementJson(),
    });
}
