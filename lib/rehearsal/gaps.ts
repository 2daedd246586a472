interface Told {
  readonly why: string;
  /** What the rehearsal therefore does not show. */
  readonly effect: string;
}
/** A resource is left out. */
export interface MissingType extends Told {
  readonly resourceType: string;
  /** Only resources with this property. */
  readonly having?: string;
  /** Written where something refers to it; without one nothing may. */
  readonly standIn?: string;
}
/** A property, as a path with dots, is left out of its resources. */
export interface MissingProperty extends Told {
  readonly resourceType: string;
  readonly property: string;
}
/** A condition is left out of statements that allow. */
export interface MissingConditionKey extends Told {
  readonly conditionKey: string;
}
/** A statement that allows this action and no other allows it on everything. */
export interface MissingResource extends Told {
  readonly action: string;
}
/** Something that MiniStack lacks and the rehearsal leaves out of its templates. */
export type Gap = MissingType | MissingProperty | MissingConditionKey | MissingResource;

const noSuchType = 'MiniStack’s CloudFormation does not know the type.';
const noSuchKey = 'MiniStack fills this condition key for no request, so it would refuse them all.';

/**
 * The differences between what is deployed to AWS and what is rehearsed, all of them. Only
 * `-c rehearsal=true` takes them out of the templates; docs/rehearsal.md shows the same list.
 */
export const gaps: readonly Gap[] = [
  {
    resourceType: 'AWS::Events::Archive',
    why: noSuchType,
    effect: 'Nothing is archived, so a replay is not rehearsed.',
  },
  {
    resourceType: 'AWS::Events::EventBusPolicy',
    why: noSuchType,
    effect: 'Rules of other accounts on the bus are not rehearsed.',
  },
  {
    resourceType: 'AWS::EventSchemas::Registry',
    why: noSuchType,
    effect: 'The contracts are in no registry; test/events holds them against their samples.',
  },
  {
    resourceType: 'AWS::EventSchemas::Schema',
    why: noSuchType,
    effect: 'As above.',
  },
  {
    resourceType: 'AWS::WAFv2::WebACLAssociation',
    why: noSuchType,
    effect: 'The web ACL is made and stands before nothing.',
  },
  {
    resourceType: 'AWS::WAFv2::LoggingConfiguration',
    why: noSuchType,
    effect: 'The web ACL logs nothing.',
  },
  {
    resourceType: 'AWS::Cognito::ManagedLoginBranding',
    why: noSuchType,
    effect: 'The pages to sign in have no style.',
  },
  {
    resourceType: 'AWS::Cognito::UserPoolRiskConfigurationAttachment',
    why: noSuchType,
    effect: 'Sign-ins at risk are not refused.',
  },
  {
    resourceType: 'AWS::CloudWatch::Alarm',
    having: 'Metrics',
    standIn: 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:left-out',
    why: 'MiniStack’s alarms know no metric math.',
    effect: 'Alarms that reckon with metrics are not made; the template tests show them.',
  },
  {
    resourceType: 'AWS::CloudWatch::CompositeAlarm',
    standIn: 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:left-out',
    why: noSuchType,
    effect: 'Burn-rate alarms are not made; the alarms that they combine are.',
  },
  {
    resourceType: 'Custom::S3AutoDeleteObjects',
    why: 'Its function is CDK’s and takes the SDK from Lambda’s runtime; MiniStack has none there.',
    effect: 'The rehearsal empties the buckets itself before it destroys.',
  },
  {
    resourceType: 'AWS::ApiGateway::Method',
    property: 'ApiKeyRequired',
    why: 'MiniStack looks for an API key in a header only, not in the authorizer’s answer.',
    effect: 'Plans are made, and no client’s requests are counted against its plan.',
  },
  {
    resourceType: 'AWS::Cognito::UserPool',
    property: 'Policies.PasswordPolicy',
    why: 'MiniStack makes first passwords that the policy does not take, and invites nobody.',
    effect: 'What passwords must be is shown by the template tests only.',
  },
  {
    conditionKey: 'kms:EncryptionContext:tenant',
    why: noSuchKey,
    effect: 'That a role opens its own tenant’s keys alone is shown by the template tests only.',
  },
  {
    conditionKey: 'kms:EncryptionContext:use',
    why: noSuchKey,
    effect: 'That a role opens epoch and index keys alone is shown by the template tests only.',
  },
  {
    conditionKey: 'events:source',
    why: noSuchKey,
    effect: 'That the publisher speaks as `goldspoke` alone is shown by the template tests only.',
  },
  {
    conditionKey: 'kms:SigningAlgorithm',
    why: noSuchKey,
    effect: 'That checkpoints are signed in one way alone is shown by the template tests only.',
  },
  {
    action: 'states:SendTaskSuccess',
    why: 'MiniStack knows no state machine by a task’s token, so it would refuse what is permitted for one.',
    effect:
      'That a role ends the waits of its own workflow alone is shown by the template tests only.',
  },
];

/** How a gap is named in the log and in docs/rehearsal.md. */
export const nameOfGap = (gap: Gap): string =>
  'action' in gap
    ? `resource of ${gap.action}`
    : 'conditionKey' in gap
      ? `condition ${gap.conditionKey}`
      : 'property' in gap
        ? `${gap.resourceType} ${gap.property}`
        : [gap.resourceType, ...(gap.having === undefined ? [] : [`with ${gap.having}`])].join(' ');
