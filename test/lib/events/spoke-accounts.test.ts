import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import { describe, expect, it } from 'vitest';
import { letAccountsPutRules } from '#lib/events/spoke-accounts';
import { appWithoutCode } from '../synthesized.ts';

function policyFor(accounts: readonly string[]) {
  const stack = new Stack(appWithoutCode(), 'hub', {
    env: { account: '111122223333', region: 'eu-west-1' },
  });
  letAccountsPutRules(new events.EventBus(stack, 'Bus', { eventBusName: 'goldspoke' }), accounts);
  const policies = Template.fromStack(stack).findResources('AWS::Events::EventBusPolicy');
  return Object.values(policies).map(({ Properties }) => Properties.Statement);
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM policies
const sameAccount = '${aws:PrincipalAccount}';
const statements = policyFor(['444455556666', '777788889999']);
const allowing = (action: string) => {
  const found = statements.filter(({ Action }) => [Action].flat().includes(action));
  expect(found).toHaveLength(1);
  return found[0];
};

describe('accounts that may put rules on the bus', () => {
  it('are those that are named, and nobody where none is', () => {
    expect(policyFor([])).toEqual([]);
    for (const { Effect, Principal } of statements) {
      expect(Effect).toBe('Allow');
      expect(Principal).toEqual({
        AWS: ['arn:aws:iam::444455556666:root', 'arn:aws:iam::777788889999:root'],
      });
    }
  });

  it('may manage rules of this bus and do nothing else; above all publish nothing', () => {
    expect(statements.flatMap(({ Action }) => Action).toSorted()).toEqual([
      'events:DeleteRule',
      'events:DescribeRule',
      'events:DisableRule',
      'events:EnableRule',
      'events:PutRule',
      'events:PutTargets',
      'events:RemoveTargets',
    ]);
    for (const { Resource } of statements) expect(JSON.stringify(Resource)).toMatch(/rule\/.*\/\*/);
  });

  it('may put a rule that names the hub as its source, and no other source', () => {
    expect(allowing('events:PutRule').Condition).toMatchObject({
      'ForAllValues:StringEquals': { 'events:source': ['goldspoke'] },
      Null: { 'events:source': 'false' },
    });
  });

  it('touch the rules that they made, and no others', () => {
    const own = { 'events:creatorAccount': sameAccount };
    const { Condition, ...putRule } = allowing('events:PutRule');
    expect(Condition.StringEqualsIfExists).toEqual(own);
    for (const statement of statements)
      if (statement.Sid !== putRule.Sid) expect(statement.Condition.StringEquals).toEqual(own);
  });

  it('send events to buses of their own account', () => {
    expect(allowing('events:PutTargets').Condition).toMatchObject({
      'ForAllValues:ArnLike': {
        'events:TargetArn': [`arn:aws:events:eu-west-1:${sameAccount}:event-bus/*`],
      },
      Null: { 'events:TargetArn': 'false' },
    });
  });
});
