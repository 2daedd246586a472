import { describe, expect, it } from 'vitest';
import { synthesized } from '../synthesized.ts';

const table = 'arn:aws:dynamodb:eu-west-1:123456789012:table/goldspoke-restored';
const restored = synthesized({
  account: '123456789012',
  region: 'eu-west-1',
  restoredTable: {
    name: 'goldspoke-restored',
    streamArn: `${table}/stream/2026-11-22T00:00:00.000`,
  },
});

describe('a deployment whose main table was restored beside the first', () => {
  it('reads and writes the restored one, and follows its stream', () => {
    restored.syndication.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: `${table}/stream/2026-11-22T00:00:00.000`,
    });
    for (const stack of [restored.api, restored.syndication, restored.workflows]) {
      const text = JSON.stringify(stack.toJSON());
      expect(text).toContain('"TABLE_NAME":"goldspoke-restored"');
      expect(text).not.toMatch(/ImportValue[^}]*MainTable/);
    }
  });

  it('keeps the first one, and what other stacks still import of it while they change', () => {
    restored.data.resourceCountIs('AWS::DynamoDB::Table', 2);
    const exported = Object.values(restored.data.findOutputs('*')).filter(
      ({ Export, Value }) => Export !== undefined && JSON.stringify(Value).includes('MainTable'),
    );
    expect(exported).toHaveLength(3);
  });
});
