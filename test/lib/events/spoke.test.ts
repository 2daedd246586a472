import { type App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { Spoke, type SpokeProps } from '#lib/events/spoke';
import type { SpokeTarget } from '#lib/events/spoke-target';
import { appWithoutCode, resourcesOf } from '../synthesized.ts';

const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:erp-AbCdEf';
const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:web-customers';
const otherBusArn = 'arn:aws:events:eu-west-1:444455556666:event-bus/web';
const ruleArn = 'arn:aws:events:eu-west-1:111122223333:rule/goldspoke/web';

const targets: Readonly<Record<SpokeTarget['type'], SpokeTarget>> = {
  queue: { type: 'queue' },
  function: { type: 'function', arn: functionArn },
  'api-destination': {
    type: 'api-destination',
    url: 'https://erp.example.com/customers',
    secretArn,
    authorization: { kind: 'api-key', header: 'X-Api-Key' },
  },
  bus: { type: 'bus', arn: otherBusArn },
};

/** A stack of a team's own app, with one spoke. */
function subscribed(target: SpokeTarget, props: Partial<SpokeProps> = {}) {
  const app = appWithoutCode();
  const stack = new Stack(app, 'team', { env: { account: '111122223333', region: 'eu-west-1' } });
  const spoke = new Spoke(stack, 'Web', { bus: 'goldspoke', name: 'web', target, ...props });
  return { app, stack, spoke, template: Template.fromStack(stack) };
}

const nagFindings = (app: App) =>
  new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName);

describe.each(Object.entries(targets))('a spoke with a %s', (type, target) => {
  const { app, template, spoke } = subscribed(target);
  const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
  const only = rule!.Properties.Targets[0];

  it('hears, by a rule of its name and of one line, of what is meant for it, whole', () => {
    template.resourceCountIs('AWS::Events::Rule', 1);
    expect(rule!.Properties).toMatchObject({
      Name: 'web',
      EventBusName: 'goldspoke',
      State: 'ENABLED',
      EventPattern: { source: ['goldspoke'], detail: { spoke: ['web'] } },
    });
    expect(rule!.Properties.Targets).toHaveLength(1);
    expect(Object.keys(only)).not.toContain('Input');
    expect(Object.keys(only)).not.toContain('InputPath');
    expect(Object.keys(only)).not.toContain('InputTransformer');
  });

  it('is tried for a day, and then the event is kept for two weeks, encrypted', () => {
    expect(only.RetryPolicy).toEqual({
      MaximumEventAgeInSeconds: 86_400,
      MaximumRetryAttempts: 185,
    });
    expect(only.DeadLetterConfig.Arn).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^WebMissed/), 'Arn'],
    });
    template.allResourcesProperties('AWS::SQS::Queue', {
      KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebKey'), 'Arn'] },
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  it('fills its queues by its own rule, over TLS, and by nobody else', () => {
    const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy'));
    expect(policies).toHaveLength(type === 'queue' ? 2 : 1);
    for (const { Properties } of policies) {
      const [deny, allow, ...rest] = Properties.PolicyDocument.Statement;
      expect(rest).toEqual([]);
      expect(deny).toMatchObject({
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
      expect(allow).toMatchObject({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
      });
      expect(allow.Condition.ArnEquals['aws:SourceArn']).toEqual([ruleArn]);
    }
  });

  it('lets EventBridge use the key for the spoke’s queues, and binds nothing to aws:SourceArn', () => {
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    const statements = key!.Properties.KeyPolicy.Statement.filter(
      ({ Principal }: { Principal: { Service?: string } }) => Principal.Service !== undefined,
    );
    expect(statements).toHaveLength(1);
    expect(statements[0]).toMatchObject({
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    });
    expect(Object.keys(statements[0].Condition)).toEqual(['StringEquals']);
    const queues = statements[0].Condition.StringEquals['kms:EncryptionContext:aws:sqs:arn'];
    const arn = 'arn:aws:sqs:eu-west-1:111122223333:goldspoke--web';
    expect(queues).toEqual(type === 'queue' ? [`${arn}_missed`, arn] : [`${arn}_missed`]);
  });

  it('has no finding of cdk-nag', () => {
    expect(nagFindings(app)).toEqual([]);
  });

  it('shows what to alarm on', () => {
    expect(spoke.deadLetterQueue.metricApproximateNumberOfMessagesVisible().namespace).toBe(
      'AWS/SQS',
    );
    expect(spoke.metric('FailedInvocations')).toMatchObject({
      namespace: 'AWS/Events',
      metricName: 'FailedInvocations',
      dimensions: { EventBusName: 'goldspoke', RuleName: 'web' },
      statistic: 'Sum',
    });
  });
});

describe('a queue', () => {
  it('gives up to the dead-letter queue what its reader fails ten times, and it alone', () => {
    const { template } = subscribed(targets.queue);
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'goldspoke--web',
      RedrivePolicy: { maxReceiveCount: 10 },
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'goldspoke--web_missed',
      RedriveAllowPolicy: { redrivePermission: 'byQueue' },
    });
  });
});

