import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { refusals } from '#core/kernel/refusal';
import { openSession, requestLink } from '#functions/me/contract';
import { proveByLink } from '#functions/privacy-requests/contract';
import { securityHeaders } from '#functions/shared/security-headers';
import type { DeploymentConfig } from '../deployment-config.ts';
import { webAclLogGroup } from '../names.ts';

interface ManagedRules {
  readonly name: string;
  /** Rules that count and let through → why. */
  readonly onlyCounted?: Readonly<Record<string, string>>;
}

const anyText =
  'Customers’ data and stewards’ reasons are any text. The schema checks them; answers are JSON that no browser runs.';
const anyId = 'A source id is what the spoke calls it; it names no file here.';

/**
 * AWS's own rules; no SQL rules, for no SQL stands behind the API, and names hold apostrophes.
 * docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 * docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-ip-rep.html
 */
const managedRules: readonly ManagedRules[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList' },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    onlyCounted: {
      SizeRestrictions_BODY: 'It blocks above 8 KB; a body may have 256 KB.',
      SizeRestrictions_QUERYSTRING:
        'It blocks above 2 KB; a name searched in a script that is not Latin takes nine bytes a letter.',
      NoUserAgent_HEADER: 'Spokes are machines, and many HTTP clients name themselves nowhere.',
      CrossSiteScripting_BODY: anyText,
      GenericLFI_BODY: anyText,
      GenericRFI_BODY: `${anyText} A website’s address is one of a company’s attributes; nothing fetches it.`,
      EC2MetaDataSSRF_BODY: `${anyText} Nothing fetches an address that a body names.`,
      RestrictedExtensions_URIPATH: anyId,
      RestrictedExtensions_QUERYARGUMENTS: anyId,
    },
  },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet' },
];

/**
 * Without the samples that AWS WAF's console shows: they hold paths and queries, and so names and
 * source ids. docs.aws.amazon.com/waf/latest/developerguide/web-acl-testing-view-sample.html
 */
const visible = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
  metricName,
});

const tooMany = 'TooManyRequests';

/** AWS WAF before the API: what is known to be an attack, and too much from one address or caller. */
export function guardWithWebAcl(
  scope: Construct,
  api: RestApi,
  config: DeploymentConfig,
  logsKey: kms.IKey,
): void {
  const acl = new CfnWebACL(scope, 'WebAcl', {
    name: config.name,
    description: 'Goldspoke API',
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visible(config.name),
    customResponseBodies: {
      [tooMany]: {
        contentType: 'APPLICATION_JSON',
        content: JSON.stringify({
          type: '/problems/throttled',
          title: refusals.throttled[1],
          status: 429,
        }),
      },
    },
    rules: [
      limited('RequestsPerAddress', 0, {
        ...inFiveMinutes,
        limit: config.api.requestsPerAddress,
        aggregateKeyType: 'IP',
      }),
      limited('RequestsPerCaller', 1, {
        ...inFiveMinutes,
        limit: requestsPerCaller(config),
        aggregateKeyType: 'CUSTOM_KEYS',
        customKeys: [{ header: { name: 'authorization', textTransformations: oneSpelling } }],
      }),
      limited('DoorsPerAddress', 2, {
        ...inFiveMinutes,
        limit: doorsPerAddress,
        aggregateKeyType: 'IP',
        scopeDownStatement: { orStatement: { statements: doors.map(endsWith) } },
      }),
      ...managedRules.map((each, index) => managed(each, index + 3)),
    ],
    dataProtectionConfig: { dataProtections: [...hidden] },
  });
  new CfnWebACLAssociation(scope, 'WebAclOfStage', {
    webAclArn: acl.attrArn,
    resourceArn: api.deploymentStage.stageArn,
  });
  logWhatWasBlocked(scope, acl, config, logsKey);
}

/**
 * Where nobody is known yet, and letters are asked for or links tried. An address of a company or of
 * CloudFront stands for many people.
 */
