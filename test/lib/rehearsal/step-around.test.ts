import { readFileSync } from 'node:fs';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { gaps, nameOfGap } from '#lib/rehearsal/gaps';
import { rehearseAssembly } from '#lib/rehearsal/rehearse-assembly';
import { stepAround } from '#lib/rehearsal/step-around';

const told = { why: 'lacks it', effect: 'unseen' };

describe('stepping around what the emulator lacks', () => {
  it('leaves a type out, with waiting for it and outputs of it', () => {
    const template = {
      Resources: {
        Gone: { Type: 'A::B::C' },
        Kept: { Type: 'A::B::D', DependsOn: ['Gone', 'Other'] },
        Other: { Type: 'A::B::D', DependsOn: 'Gone' },
      },
      Outputs: { OfGone: { Value: { Ref: 'Gone' } }, OfKept: { Value: { Ref: 'Kept' } } },
    };
    const { template: rest, omissions } = stepAround(template, [
      { resourceType: 'A::B::C', ...told },
    ]);
    expect(rest).toEqual({
      Resources: {
        Kept: { Type: 'A::B::D', DependsOn: ['Other'] },
        Other: { Type: 'A::B::D' },
      },
      Outputs: { OfKept: { Value: { Ref: 'Kept' } } },
    });
    expect(omissions.map(({ logicalId }) => logicalId)).toEqual(['Gone']);
  });

  it('refuses when something still refers to it, unless a stand-in is named', () => {
    const template = {
      Resources: {
        Gone: { Type: 'A::B::C' },
        Kept: { Type: 'A::B::D', Properties: { Of: [{ 'Fn::GetAtt': ['Gone', 'Arn'] }] } },
      },
    };
    expect(() => stepAround(template, [{ resourceType: 'A::B::C', ...told }])).toThrow(/Kept/);
    const { template: rest } = stepAround(template, [
      { resourceType: 'A::B::C', standIn: 'arn:left-out', ...told },
    ]);
    expect(rest.Resources?.Kept?.Properties).toEqual({ Of: ['arn:left-out'] });
  });

  it('leaves out a property, or only resources that have one', () => {
    const template = {
      Resources: {
        With: { Type: 'A::B::C', Properties: { Deep: { One: 1, Two: 2 } } },
        Without: { Type: 'A::B::C', Properties: { Name: 'x' } },
      },
    };
    const property = stepAround(template, [
      { resourceType: 'A::B::C', property: 'Deep.One', ...told },
    ]);
    expect(property.template.Resources?.With?.Properties).toEqual({ Deep: { Two: 2 } });
    expect(property.omissions).toHaveLength(1);
    const having = stepAround(template, [{ resourceType: 'A::B::C', having: 'Deep', ...told }]);
    expect(Object.keys(having.template.Resources ?? {})).toEqual(['Without']);
  });

  it('leaves a condition out of what allows, never of what denies', () => {
    const statement = (Effect: string) => ({
      Effect,
      Action: 'x:y',
      Condition: { StringEquals: { 'x:key': 'a', 'x:other': 'b' } },
    });
    const template = {
      Resources: {
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: { PolicyDocument: { Statement: [statement('Allow'), statement('Deny')] } },
        },
      },
    };
    const { template: rest } = stepAround(template, [{ conditionKey: 'x:key', ...told }]);
    expect(rest.Resources?.Policy?.Properties).toEqual({
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 'x:y', Condition: { StringEquals: { 'x:other': 'b' } } },
          statement('Deny'),
        ],
      },
    });
  });
});

describe('stepping around resources that the emulator does not see', () => {
  const statement = { Effect: 'Allow', Action: 'x:y', Resource: 'arn:one' };
  const widened = (Statement: readonly object[]) => {
    const Policy = { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement } } };
    const { template } = stepAround({ Resources: { Policy } }, [{ action: 'x:y', ...told }]);
    return template.Resources?.Policy?.Properties;
  };

  it('permits the action on everything where it stands alone', () => {
    const alone = [statement, { ...statement, Action: ['x:y'] }];
    expect(widened(alone)).toEqual({
      PolicyDocument: { Statement: alone.map((each) => ({ ...each, Resource: '*' })) },
    });
  });

  it('leaves what denies, other actions, and the action beside others as they are', () => {
    const others = [
      { ...statement, Effect: 'Deny' },
      { ...statement, Action: 'x:z' },
      { ...statement, Action: ['x:y', 'x:z'] },
    ];
    expect(widened(others)).toEqual({ PolicyDocument: { Statement: others } });
  });
});

describe('the flag of the rehearsal', () => {
  const archiveWith = (context: Record<string, string>) => {
    const app = new App({ context });
    const stack = new Stack(app, 'events');
    new CfnResource(stack, 'Archive', { type: 'AWS::Events::Archive' });
    new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' });
    rehearseAssembly(app);
    const { templateFullPath } = app.synth().getStackByName('events');
    return Object.keys(JSON.parse(readFileSync(templateFullPath, 'utf8')).Resources);
  };

  it('takes the gaps out, and without it nothing is left out', () => {
    expect(archiveWith({ rehearsal: 'true' })).toEqual(['Topic']);
    expect(archiveWith({ rehearsal: 'false' })).toEqual(['Archive', 'Topic']);
    expect(archiveWith({})).toEqual(['Archive', 'Topic']);
  });
});

describe('docs/rehearsal.md', () => {
  it('shows every gap as lib/rehearsal/gaps.ts has it, and no other', () => {
    const page = readFileSync('docs/rehearsal.md', 'utf8');
    const [, section = ''] = page.split('## What is left out of the templates\n');
    const [table = ''] = section.split('\n## ');
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toEqual(
      gaps.map((gap) => `| \`${nameOfGap(gap)}\` | ${gap.why} | ${gap.effect} |`),
    );
  });
});
