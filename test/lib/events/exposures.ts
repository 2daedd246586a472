import type { Template } from 'aws-cdk-lib/assertions';
import { type Resource, resourcesOf } from '../synthesized.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: '*' | Readonly<Record<string, unknown>>;
  readonly Action: string | readonly string[];
  readonly Condition?: object;
}

/**
 * Where a template opens a bus, a queue or a key to those who are not named, or leaves a queue under
 * a key that is not the account's: what cdk-nag's AwsSolutions rules let pass.
 */
export const exposures = (template: Template): readonly string[] =>
  resourcesOf(template).flatMap(([id, resource]) => {
    const findings = [
      ...(resource.Type === 'AWS::SQS::Queue' && resource.Properties?.KmsMasterKeyId === undefined
        ? ['not under a key of this account']
        : []),
      ...statementsOf(resource).flatMap((statement) => openingsOf(resource.Type, statement)),
    ];
    return findings.map((finding) => `${id}: ${finding}`);
  });

function statementsOf({ Type, Properties = {} }: Resource): readonly Statement[] {
  if (Type === 'AWS::Events::EventBusPolicy') return [Properties.Statement as Statement];
  const policy = Properties[Type === 'AWS::KMS::Key' ? 'KeyPolicy' : 'PolicyDocument'];
  const inPlace = ['AWS::KMS::Key', 'AWS::SQS::QueuePolicy'].includes(Type);
  return inPlace ? (policy as { Statement: readonly Statement[] }).Statement : [];
}

function openingsOf(type: string, { Sid, Effect, Principal, Action, Condition }: Statement) {
  if (Effect !== 'Allow') return [];
  const actions = [Action].flat();
  const isEverybody =
    Principal === undefined || Principal === '*' || [Principal.AWS].flat().includes('*');
  if (isEverybody) return ['everybody'];
  // To look at a key is to learn nothing of what it encrypts.
  const isHarmless = actions.every((action) => action === 'kms:DescribeKey');
  if (Principal.Service !== undefined && Condition === undefined && !isHarmless)
    return [`a service acts for anybody${Sid === undefined ? '' : `: ${Sid}`}`];
  if (type === 'AWS::Events::EventBusPolicy' && actions.includes('events:PutEvents'))
    return ['others publish'];
  return [];
}
