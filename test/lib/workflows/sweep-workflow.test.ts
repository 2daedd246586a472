import { describe, expect, it } from 'vitest';
import { synthesized } from '../synthesized.ts';

const { workflows } = synthesized();

describe('the sweep', () => {
  it.each([
    ['roll-epochs', 'cron(0 3 ? * TUE *)', '{"task":"roll-epoch"}'],
    ['destroy-answer-keys', 'cron(15 0 * * ? *)', '{"task":"destroy-answer-keys"}'],
  ])('is started by the clock to %s, in UTC', (name, ScheduleExpression, Input) => {
    workflows.hasResourceProperties('AWS::Scheduler::Schedule', {
      Name: `goldspoke-${name}`,
      ScheduleExpression,
      ScheduleExpressionTimezone: 'Etc/UTC',
      State: 'ENABLED',
      Target: {
        Input,
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
