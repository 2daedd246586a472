import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { schedules as calledByTheClock } from '#functions/manifest';
import { synthesized } from '../synthesized.ts';

const { workflows } = synthesized();

describe('the sweep', () => {
  it('is started every Tuesday, when the week that ended is closed, to roll the epochs', () => {
    workflows.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'cron(0 3 ? * TUE *)',
      Name: 'goldspoke-roll-epochs',
      State: Match.absent(),
      Targets: [{ Id: 'sweep', Input: '{"task":"roll-epoch"}' }],
    });
  });

  it('is started every day to destroy the key of the answers of two days ago', () => {
    workflows.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'cron(15 0 * * ? *)',
      Name: 'goldspoke-destroy-answer-keys',
      Targets: [{ Id: 'sweep', Input: '{"task":"destroy-answer-keys"}' }],
    });
  });

  it('is kept in a queue where a schedule cannot start it, which these rules alone fill', () => {
    const rules = Object.values(workflows.findResources('AWS::Events::Rule'));
    const schedules = rules.filter(
      // The others call their functions by themselves.
      ({ Properties }) =>
        Properties.ScheduleExpression &&
        !Object.keys(calledByTheClock).includes(String(Properties.Name).slice('goldspoke-'.length)),
    );
    const arn = { 'Fn::GetAtt': ['Unstarted229516FF', 'Arn'] };
    expect(schedules).toHaveLength(2);
    for (const { Properties } of schedules)
      expect(Properties.Targets[0].DeadLetterConfig).toEqual({ Arn: arn });
    workflows.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'goldspoke-unstarted',
      KmsMasterKeyId: Match.anyValue(),
    });
    workflows.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'ItsRulesSend',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': [Match.anyValue(), Match.anyValue()] } },
          }),
        ]),
      },
    });
  });

  it('is started by a role that its rule alone takes; test/lib/roles.txt says what it may', () => {
    workflows.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Starts the weekly roll of the epochs',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnEquals: {
                'aws:SourceArn': {
                  'Fn::Join': ['', Match.arrayWith([':rule/goldspoke-roll-epochs'])],
                },
              },
            },
          },
        ],
      },
    });
  });

  it('may scan both tables, and nothing else may', () => {
    const policies = Object.values(workflows.findResources('AWS::IAM::Policy'));
    const scanning = policies.filter((each) => JSON.stringify(each).includes('dynamodb:Scan'));
    expect(scanning).toHaveLength(1);
    expect(JSON.stringify(scanning)).not.toContain('dynamodb:*');
  });
});
