import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesized } from '../synthesized.ts';

const { workflows } = synthesized();

describe('the sweep', () => {
  it('is started every Tuesday, when the week that ended is closed, to roll the epochs', () => {
    workflows.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'cron(0 3 ? * TUE *)',
      State: Match.absent(),
      Targets: [{ Id: 'sweep', Input: '{"task":"roll-epoch"}' }],
    });
  });

  it('may scan both tables, and nothing else may', () => {
    const policies = Object.values(workflows.findResources('AWS::IAM::Policy'));
    const scanning = policies.filter((each) => JSON.stringify(each).includes('dynamodb:Scan'));
    expect(scanning).toHaveLength(1);
    expect(JSON.stringify(scanning)).not.toContain('dynamodb:*');
  });
});
