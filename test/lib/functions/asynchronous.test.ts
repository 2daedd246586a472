import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesized } from '../synthesized.ts';

const { app: _, stacks, ...others } = synthesized({ sampleSubscriberFor: 'web' });
const templates = {
  ...others,
  ...(stacks.sampleSubscriber && { sampleSubscriber: Template.fromStack(stacks.sampleSubscriber) }),
};

/** Services that call a function and do not wait for what it says. */
const withoutWaiting = /^(events|scheduler|s3|sns|logs|ses|iot|config|cloudformation)\./;

const functionNamed = (value: unknown): string => {
  const { Ref, 'Fn::GetAtt': att } = value as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
  return att?.[0] ?? Ref ?? JSON.stringify(value);
};

/** Functions of a stack that a service may call without waiting, and those that leave failures in a queue. */
const asynchronousIn = (template: Template) => {
  const of = (type: string) =>
    resourcesOf(template).flatMap(([, { Type, Properties }]) =>
      Type === type && Properties ? [Properties] : [],
    );
  return {
    called: [
      ...of('AWS::Lambda::Permission')
        .filter(({ Principal }) => withoutWaiting.test(String(Principal)))
        .map(({ FunctionName }) => functionNamed(FunctionName)),
      // By a role, which the function's policy does not name; others start state machines by an ARN.
      ...of('AWS::Scheduler::Schedule')
        .map(({ Target }) => (Target as { Arn: object }).Arn)
        .filter((arn) => 'Fn::GetAtt' in arn)
        .map(functionNamed),
    ],
    careful: of('AWS::Lambda::EventInvokeConfig')
      .filter(({ DestinationConfig }) => JSON.stringify(DestinationConfig).includes('OnFailure'))
      .map(({ FunctionName }) => functionNamed(FunctionName)),
  };
};

describe('functions that nobody waits for', () => {
  it.each(Object.entries(templates))('leave in a queue what fails for good: %s', (_, template) => {
    const { called, careful } = asynchronousIn(template);
    expect(called.filter((each) => !careful.includes(each))).toEqual([]);
  });

  it('are found, the sample subscriber and what runs by the clock among them', () => {
    const called = Object.values(templates).flatMap((each) => asynchronousIn(each).called);
    expect(called.join()).toContain('samplesubscriber');
    expect(called.join()).toContain('privacyclocks');
  });
});
