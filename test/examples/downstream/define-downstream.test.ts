import { readdirSync, readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { defineDownstream } from '../../../examples/downstream/define-downstream.ts';

const folder = 'examples/downstream';
const { context } = JSON.parse(readFileSync(`${folder}/cdk.json`, 'utf8')) as {
  context: Record<string, unknown>;
};

/** Templates as the example's own `cdk.json` has them, without bundles. */
function synthesizedWith(hubAccount?: string) {
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  return Template.fromStack(
    defineDownstream(app, { spoke: 'web', hubBus: 'goldspoke', hubAccount }),
  );
}

const sameAccount = synthesizedWith();
const otherAccount = synthesizedWith('111122223333');

describe.each([
  ['the hub’s account', sameAccount],
  ['an account of its own', otherAccount],
])('a downstream in %s', (_, template) => {
  it('hears, by a rule of one line, of what is meant for its spoke', () => {
    template.resourceCountIs('AWS::Events::Rule', 1);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['goldspoke'], detail: { spoke: ['web'] } },
    });
  });

  it('loses nothing: what cannot be delivered or applied lies in an encrypted queue', () => {
    const [missed] = Object.keys(template.findResources('AWS::SQS::Queue')).filter((id) =>
      id.startsWith('Missed'),
    );
    const arn = { 'Fn::GetAtt': [missed, 'Arn'] };
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { deadLetterTargetArn: arn },
    });
    const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
    expect(rule!.Properties.Targets).toMatchObject([{ DeadLetterConfig: { Arn: arn } }]);
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('may write its own rows and read its own queue', () => {
    const actions = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
      ({ Properties }) =>
        Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string }) => Action),
    );
    expect(actions).toContain('dynamodb:UpdateItem');
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});

describe('a downstream', () => {
  it('in the hub’s account hangs its rule on the hub’s bus', () => {
    sameAccount.hasResourceProperties('AWS::Events::Rule', { EventBusName: 'goldspoke' });
    sameAccount.resourceCountIs('AWS::Events::EventBus', 0);
  });

  it('elsewhere has a bus of its own, on which the hub’s account alone puts its events', () => {
    otherAccount.resourceCountIs('AWS::Events::EventBus', 1);
    const policies = Object.values(otherAccount.findResources('AWS::Events::EventBusPolicy'));
    expect(policies.map(({ Properties }) => Properties.Statement)).toMatchObject([
      {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Principal: {
          AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']] },
        },
        Condition: { StringEquals: { 'events:source': 'goldspoke' } },
      },
    ]);
    otherAccount.hasOutput('BusArn', {});
  });

  it('knows nothing of the hub but its event schemas', () => {
    const sources = readdirSync(folder).filter((file) => file.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(3);
    const reaches = sources.flatMap((file) =>
      [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/from '([.#][^']*)'/g)].map(
        ([, path]) => path!,
      ),
    );
    expect(reaches.filter((path) => !/^(\.\/|\.\.\/\.\.\/events\/.*\.json$)/.test(path))).toEqual(
      [],
    );
  });
});