describe('a function', () => {
  it('may be called by this rule', () => {
    const { template } = subscribed(targets.function);
    const [permission] = Object.values(template.findResources('AWS::Lambda::Permission'));
    expect(permission!.Properties).toMatchObject({
      FunctionName: functionArn,
      Principal: 'events.amazonaws.com',
    });
    expect(permission!.Properties.SourceArn).toBe(ruleArn);
  });

  it('shares its dead-letter queue with nobody', () => {
    subscribed(targets.function).template.hasResourceProperties('AWS::SQS::Queue', {
      RedriveAllowPolicy: { redrivePermission: 'denyAll' },
    });
  });
});

describe.each([
  ['api-destination', 'events:InvokeApiDestination'],
  ['bus', 'events:PutEvents'],
] as const)('the role towards a %s', (type, action) => {
  const { template } = subscribed(targets[type]);

  it('is taken by this rule of this account only', () => {
    const [role] = Object.values(template.findResources('AWS::IAM::Role'));
    const [trust, ...rest] = role!.Properties.AssumeRolePolicyDocument.Statement;
    expect(rest).toEqual([]);
    expect(trust).toMatchObject({
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    });
    expect(trust.Condition.ArnEquals['aws:SourceArn']).toBe(ruleArn);
  });

  it('may do this one thing to this one target', () => {
    template.resourceCountIs('AWS::IAM::Policy', 1);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: action,
            Resource:
              type === 'bus'
                ? otherBusArn
                : { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebDestination'), 'Arn'] },
          },
        ],
      },
    });
  });
});

describe('an API destination', () => {
  const reference = (field: string) =>
    `{{resolve:secretsmanager:${secretArn}:SecretString:${field}::}}`;
  const connectionWith = (authorization: object) => {
    const { template } = subscribed({
      ...targets['api-destination'],
      authorization,
    } as SpokeTarget);
    const [connection] = Object.values(template.findResources('AWS::Events::Connection'));
    return connection!.Properties;
  };

  it('is called ten times a second unless told otherwise', () => {
    const { template } = subscribed(targets['api-destination']);
    template.hasResourceProperties('AWS::Events::ApiDestination', {
      HttpMethod: 'POST',
      InvocationEndpoint: 'https://erp.example.com/customers',
      InvocationRateLimitPerSecond: 10,
    });
    const faster = { ...targets['api-destination'], requestsPerSecond: 200 } as SpokeTarget;
    subscribed(faster).template.hasResourceProperties('AWS::Events::ApiDestination', {
      InvocationRateLimitPerSecond: 200,
    });
  });

  it('gets its secret by reference, whatever the kind of authorization', () => {
    expect(connectionWith({ kind: 'api-key', header: 'X-Api-Key' }).AuthParameters).toEqual({
      ApiKeyAuthParameters: { ApiKeyName: 'X-Api-Key', ApiKeyValue: reference('apiKey') },
    });
    expect(connectionWith({ kind: 'basic' }).AuthParameters).toEqual({
      BasicAuthParameters: {
        Username: reference('username'),
        Password: reference('password'),
      },
    });
    expect(
      connectionWith({ kind: 'oauth', tokenUrl: 'https://erp.example.com/token' }).AuthParameters
        .OAuthParameters,
    ).toMatchObject({
      AuthorizationEndpoint: 'https://erp.example.com/token',
      HttpMethod: 'POST',
      ClientParameters: {
        ClientID: reference('clientId'),
        ClientSecret: reference('clientSecret'),
      },
    });
  });
});

describe('a rotated secret', () => {
  it('is read again when its version is named', () => {
    const secretVersionId = '00000000-1111-2222-3333-444444444444';
    const { template } = subscribed({
      ...targets['api-destination'],
      secretVersionId,
    } as SpokeTarget);
    expect(JSON.stringify(template.findResources('AWS::Events::Connection'))).toContain(
      `{{resolve:secretsmanager:${secretArn}:SecretString:apiKey::${secretVersionId}}}`,
    );
  });
});

describe('the bus of a spoke', () => {
  it.each([
    ['by name', () => 'goldspoke'],
    ['by ARN', () => 'arn:aws:events:eu-west-1:111122223333:event-bus/goldspoke'],
    ['as a construct', (stack: Stack) => events.EventBus.fromEventBusName(stack, 'B', 'goldspoke')],
  ])('is given %s', (_, bus) => {
    const stack = new Stack(appWithoutCode(), 'team');
    new Spoke(stack, 'Web', { bus: bus(stack), name: 'web', target: targets.queue });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'goldspoke',
    });
  });

  it('of two hubs in one account gives two sets of names', () => {
    const namesOn = (bus: string) =>
      resourcesOf(subscribed(targets.queue, { bus }).template).flatMap(([, { Properties }]) =>
        typeof Properties?.QueueName === 'string' ? [Properties.QueueName] : [],
      );
    expect(namesOn('goldspoke')).toHaveLength(2);
    expect(namesOn('goldspoke').filter((name) => namesOn('other-hub').includes(name))).toEqual([]);
  });
});
