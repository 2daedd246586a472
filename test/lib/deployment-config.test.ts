import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deploymentConfig, readDeploymentConfig } from '#lib/deployment-config';

const queueOf = (name: string) => ({ name, target: { type: 'queue' } });

/** A deployment in Ireland, and a spoke with a function there or elsewhere. */
const spokeInIreland = (region: string, account: string) => ({
  name: 'hub',
  account: '111122223333',
  region: 'eu-west-1',
  spokes: [
    {
      name: 'crm',
      target: { type: 'function', arn: `arn:aws:lambda:${region}:${account}:function:hears` },
    },
  ],
});

describe('a deployment’s configuration', () => {
  it.each(readdirSync('config'))('in config/%s fits', (file) => {
    expect(readDeploymentConfig(`config/${file}`).name).toMatch(/^goldspoke/);
  });

  it('is named when it cannot be read', () => {
    expect(() => readDeploymentConfig('README.md')).toThrow(/README\.md\n/);
  });

  it('may name spokes as it likes otherwise', () => {
    const names = ['crm', 'crm-missed', 'crm--missed', 'missed', 'poison', 'test-poison'];
    const spokes = names.map(queueOf);
    expect(deploymentConfig.safeParse({ name: 'hub', spokes }).success).toBe(true);
  });

  it('takes a spoke’s function of its own account and region', () => {
    const { success } = deploymentConfig.safeParse(spokeInIreland('eu-west-1', '111122223333'));
    expect(success).toBe(true);
  });

  it('is config/production.json unless told', () => {
    expect(readDeploymentConfig()).toMatchObject({ name: 'goldspoke', protectData: true });
  });

  it('protects its data and bounds what it keeps, unless it says otherwise', () => {
    expect(deploymentConfig.parse({ name: 'hub' })).toEqual({
      name: 'hub',
      protectData: true,
      logRetentionDays: 90,
      eventArchiveDays: 30,
      poisonDays: 30,
      identity: { allowedEmailDomains: [], threatProtection: true },
      audit: { checkpointMinutes: 60, retentionDays: 365 },
      console: {},
      spokeAccounts: [],
      alarms: { emails: [], topicArns: [] },
      logLevel: 'INFO',
      api: {
        requestsPerSecond: 500,
        burst: 1000,
        plans: { default: { requestsPerSecond: 100, burst: 200 } },
        webAcl: true,
        requestsPerAddress: 30_000,
        gatewayLogsRole: 'create',
      },
      spokes: [],
      // Nobody is erased by an oversight.
      retention: { erases: false },
      workDays: 3,
      tags: {},
    });
  });

  it.each([
    ['a name that AWS would refuse', { name: 'Gold_Spoke' }],
    ['a name too long for its functions', { name: 'g'.repeat(33) }],
    ['a name that no sign-in page may bear', { name: 'shop-aws' }],
    // lib/events/spoke.ts divides the names of queues by these.
    ['a name with two hyphens in a row', { name: 'gold--spoke' }],
    ['a name that ends with a hyphen', { name: 'gold-' }],
    ['a spoke’s name with an underscore', { name: 'hub', spokes: [queueOf('crm_missed')] }],
    ['a spoke’s name that begins with a hyphen', { name: 'hub', spokes: [queueOf('-crm')] }],
    ['a spoke’s function of another region', spokeInIreland('eu-west-2', '111122223333')],
    ['a spoke’s function of another account', spokeInIreland('eu-west-1', '444455556666')],
    [
      'a restored table with the stream of another',
      {
        name: 'hub',
        restoredTable: {
          name: 'restored',
          streamArn:
            'arn:aws:dynamodb:eu-west-1:111122223333:table/main/stream/2026-11-22T00:00:00.000',
        },
      },
    ],
    [
      'a certificate of another region than the API’s',
      {
        name: 'hub',
        account: '111122223333',
        region: 'eu-west-1',
        api: {
          domain: {
            name: 'api.example.com',
            certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/a',
          },
        },
      },
    ],
    ['a tag that only AWS may set', { name: 'hub', tags: { 'aws:team': 'data' } }],
    ['a setting that does not exist', { name: 'hub', protectdata: false }],
    ['a retention that CloudWatch does not know', { name: 'hub', logRetentionDays: 42 }],
    ['an archive without an end', { name: 'hub', eventArchiveDays: 0 }],
    [
      'an address’s limit below what one client may ask for',
      {
        name: 'hub',
        api: {
          plans: { default: { requestsPerSecond: 101, burst: 200 } },
          requestsPerAddress: 30_000,
        },
      },
    ],
    [
      'a caller’s limit below the plan of its spoke',
      {
        name: 'hub',
        api: {
          plans: {
            default: { requestsPerSecond: 1, burst: 1 },
            erp: { requestsPerSecond: 100, burst: 1 },
          },
          requestsPerCaller: 29_999,
        },
      },
    ],
    ['plans without one for everybody else', { name: 'hub', api: { plans: {} } }],
    ['an account without a region', { name: 'hub', account: '111122223333' }],
  ])('refuses %s', (_, config) => {
    expect(deploymentConfig.safeParse(config).success).toBe(false);
  });
});
