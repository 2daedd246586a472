import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { deploymentConfig } from '#lib/deployment-config';
import { type Resource, resourcesOf, synthesized } from '../synthesized.ts';

const spokes = [
  { name: 'crm', target: { type: 'queue' } },
  {
    name: 'web',
    target: { type: 'bus', arn: 'arn:aws:events:eu-west-1:444455556666:event-bus/web' },
    retryHours: 2,
    retryAttempts: 20,
  },
];
const { app, stacks } = synthesized({ spokes });
const template = Template.fromStack(stacks.spokes!);
const ofType = (type: string, of = template): readonly Resource[] =>
  resourcesOf(of).flatMap(([, resource]) => (resource.Type === type ? [resource] : []));

describe('the spokes of a deployment’s file', () => {
  it('each have a rule and a queue for what they missed', () => {
    expect(ofType('AWS::Events::Rule').map(({ Properties }) => Properties!.Name)).toEqual([
      'crm',
      'web',
    ]);
    expect(stacks.spokes!.spokes.map(({ deadLetterQueue }) => deadLetterQueue)).toHaveLength(2);
    expect(ofType('AWS::SQS::Queue').map(({ Properties }) => Properties!.QueueName)).toEqual([
      'goldspoke--crm_missed',
      'goldspoke--crm',
      'goldspoke--web_missed',
    ]);
  });

  it('are tried as long and as often as the file says', () => {
    const [, web] = ofType('AWS::Events::Rule');
    expect(web!.Properties!.Targets).toMatchObject([
      { RetryPolicy: { MaximumEventAgeInSeconds: 7_200, MaximumRetryAttempts: 20 } },
    ]);
  });

  it('share one key that rotates', () => {
    expect(ofType('AWS::KMS::Key')).toHaveLength(1);
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  it('come after the bus, and hold on to nothing of it', () => {
    expect(stacks.spokes!.dependencies).toContain(stacks.events);
    expect(JSON.stringify(template.toJSON())).not.toContain('Fn::ImportValue');
  });

  it('have no finding of cdk-nag', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(app);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });

  it('of two deployments share no name', () => {
    const other = Template.fromStack(synthesized({ name: 'other-hub', spokes }).stacks.spokes!);
    const names = (of: Template) =>
      resourcesOf(of).flatMap(([, { Properties = {} }]) =>
        ['QueueName', 'AliasName'].flatMap((key) => Properties[key] ?? []),
      );
    expect(names(template)).toHaveLength(4);
    expect(names(template).filter((name) => names(other).includes(name))).toEqual([]);
    for (const { Properties } of ofType('AWS::Events::Rule', other))
      expect(Properties!.EventBusName).toBe('other-hub');
  });

  it('are no stack where there are none', () => {
    expect(synthesized().stacks.spokes).toBeUndefined();
  });
});

describe('a deployment’s file', () => {
  const problemsOf = (settings: object) =>
    deploymentConfig
      .safeParse({ name: 'goldspoke', ...settings })
      .error?.issues.map(({ path }) => path.join('.')) ?? [];
  const withTarget = (target: object) => problemsOf({ spokes: [{ name: 'web', target }] });
  const destination = {
    type: 'api-destination',
    url: 'https://erp.example.com/customers',
    secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:erp-AbCdEf',
    authorization: { kind: 'basic' },
  };

  it('names each spoke once, and the sample subscriber is none of them', () => {
    const web = { name: 'web', target: { type: 'queue' } };
    expect(problemsOf({ spokes: [web] })).toEqual([]);
    expect(problemsOf({ spokes: [web, web] })).toEqual(['spokes']);
    expect(problemsOf({ spokes: [web], sampleSubscriberFor: 'web' })).toEqual([
      'sampleSubscriberFor',
    ]);
  });

  it('names a secret and cannot hold one', () => {
    expect(withTarget(destination)).toEqual([]);
    expect(withTarget({ ...destination, secretArn: 'hunter2' })).toEqual([
      'spokes.0.target.secretArn',
    ]);
    expect(withTarget({ ...destination, apiKey: 'hunter2' })).toEqual(['spokes.0.target']);
    const basic = { kind: 'basic', password: 'hunter2' };
    expect(withTarget({ ...destination, authorization: basic })).toEqual([
      'spokes.0.target.authorization',
    ]);
  });

  it('sends events over TLS, to targets that are named in full', () => {
    expect(withTarget({ ...destination, url: 'http://erp.example.com/customers' })).toEqual([
      'spokes.0.target.url',
    ]);
    const inside = { kind: 'oauth', tokenUrl: 'https://169.254.169.254/latest/api/token' };
    expect(withTarget({ ...destination, url: 'https://10.0.0.1/' })).toEqual([
      'spokes.0.target.url',
    ]);
    expect(withTarget({ ...destination, authorization: inside })).toEqual([
      'spokes.0.target.authorization.tokenUrl',
    ]);
    expect(withTarget({ type: 'bus', arn: 'web' })).toEqual(['spokes.0.target.arn']);
    expect(withTarget({ type: 'function', arn: 'web-customers' })).toEqual(['spokes.0.target.arn']);
  });
});
