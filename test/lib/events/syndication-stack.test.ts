import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { streamConsumers } from '#functions/manifest';
import { resourcesOf, synthesized } from '../synthesized.ts';

const { syndication } = synthesized();

describe('the consumers of the stream', () => {
  it('are those of the manifest', () => {
    const names = resourcesOf(syndication)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .map(([, { Properties }]) => Properties?.FunctionName);
    expect(names.toSorted()).toEqual(
      Object.keys(streamConsumers)
        .map((name) => `goldspoke-${name}`)
        .toSorted(),
    );
    syndication.resourceCountIs('AWS::Lambda::EventSourceMapping', names.length);
  });

  it('retry item by item, for a bounded time, and put aside what still fails', () => {
    syndication.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 20,
      MaximumRecordAgeInSeconds: 12 * 60 * 60,
      DestinationConfig: {
        OnFailure: {
          Destination: { 'Fn::ImportValue': Match.stringLikeRegexp('events:.*PoisonQueue') },
        },
      },
    });
  });

  it('are called for insertions of the outbox, and where the audit is touched', () => {
    const patterns = resourcesOf(syndication)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::EventSourceMapping')
      .map(([id, { Properties }]) => {
        const { Filters } = Properties!.FilterCriteria as { Filters: { Pattern: string }[] };
        return [id.replace(/stream.*/, ''), Filters.map(({ Pattern }) => JSON.parse(Pattern))];
      });
    const version = {
      eventName: ['INSERT'],
      dynamodb: { Keys: { SK: { S: [{ prefix: 'VER#' }] } } },
    };
    const notice = {
      eventName: ['INSERT'],
      dynamodb: { Keys: { SK: { S: [{ prefix: 'OUT#' }] } } },
    };
    const task = { eventName: ['INSERT'], dynamodb: { Keys: { PK: { S: [{ prefix: 'TSK#' }] } } } };
    const consent = {
      eventName: ['INSERT'],
      dynamodb: { Keys: { PK: { S: [{ prefix: 'CON#' }] } } },
    };
    const touched = (key: string, ...prefixes: string[]) => ({
      eventName: ['MODIFY', 'REMOVE'],
      dynamodb: { Keys: { [key]: { S: prefixes.map((prefix) => ({ prefix })) } } },
    });
    expect(Object.fromEntries(patterns)).toEqual({
      publisher: [version, consent, task, notice],
      converge: [
        version,
        touched('PK', 'AUD#', 'CON#', 'POINT#', 'PROOFS#KEYS'),
        touched('SK', 'AUD#'),
      ],
    });
  });
});
