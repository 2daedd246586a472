import { describe, expect, it } from 'vitest';
import { eventSamples } from '#events/samples';
import { readEvent } from '../../../examples/downstream/read-event.ts';

const followed = [
  'customer.created.v1',
  'customer.changed.v1',
  'customer.merged.v1',
  'customer.split.v1',
  'customer.removed.v1',
  'customer.erased.v1',
] as const;
const bodyOf = (type: string, detail: object) =>
  JSON.stringify({ source: 'goldspoke', 'detail-type': type, detail });

describe('readEvent', () => {
  it.each(followed)('reads the sample of %s', (type) => {
    const sample = eventSamples[type];
    expect(readEvent(bodyOf(type, sample), sample.spoke)).toMatchObject({
      type,
      customerId: sample.customerId,
      eventId: sample.metadata.eventId,
    });
  });

  const sample = eventSamples['customer.changed.v1'];
  const read = (detail: object, type = 'customer.changed.v1') =>
    readEvent(bodyOf(type, detail), 'crm');

  it('follows no type that it does not know', () => {
    expect(read(sample, 'customer.changed.v2')).toBeUndefined();
  });

  it('lets a field pass that its contract does not have yet', () => {
    expect(read({ ...sample, confidence: 'high' })).toMatchObject({ sequence: 2 });
  });

  it('refuses an event that breaks its contract, and does not repeat what stood there', () => {
    const broken = { ...sample, customerId: 'ada@example.com' };
    expect(() => read(broken)).toThrow(
      'customer.changed.v1 breaks its contract: /customerId pattern',
    );
    expect(() => read(broken)).not.toThrow('example.com');
    const { metadata: _, ...without } = sample;
    expect(() => read(without)).toThrow('required');
  });

  it('refuses an event for another spoke', () => {
    expect(() => read({ ...sample, spoke: 'web' })).toThrow('another spoke');
  });
});
