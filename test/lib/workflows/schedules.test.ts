import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { describe, expect, it } from 'vitest';
import { schedules as scheduledFunctions } from '#functions/manifest';
import { type Resource, resourcesOf, synthesized } from '../synthesized.ts';

const {
  stacks: _,
  app: __,
  ...templates
} = synthesized({
  audit: { checkpointMinutes: 45 },
  retention: { erases: true },
});
const { workflows } = templates;

interface Schedule {
  readonly Name: string;
  readonly GroupName: string;
  readonly ScheduleExpression: string;
  readonly Target: {
    readonly Arn: { readonly 'Fn::GetAtt'?: readonly string[] };
    readonly RoleArn: { readonly 'Fn::GetAtt': readonly [string, 'Arn'] };
    readonly Input: string;
    readonly DeadLetterConfig?: unknown;
    readonly RetryPolicy: { readonly MaximumEventAgeInSeconds: number };
  };
}

const resources = new Map(resourcesOf(workflows));
const schedules = [...resources.values()].flatMap(({ Type, Properties }) =>
  Type === 'AWS::Scheduler::Schedule' ? [Properties as unknown as Schedule] : [],
);
const nameOf = ({ Name }: Schedule): string => Name.slice('goldspoke-'.length);
const roleOf = ({ Target }: Schedule): Resource => resources.get(Target.RoleArn['Fn::GetAtt'][0])!;
const ofFunctions = schedules.filter(({ Target }) => Target.Arn['Fn::GetAtt'] !== undefined);

describe('what is done by the clock', () => {
  it('is done by EventBridge Scheduler, and by no rule', () => {
    const rules = Object.values(templates).flatMap((template) =>
      Object.values(template.findResources('AWS::Events::Rule')),
    );
    expect(rules.filter(({ Properties }) => Properties.ScheduleExpression)).toEqual([]);
    expect(schedules.length).toBeGreaterThan(ofFunctions.length);
  });

  it('is every function of the manifest that has a clock, as often as it says', () => {
    const often = Object.entries(scheduledFunctions).map(([name, { everyMinutes }]) => {
      const every = Duration.minutes(name === 'checkpoint' ? 45 : everyMinutes);
      const { expressionString } = ScheduleExpression.rate(every);
      // What could not be called until the next call is due need not be.
      return [name, expressionString, every.toSeconds()];
    });
    const found = ofFunctions.map((each) => [
      nameOf(each),
      each.ScheduleExpression,
      each.Target.RetryPolicy.MaximumEventAgeInSeconds,
    ]);
    expect(found.toSorted()).toEqual(often.toSorted());
  });

  it('is of the group of the deployment, and its role may be taken for that group alone', () => {
    const [group] = Object.entries(workflows.findResources('AWS::Scheduler::ScheduleGroup'));
    expect(group?.[1]).toMatchObject({
      Properties: { Name: 'goldspoke' },
      DeletionPolicy: 'Delete',
    });
    for (const schedule of schedules) {
      expect(schedule.GroupName).toBe('goldspoke');
      expect(roleOf(schedule).Properties?.AssumeRolePolicyDocument).toMatchObject({
        Statement: [
          {
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [group?.[0], 'Arn'] } },
            },
          },
        ],
      });
    }
  });

  it('has a role of its own each; test/lib/roles.txt says what it may', () => {
    expect(new Set(schedules.map(roleOf)).size).toBe(schedules.length);
  });

  it('is kept in the queue of what could not be started, if no later call would do the same', () => {
    const [queue] = Object.entries(workflows.findResources('AWS::SQS::Queue'));
    expect(queue?.[1].Properties.QueueName).toBe('goldspoke-unstarted');
    for (const each of schedules)
      expect(each.Target.DeadLetterConfig, each.Name).toEqual(
        ofFunctions.includes(each) ? undefined : { Arn: { 'Fn::GetAtt': [queue?.[0], 'Arn'] } },
      );
  });

  it('erases where the deployment says so; test/lib/deployment-config.test.ts says when it does', () => {
    workflows.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'goldspoke-retention-clock',
      Environment: { Variables: Match.objectLike({ RETENTION_ERASES: '1' }) },
    });
  });
});
