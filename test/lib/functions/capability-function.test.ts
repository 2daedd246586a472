import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type CfnElement, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, describe, expect, it } from 'vitest';
import { capabilities, streamConsumers } from '#functions/manifest';
import { deploymentConfig } from '#lib/deployment-config';
import { bundleFunction } from '#lib/functions/bundle-function';
import { CapabilityFunction } from '#lib/functions/capability-function';
import { appWithoutCode, resourcesOf, synthesized } from '../synthesized.ts';

const names = ['authorizer', ...Object.keys(capabilities), ...Object.keys(streamConsumers)];

describe('every function', () => {
  const { api, syndication } = synthesized();
  const ofType = (type: string) =>
    [...resourcesOf(api), ...resourcesOf(syndication)].filter(([, { Type }]) => Type === type);
  const functions = ofType('AWS::Lambda::Function');

  it('is one of the manifest’s, or the authorizer', () => {
    expect(functions.map(([, { Properties }]) => Properties?.FunctionName).toSorted()).toEqual(
      names.map((name) => `goldspoke-${name}`).toSorted(),
    );
  });

  it.each(functions)(
    '%s runs on Node 24 and ARM, traced, logging where it is told',
    (_, resource) => {
      expect(resource.Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON', LogGroup: expect.anything() },
      });
    },
  );

  it.each(functions)('%s is told where everything is', (_, { Properties }) => {
    const { Variables } = Properties!.Environment as { Variables: Record<string, unknown> };
    expect(Object.keys(Variables)).toEqual(
      expect.arrayContaining([
        'EVENT_BUS_NAME',
        'KMS_KEY_ID',
        'LOG_LEVEL',
        'NODE_OPTIONS',
        'POISON_BUCKET',
        'POISON_QUEUE_URL',
        'TABLE_NAME',
        'TENANT',
        'VAULT_TABLE_NAME',
      ]),
    );
  });

  it.each(functions)('%s is stopped when it calls itself in a circle', (_, { Properties }) => {
    expect(Properties?.RecursiveLoop).toBe('Terminate');
  });

  it('has logs that are encrypted and end', () => {
    for (const [, { Properties }] of ofType('AWS::Logs::LogGroup'))
      expect(Properties).toMatchObject({ RetentionInDays: 90, KmsKeyId: expect.anything() });
    // One for each function, the API's access log, and what AWS WAF blocked.
    expect(ofType('AWS::Logs::LogGroup')).toHaveLength(names.length + 2);
  });
});

describe('a function that is called without anybody waiting', () => {
  const stack = new Stack(appWithoutCode(), 'Stack');
  const logsKey = new Key(stack, 'Key');
  const queue = new Queue(stack, 'Failed', { encryptionMasterKey: logsKey });
  new CapabilityFunction(stack, 'meta', {
    name: 'meta',
    description: 'called by a rule',
    config: deploymentConfig.parse({ name: 'hub', backgroundConcurrency: 5 }),
    logsKey,
    statements: [],
    environment: {},
    asynchronous: { deadLetterQueue: queue, maxAgeMinutes: 60 },
    isBackground: true,
  });
  const template = Template.fromStack(stack);

  it('leaves what failed for good in a queue, and may send there', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumEventAgeInSeconds: 3600,
      MaximumRetryAttempts: 2,
      DestinationConfig: {
        OnFailure: {
          Destination: {
            'Fn::GetAtt': [stack.getLogicalId(queue.node.defaultChild as CfnElement), 'Arn'],
          },
        },
      },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Sid: 'SendFailedCalls', Action: 'sqs:SendMessage' }),
          Match.objectLike({ Sid: 'FailedCallsKey' }),
        ]),
      },
    });
  });

  it('runs no more of itself at once than background work may', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 5 });
  });
});

describe('bundles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldspoke-bundles-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const importing = `
    const started = performance.now();
    const { handler } = await import(process.argv[1]);
    console.log(JSON.stringify({ kind: typeof handler, ms: Math.round(performance.now() - started) }));`;

  it.each([...names, 'sample-subscriber'])(
    '%s loads by itself, on nothing but what Lambda has',
    async (name) => {
      bundleFunction(name, join(folder, name));
      const file = join(folder, name, 'index.mjs');

      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '--eval', importing, pathToFileURL(file).href],
        { cwd: folder, env: {} },
      );

      const { kind, ms } = JSON.parse(stdout) as { kind: string; ms: number };
      const kilobytes = (bytes: number) => Math.round(bytes / 1024);
      console.log(
        `${name}: ${kilobytes(statSync(file).size)} KB, ${kilobytes(gzipSync(readFileSync(file)).length)} KB zipped, loaded in ${ms} ms`,
      );
      expect(kind).toBe('function');
    },
  );

  it('are the same bytes each time, so that only changed functions are deployed', () => {
    const twice = ['once', 'again'].map((each) => {
      bundleFunction('authorizer', join(folder, each));
      return readFileSync(join(folder, each, 'index.mjs'), 'utf8');
    });
    expect(twice[0]).toBe(twice[1]);
  });
});
