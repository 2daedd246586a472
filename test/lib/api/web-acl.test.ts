import { describe, expect, it } from 'vitest';
import { requestsPerCaller } from '#lib/api/web-acl';
import { deploymentConfig } from '#lib/deployment-config';
import { resourcesOf, synthesized } from '../synthesized.ts';

const { api } = synthesized();

interface Rule {
  readonly Name: string;
  readonly Statement: {
    readonly RateBasedStatement?: unknown;
    readonly ManagedRuleGroupStatement?: {
      readonly RuleActionOverrides: readonly {
        readonly Name: string;
        readonly ActionToUse: object;
      }[];
    };
  };
  readonly VisibilityConfig: { readonly SampledRequestsEnabled: boolean };
}
const properties = (type: string) =>
  resourcesOf(api).find(([, { Type }]) => Type === type)?.[1].Properties ?? {};
const acl = properties('AWS::WAFv2::WebACL');
const rules = acl.Rules as readonly Rule[];

describe('AWS WAF before the API', () => {
  it('stands before the stage', () => {
    expect(JSON.stringify(properties('AWS::WAFv2::WebACLAssociation').ResourceArn)).toMatch(
      /:apigateway:.*restapis.*stages/,
    );
  });

  it('blocks an address that asks too much for five minutes, with 429 and when to come back', () => {
    expect(rules[0]).toMatchObject({
      Statement: {
        RateBasedStatement: { Limit: 30_000, EvaluationWindowSec: 300, AggregateKeyType: 'IP' },
      },
      Action: {
        Block: {
          CustomResponse: {
            ResponseCode: 429,
            ResponseHeaders: expect.arrayContaining([
              { Name: 'retry-after', Value: '60' },
              { Name: 'x-content-type-options', Value: 'nosniff' },
            ]),
          },
        },
      },
    });
  });

  it('blocks a caller that asks too much, however its header is spelt', () => {
    expect(rules[1]).toMatchObject({
      Name: 'RequestsPerCaller',
      Statement: {
        RateBasedStatement: {
          // Half of 100 a second for five minutes.
          Limit: 15_000,
          EvaluationWindowSec: 300,
          AggregateKeyType: 'CUSTOM_KEYS',
          CustomKeys: [
            {
              Header: {
                Name: 'authorization',
                TextTransformations: [
                  { Priority: 0, Type: 'COMPRESS_WHITE_SPACE' },
                  { Priority: 1, Type: 'LOWERCASE' },
                ],
              },
            },
          ],
        },
      },
      Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
    });
    expect(
      new Set((acl.Rules as readonly { Priority: number }[]).map(({ Priority }) => Priority)).size,
    ).toBe(rules.length);
  });

  it('bounds who asks for letters and tries links more narrowly', () => {
    expect(rules[2]).toMatchObject({
      Name: 'DoorsPerAddress',
      Statement: {
        RateBasedStatement: {
          Limit: 100,
          AggregateKeyType: 'IP',
          ScopeDownStatement: {
            OrStatement: {
              Statements: ['/me/links', '/me/sessions', '/request-proofs'].map((SearchString) => ({
                ByteMatchStatement: { SearchString, PositionalConstraint: 'ENDS_WITH' },
              })),
            },
          },
        },
      },
      Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
    });
  });

  it.each([
    ['half of the shared plan', { default: 100 }, undefined, 15_000],
    ['what a spoke’s own plan allows', { default: 100, erp: 80 }, undefined, 24_000],
    ['what the deployment says', { default: 100 }, 900, 900],
    ['no less than AWS WAF takes', { default: 0.01 }, undefined, 10],
  ])('lets a caller have %s', (_, rates, told, expected) => {
    const plans = Object.fromEntries(
      Object.entries(rates).map(([name, requestsPerSecond]) => [
        name,
        { requestsPerSecond, burst: 1 },
      ]),
    );
    const { api: config } = deploymentConfig.parse({
      name: 'hub',
      api: { plans, ...(told && { requestsPerCaller: told }) },
    });
    expect(requestsPerCaller({ api: config })).toBe(expected);
  });

  it('asks AWS’s rules, but lets through what customers’ data may hold and how spokes call', () => {
    expect(rules.slice(3).map(({ Name }) => Name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesCommonRuleSet',
      'AWSManagedRulesKnownBadInputsRuleSet',
    ]);
    const counted = rules.flatMap(
      ({ Statement }) => Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? [],
    );
    for (const { ActionToUse } of counted) expect(ActionToUse).toEqual({ Count: {} });
    const names = counted.map(({ Name }) => Name);
    // A body may have 256 KB; the rule blocks above 8.
    expect(names).toContain('SizeRestrictions_BODY');
    expect(names).toContain('NoUserAgent_HEADER');
    expect(names.filter((name) => name.endsWith('_BODY')).toSorted()).toEqual([
      'CrossSiteScripting_BODY',
      'EC2MetaDataSSRF_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'SizeRestrictions_BODY',
    ]);
  });

  it('keeps no samples, which would hold names and source ids', () => {
    const configs = [acl, ...rules].map(
      (each) => (each as { VisibilityConfig: Rule['VisibilityConfig'] }).VisibilityConfig,
    );
    for (const { SampledRequestsEnabled } of configs) expect(SampledRequestsEnabled).toBe(false);
  });

  it('logs what it blocked, without path, query, body and token', () => {
    expect(properties('AWS::WAFv2::LoggingConfiguration')).toMatchObject({
      RedactedFields: [
        { UriPath: {} },
        { QueryString: {} },
        { SingleHeader: { Name: 'authorization' } },
      ],
      LoggingFilter: { DefaultBehavior: 'DROP', Filters: [{ Behavior: 'KEEP' }] },
    });
    expect(acl.DataProtectionConfig).toEqual({
      DataProtections: [
        { Action: 'SUBSTITUTION', Field: { FieldType: 'BODY' } },
        { Action: 'SUBSTITUTION', Field: { FieldType: 'QUERY_STRING' } },
        {
          Action: 'SUBSTITUTION',
          Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization'] },
        },
      ],
    });
    api.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: 'aws-waf-logs-goldspoke' });
  });
});