const doors = [requestLink.path, openSession.path, proveByLink.path];
const doorsPerAddress = 100;
const endsWith = (path: string): CfnWebACL.StatementProperty => ({
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: 'ENDS_WITH',
    searchString: path,
    textTransformations: [{ priority: 0, type: 'NORMALIZE_PATH' }],
  },
});

const inFiveMinutes = { evaluationWindowSec: 300 };

/**
 * The scheme may be written in any case and before any white space, so that one token would count as
 * many callers.
 */
const oneSpelling = [
  { priority: 0, type: 'COMPRESS_WHITE_SPACE' },
  { priority: 1, type: 'LOWERCASE' },
];

/**
 * Unless told: half of what all callers without a plan of their own share, so that no one of them uses
 * it up; and no less than the largest plan of a spoke allows. Requests without the header do not count,
 * and get no further than API Gateway's 401.
 * docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-options.html
 */
export function requestsPerCaller({ api }: Pick<DeploymentConfig, 'api'>): number {
  const { default: shared, ...own } = api.plans;
  const rates = [
    (shared?.requestsPerSecond ?? 0) / 2,
    ...Object.values(own).map(({ requestsPerSecond }) => requestsPerSecond),
  ];
  // AWS WAF takes no limit below 10.
  return api.requestsPerCaller ?? Math.max(10, Math.ceil(300 * Math.max(...rates)));
}

const limited = (
  name: string,
  priority: number,
  rateBasedStatement: CfnWebACL.RateBasedStatementProperty,
): CfnWebACL.RuleProperty => ({
  name,
  priority,
  statement: { rateBasedStatement },
  action: {
    block: {
      customResponse: {
        responseCode: 429,
        customResponseBodyKey: tooMany,
        responseHeaders: [
          { name: 'retry-after', value: '60' },
          ...Object.entries(securityHeaders).map(([header, value]) => ({ name: header, value })),
        ],
      },
    },
  },
  visibilityConfig: visible(name),
});

const managed = ({ name, onlyCounted = {} }: ManagedRules, priority: number) =>
  ({
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: Object.keys(onlyCounted).map((rule) => ({
          name: rule,
          actionToUse: { count: {} },
        })),
      },
    },
    visibilityConfig: visible(name),
  }) satisfies CfnWebACL.RuleProperty;

/**
 * Fields that no log shows, nor what a rule matched in them, nor the token that one is counted by.
 * docs.aws.amazon.com/waf/latest/developerguide/data-protection-masking.html
 * docs.aws.amazon.com/waf/latest/developerguide/data-protection-exceptions.html
 */
const hidden: readonly CfnWebACL.DataProtectProperty[] = [
  { action: 'SUBSTITUTION', field: { fieldType: 'BODY' } },
  { action: 'SUBSTITUTION', field: { fieldType: 'QUERY_STRING' } },
  {
    action: 'SUBSTITUTION',
    field: { fieldType: 'SINGLE_HEADER', fieldKeys: ['authorization'] },
  },
];

/**
 * What was blocked, by which rule, from which address; without path and query, which hold source ids
 * and names, and without the token. What was let through stands in the API's own log.
 */
function logWhatWasBlocked(
  scope: Construct,
  acl: CfnWebACL,
  config: DeploymentConfig,
  logsKey: kms.IKey,
): void {
  const logGroup = new logs.LogGroup(scope, 'WebAclLogs', {
    logGroupName: webAclLogGroup(config.name),
    encryptionKey: logsKey,
    retention: config.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new CfnLoggingConfiguration(scope, 'WebAclLogging', {
    resourceArn: acl.attrArn,
    // AWS WAF takes the ARN without `:*`.
    logDestinationConfigs: [
      Stack.of(scope).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: logGroup.logGroupName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    redactedFields: [
      { uriPath: {} },
      { queryString: {} },
      { singleHeader: { Name: 'authorization' } },
    ],
    loggingFilter: {
      DefaultBehavior: 'DROP',
      Filters: [
        {
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
        },
      ],
    },
  });
}
