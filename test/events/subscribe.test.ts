import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#core/kernel/types';
import { eventSource, eventTypes } from '#events/catalogue';
import { eventSamples } from '#events/samples';
import { matchesPattern } from '#local/event-pattern';

const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8');
const rule = JSON.parse(/```json\n(.+)\n```/.exec(page)?.[1] ?? '');

const delivered = (type: (typeof eventTypes)[number], spoke: string): JsonObject => ({
  version: '0',
  source: eventSource,
  'detail-type': type,
  detail: { ...(eventSamples[type] as unknown as JsonObject), spoke },
});

describe('docs/events.md', () => {
  it('names every event that is published', () => {
    for (const type of eventTypes) expect(page).toContain(`../events/${type}/README.md`);
  });

  it('shows a rule of one line that takes every event for the spoke, and none for another', () => {
    for (const type of eventTypes) {
      expect(matchesPattern(rule, delivered(type, 'web'))).toBe(true);
      expect(matchesPattern(rule, delivered(type, 'crm'))).toBe(false);
    }
    const foreign = { ...delivered('customer.changed.v1', 'web'), source: 'aws.s3' };
    expect(matchesPattern(rule, foreign)).toBe(false);
  });
});
